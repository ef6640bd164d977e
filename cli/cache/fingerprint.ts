// The content-addressed key of an executable: BLAKE3 over everything its bytes depend on.
// Every part is preceded by its length, so that no two lists of parts run together.

import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** 64 hex digits that are equal for equal lists of parts only. */
export function fingerprint(parts: readonly (string | Uint8Array)[]): string {
  const hash = blake3.create({});
  for (const part of parts) {
    const bytes = typeof part === "string" ? utf8ToBytes(part) : part;
    hash.update(utf8ToBytes(`${bytes.length}:`)).update(bytes);
  }
  return bytesToHex(hash.digest());
}
