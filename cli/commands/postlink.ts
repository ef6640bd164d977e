// `mochi postlink FILE`: what is left to do to a program that somebody else has linked (`mochi build --emit=obj`
// prints the command where there is something). `mochi build` does the same to what it links itself.

import { readFileSync } from "node:fs";
import { type ParsedOptions, stringOption } from "../command-line/parse.ts";
import { PROGRAM_IDENTIFIER } from "../driver/native-compiler.ts";
import { guardOutput, writeOutput } from "../driver/output-file.ts";
import { EXIT_OK } from "../exit-code.ts";
import { describeSystemError, Failure, usageFailure } from "../failure.ts";
import { readMachO } from "../targets/macho-file.ts";
import { finishProgram, UNWIND_EXPORTS } from "../targets/cross-compiler.ts";
import type { ObjectFormat } from "../targets/triple.ts";
import { writeError } from "../terminal/output.ts";

const WASM_MAGIC = Buffer.from("\0asm");

function readProgram(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Failure(`${file}: ${describeSystemError(error)}`);
  }
}

/** The format, where programs of it are not complete once they are linked. */
function formatOf(bytes: Buffer): ObjectFormat | undefined {
  return bytes.subarray(0, WASM_MAGIC.length).equals(WASM_MAGIC) ? "wasm" : readMachO(bytes) !== undefined ? "macho" : undefined;
}

/** The complete program; the same bytes when nothing is left to do. */
function complete(file: string, bytes: Buffer): Uint8Array {
  const format = formatOf(bytes);
  if (format === undefined) {
    throw new Failure(`${file} is neither a WebAssembly module nor a 64-bit Mach-O executable`, "programs for other targets are complete once they are linked");
  }
  try {
    return finishProgram(format, bytes, PROGRAM_IDENTIFIER);
  } catch (error) {
    throw new Failure(`${file} can't be completed: ${error instanceof Error ? error.message : String(error)}`, "link it as `mochi build --emit=obj` prints it");
  }
}

export function postlinkCommand(file: string | undefined, options: ParsedOptions): number {
  if (file === undefined) {
    throw usageFailure("mochi postlink needs a linked program");
  }
  const bytes = readProgram(file);
  const finished = complete(file, bytes);
  if (finished === bytes) {
    writeError(`mochi: nothing is left to do: ${file} has no \`try\`, or was linked without ${UNWIND_EXPORTS.join(" ")}\n`);
  }
  const out = stringOption(options, "out") ?? file;
  if (out !== file) {
    guardOutput(out, [file], options["force"] === true);
  }
  writeOutput(out, finished, 0o755);
  return EXIT_OK;
}
