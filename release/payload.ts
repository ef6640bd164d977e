// What a release's launcher carries, as bytes; cli/launcher/payload/payload.h has the format and is its reader.

import { blake3 } from "@noble/hashes/blake3.js";

export interface PayloadFile {
  /** Below the core's folder, with `/`. */
  readonly path: string;
  readonly isExecutable: boolean;
  readonly contents: Uint8Array;
}

const MAGIC = Buffer.from("mochipk1");

function numberBytes(size: 1 | 4 | 8, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.subarray(0, size);
}

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`);
  return Buffer.concat([numberBytes(4, bytes.length), bytes]);
}

/** The payload of these files, the core first. `compress` makes one zstd frame. */
export function encodePayload(files: readonly PayloadFile[], compress: (contents: Uint8Array) => Uint8Array): Uint8Array {
  const entries = files.map(({ path, isExecutable, contents }) => Buffer.concat([numberBytes(8, contents.length), numberBytes(1, isExecutable ? 1 : 0), textBytes(path)]));
  const index = Buffer.concat([numberBytes(4, files.length), ...entries]);
  const body = Buffer.concat([numberBytes(4, index.length), index, compress(Buffer.concat(files.map(({ contents }) => contents)))]);
  return Buffer.concat([MAGIC, blake3(body), body]);
}
