// Writing to the terminal, at once and completely.
// Node's own streams are asynchronous for pipes: what was written may be lost when the process
// ends. These write the bytes themselves, wait when the pipe is full, and end quietly when nobody
// reads any more, as `mochi help | head -1` expects.

import { writeSync } from "node:fs";
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

export interface Colors {
  readonly isColorSupported: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
}

function colorsFor(isTerminal: boolean): Colors {
  const isColorSupported = (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb" && isTerminal;
  const style =
    (begin: number, end: number) =>
    (text: string): string =>
      isColorSupported ? `\x1b[${begin}m${text}\x1b[${end}m` : text;
  return { isColorSupported, bold: style(1, 22), dim: style(2, 22), red: style(31, 39), green: style(32, 39), yellow: style(33, 39), blue: style(34, 39), cyan: style(36, 39) };
}

/** Colours for what goes to standard error: off with NO_COLOR or when it is no terminal. */
export function errorColors(): Colors {
  return colorsFor(process.stderr.isTTY === true);
}

/** The same for standard output. */
export function outputColors(): Colors {
  return colorsFor(process.stdout.isTTY === true);
}
