// The bytes of a direct-mode index: record → bytes and back. docs/cache.md has the format; its other
// reader is the launcher (cli/launcher/direct-index.c). Reading never throws: whatever isn't an index
// of ours, whole and for this very question, is none.

import { blake3 } from "@noble/hashes/blake3.js";

/** What one look of the front end at the file system found. */
export type Dependency =
  | { readonly kind: "file"; readonly path: string; readonly size: number; readonly hash: Uint8Array }
  | { readonly kind: "missing"; readonly path: string }
  /** `hash` is over the names of its sources, sorted, each with a zero behind it. */
  | { readonly kind: "folder"; readonly path: string; readonly hash: Uint8Array }
  | { readonly kind: "no-folder"; readonly path: string };

/** What the file system knows of an executable that nobody has written to: any write changes `changed`. */
export interface ProgramStamp {
  readonly size: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
  readonly inode: bigint;
}

export interface IndexRecord {
  /** Folder of the entry in objects/: 64 hex digits. */
  readonly key: string;
  readonly program: ProgramStamp;
  /** What the compiler said on standard error (warnings), said again at every run. */
  readonly said: string;
  readonly dependencies: readonly Dependency[];
}

const MAGIC = Buffer.from("mochidx1");
const HASH_SIZE = 32;
const KEY_SIZE = 64;
/** The launcher reads no larger one. */
const MAX_SIZE = 1 << 20;
const KINDS = { file: "f", missing: "m", folder: "d", "no-folder": "n" } as const;

function numberBytes(size: 4 | 8, value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes.subarray(0, size);
}

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`);
  return Buffer.concat([numberBytes(4, bytes.length), bytes]);
}

function dependencyBytes(dependency: Dependency): Buffer {
  const head = [Buffer.from(KINDS[dependency.kind]), textBytes(dependency.path)];
  switch (dependency.kind) {
    case "file":
      return Buffer.concat([...head, numberBytes(8, dependency.size), dependency.hash]);
    case "folder":
      return Buffer.concat([...head, dependency.hash]);
    case "missing":
    case "no-folder":
      return Buffer.concat(head);
  }
}

/** The index's bytes; undefined when they would be more than a launcher reads. */
export function encodeIndex(question: Uint8Array, { key, program, said, dependencies }: IndexRecord): Uint8Array | undefined {
  const stamp = [program.size, program.modified, program.changed, program.inode].map((value) => numberBytes(8, value));
  const body = Buffer.concat([question, Buffer.from(key), ...stamp, textBytes(said), numberBytes(4, dependencies.length), ...dependencies.map(dependencyBytes)]);
  const size = MAGIC.length + HASH_SIZE + body.length;
  return key.length === KEY_SIZE && size < MAX_SIZE ? Buffer.concat([MAGIC, blake3(body), body]) : undefined;
}

class Reader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  take(size: number): Buffer {
    if (this.at + size > this.bytes.length) {
      throw new RangeError("the index is too short");
    }
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  rest(): Buffer {
    return this.bytes.subarray(this.at);
  }

  number(): number {
    return this.take(4).readUInt32LE();
  }

  bigNumber(): bigint {
    return this.take(8).readBigUInt64LE();
  }

  text(): string {
    return this.take(this.number()).toString("utf8").slice(0, -1);
  }
}

function readDependency(reader: Reader): Dependency {
  const letter = reader.take(1).toString("latin1");
  const path = reader.text();
  switch (letter) {
    case KINDS.file:
      return { kind: "file", path, size: Number(reader.bigNumber()), hash: reader.take(HASH_SIZE) };
    case KINDS.missing:
      return { kind: "missing", path };
    case KINDS.folder:
      return { kind: "folder", path, hash: reader.take(HASH_SIZE) };
    case KINDS["no-folder"]:
      return { kind: "no-folder", path };
    default:
      throw new RangeError("the index names a kind of dependency that doesn't exist");
  }
}

/** The record in the bytes, if they are whole and answer the question. */
export function decodeIndex(bytes: Uint8Array, question: Uint8Array): IndexRecord | undefined {
  try {
    const reader = new Reader(bytes);
    const isOurs = reader.take(MAGIC.length).equals(MAGIC) && reader.take(HASH_SIZE).equals(blake3(reader.rest())) && reader.take(HASH_SIZE).equals(question);
    if (!isOurs) {
      return undefined;
    }
    const key = reader.take(KEY_SIZE).toString("latin1");
    const [size, modified, changed, inode] = [reader.bigNumber(), reader.bigNumber(), reader.bigNumber(), reader.bigNumber()];
    const said = reader.text();
    const dependencies = Array.from({ length: reader.number() }, () => readDependency(reader));
    return reader.isAtEnd ? { key, program: { size, modified, changed, inode }, said, dependencies } : undefined;
  } catch {
    return undefined;
  }
}
