// Where `mochi build` writes, and what it refuses to overwrite.
// The name comes from the source: `src/hello.mochi` → `hello` in the current folder. What stands
// there already is replaced only if it is a product of ours (it carries our mark) or --force was
// given; a folder or one of the program's own sources never. Results appear by rename, so a
// failed build leaves the old file or none.

import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { describeSystemError, Failure, StorageFailure, usageFailure } from "../failure.ts";
import { PROGRAM_MARK } from "./native-flags.ts";

export type OutputKind = "c" | "obj" | "exe";

const EXTENSIONS: Readonly<Record<OutputKind, string>> = { c: ".c", obj: ".o", exe: "" };

/** The output's name when `--out` doesn't give one. */
export function outputName(entry: string, kind: OutputKind, executableSuffix = ""): string {
  const name = basename(entry);
  const stem = name.endsWith(".mochi") ? name.slice(0, -".mochi".length) : name;
  const suffix = kind !== "exe" ? EXTENSIONS[kind] : executableSuffix === "" && stem === name ? ".out" : executableSuffix;
  if (stem === "" || stem.startsWith("<")) {
    throw usageFailure("--out is needed: the source has no name that the output could take");
  }
  return stem + suffix;
}

function samePath(left: string, right: string): boolean {
  try {
    return realpathSync(left) === realpathSync(right);
  } catch {
    return false;
  }
}

/** Throws unless the path may be written. */
export function guardOutput(path: string, sources: readonly string[], force: boolean): void {
  if (!existsSync(path)) {
    return;
  }
  if (statSync(path).isDirectory()) {
    throw new Failure(`${path} is a folder`, "give the output another name with --out");
  }
  if (sources.some((source) => samePath(source, path))) {
    throw new Failure(`${path} is a source of the program`, "give the output another name with --out");
  }
  if (!force && statSync(path).isFile() && !readFileSync(path).includes(PROGRAM_MARK)) {
    throw new Failure(`${path} exists and was not made by Mochi`, "give the output another name with --out, or overwrite it with --force");
  }
}

/** Writes the whole file or nothing. */
export function writeOutput(path: string, bytes: Uint8Array | string, mode: number): void {
  if (existsSync(path) && !statSync(path).isFile()) {
    writeSpecial(path, bytes);
    return;
  }
  const staged = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(staged, bytes, { mode });
    chmodSync(staged, mode);
    renameSync(staged, path);
  } catch (error) {
    rmSync(staged, { force: true });
    throw new StorageFailure(`${path} can't be written: ${describeSystemError(error)}`, "name a place that can be written with --out");
  }
}

/** Devices such as /dev/null or /dev/stdout can't be renamed over. */
function writeSpecial(path: string, bytes: Uint8Array | string): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw new StorageFailure(`${path} can't be written: ${describeSystemError(error)}`);
  }
}
