// A cached executable's seal: its size and SHA-256, written beside it, checked before every run.
// Damage (a full disk, a torn write, a curious hand) is then a miss, never a strange program.
// SHA-256, not BLAKE3: Node has it natively, and this runs on the fast path, where compiling
// a JavaScript hash function would cost more than everything else (25 ms against 1).

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Seal {
  readonly size: number;
  readonly sha256: string;
}

export const PROGRAM_FILE = "program";
export const SEAL_FILE = "seal.json";

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function sealOf(bytes: Uint8Array): Seal {
  return { size: bytes.length, sha256: sha256Of(bytes) };
}

/** The executable of an entry when it is there and whole. */
export function sealedProgram(entry: string): string | undefined {
  try {
    const seal = JSON.parse(readFileSync(join(entry, SEAL_FILE), "utf8")) as Partial<Seal>;
    const path = join(entry, PROGRAM_FILE);
    const bytes = readFileSync(path);
    return seal.size === bytes.length && seal.sha256 === sha256Of(bytes) ? path : undefined;
  } catch {
    return undefined;
  }
}
