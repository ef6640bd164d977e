// Writing to the terminal, at once and completely.
// Node's own streams are asynchronous for pipes: what was written may be lost when the process
// ends. These write the bytes themselves, wait when the pipe is full, and end quietly when nobody
// reads any more, as `mochi help | head -1` expects.

import { writeSync } from "node:fs";
import { createColors } from "picocolors";
import { systemCode } from "../failure.ts";

function writeAll(descriptor: number, text: string): void {
  let rest: Uint8Array = Buffer.from(text, "utf8");
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = systemCode(error);
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      } else if (code === "EPIPE") {
        process.exit(0);
      } else {
        throw error;
      }
    }
  }
}

export function writeOut(text: string): void {
  writeAll(1, text);
}

export function writeError(text: string): void {
  writeAll(2, text);
}

export type Colors = ReturnType<typeof createColors>;

function colorsFor(isTerminal: boolean): Colors {
  return createColors((process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb" && isTerminal);
}

/** Colours for what goes to standard error: off with NO_COLOR or when it is no terminal. */
export function errorColors(): Colors {
  return colorsFor(process.stderr.isTTY === true);
}

/** The same for standard output. */
export function outputColors(): Colors {
  return colorsFor(process.stdout.isTTY === true);
}
