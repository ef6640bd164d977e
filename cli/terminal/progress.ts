// One line on standard error that says how far something is; nothing where no person looks on (a pipe,
// TERM=dumb). It is drawn at most ten times a second, and wiped before anything else is written.

import { writeError } from "./output.ts";

const INTERVAL_MS = 100;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

export interface ProgressLine {
  /** `done` and `total` in bytes. */
  show(what: string, done: number, total: number | undefined): void;
  wipe(): void;
}

export function newProgressLine(): ProgressLine {
  const isWanted = process.stderr.isTTY === true && process.env["TERM"] !== "dumb";
  let shownAt = 0;
  let isShown = false;
  let began = { what: "", at: 0, done: 0 };
  return {
    show(what, done, total) {
      const now = performance.now();
      if (began.what !== what) {
        began = { what, at: now, done };
      }
      if (!isWanted || now - shownAt < INTERVAL_MS) {
        return;
      }
      shownAt = now;
      isShown = true;
      const perSecond = ((done - began.done) * 1000) / Math.max(1, now - began.at);
      const share = total === undefined ? `${megabytes(done)} MB` : `${megabytes(done)} of ${megabytes(total)} MB`;
      const left = total === undefined || perSecond === 0 || now - began.at < 1000 ? "" : `, ${Math.ceil((total - done) / perSecond)} s left`;
      writeError(`\r\x1b[K${what}: ${share}${left}`);
    },
    wipe() {
      if (isShown) {
        writeError("\r\x1b[K");
        isShown = false;
      }
    },
  };
}
