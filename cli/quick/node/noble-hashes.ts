// @noble/hashes for the quick core: BLAKE3 in C, and its helpers for bytes.

import { host } from "../host.ts";

interface Hasher {
  update(bytes: Uint8Array): Hasher;
  digest(): Uint8Array;
}

function create(): Hasher {
  const parts: Uint8Array[] = [];
  const hasher: Hasher = {
    update(bytes) {
      parts.push(bytes);
      return hasher;
    },
    digest: () => host.blake3(Buffer.concat(parts)),
  };
  return hasher;
}

export const blake3 = Object.assign((bytes: Uint8Array) => host.blake3(bytes), { create });

export const utf8ToBytes = (text: string): Uint8Array => host.encode(text);

export function bytesToHex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) {
    digits += (byte < 16 ? "0" : "") + byte.toString(16);
  }
  return digits;
}
