// A cached executable's seal: its key, size and SHA-256, written beside it, checked before the core
// hands it out. Damage (a full disk, a torn write, a curious hand) is then a miss, never a strange program.
// The launcher doesn't hash it again: it knows a sealed program by what the file system says of it
// (ProgramStamp in index-format.ts), and leaves one that was touched to this check.
// SHA-256, not BLAKE3: Node has it natively; compiling a JavaScript hash function would cost more
// than everything else (25 ms against 1).

import { createHash } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isOwnFile } from "./location.ts";

/** What is known of an executable's bytes. */
export interface Digest {
  readonly size: number;
  readonly sha256: string;
}

export interface Seal extends Digest {
  /** The entry's, so that two entries can't be swapped. */
  readonly key: string;
}

/** The name of executables in the cache; on Windows node starts nothing without an ending. */
export function programFile(system: string): string {
  return system === "win32" ? "program.exe" : "program";
}

export const PROGRAM_FILE: string = programFile(process.platform);
export const SEAL_FILE = "seal.json";

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function digestOf(bytes: Uint8Array): Digest {
  return { size: bytes.length, sha256: sha256Of(bytes) };
}

/** The executable of an entry (its folder is named by its key) when it is there, ours and whole. */
export function sealedProgram(entry: string): string | undefined {
  try {
    const seal = JSON.parse(readFileSync(join(entry, SEAL_FILE), "utf8")) as Partial<Seal>;
    const path = join(entry, PROGRAM_FILE);
    if (seal.key !== basename(entry) || !isOwnFile(path)) {
      return undefined;
    }
    accessSync(path, constants.X_OK);
    const { size, sha256 } = digestOf(readFileSync(path));
    return seal.size === size && seal.sha256 === sha256 ? path : undefined;
  } catch {
    return undefined;
  }
}
