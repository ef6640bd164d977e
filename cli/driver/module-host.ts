// The front end's view of the file system, and a record of everything it looked at.
// The record is what the direct-mode index checks before a cached program is run again: not only
// the bytes of what was read, but also what was missing and what folders listed.

import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { blake3 } from "@noble/hashes/blake3.js";
import type { FileRead, ModuleHost } from "../../core/modules/host.ts";
import { describeSystemError, systemCode } from "../failure.ts";

/** What was in a file. */
export interface FoundBytes {
  readonly size: number;
  /** BLAKE3: a part of the cache's key, and what the index checks. */
  readonly hash: Uint8Array;
}

export interface RecordedRead {
  readonly path: string;
  /** Undefined: there was no such file. */
  readonly found: FoundBytes | undefined;
}

export interface RecordingHost extends ModuleHost {
  readonly reads: readonly RecordedRead[];
  readonly listings: ReadonlyMap<string, readonly string[] | undefined>;
}

/** How many bytes a UTF-8 sequence with that first byte has; 0 when none begins so. */
function sequenceLength(first: number): number {
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xc2 || first > 0xf4) {
    return 0;
  }
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) {
      return at;
    }
    at += length;
  }
  return at;
}

function readText(bytes: Uint8Array): FileRead {
  if (!isUtf8(bytes)) {
    return { kind: "invalid-utf8", offset: firstInvalidByte(bytes) };
  }
  return { kind: "text", text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") };
}

/**
 * Whether reading would wait until somebody writes, or never end: a pipe, a socket, a device. But what stands in /dev and
 * /proc was handed over on purpose, as shells do for `mochi run <(…)`.
 */
function isEndless(path: string): boolean {
  const status = /^\/(dev|proc)\//.test(path) ? undefined : statSync(path, { throwIfNoEntry: false });
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** The hash is made when it is asked for: a script's while tcc is at work. */
function foundIn(bytes: Uint8Array): FoundBytes {
  let hash: Uint8Array | undefined;
  return {
    size: bytes.length,
    get hash() {
      return (hash ??= blake3(bytes));
    },
  };
}

/** A host over the file system. `given` holds texts that are no files, such as standard input's. */
export function newFileHost(given: ReadonlyMap<string, Uint8Array> = new Map()): RecordingHost {
  const reads: RecordedRead[] = [];
  const listings = new Map<string, readonly string[] | undefined>();
  return {
    reads,
    listings,
    readFile(path) {
      const text = given.get(path);
      if (text !== undefined) {
        reads.push({ path, found: foundIn(text) });
        return readText(text);
      }
      try {
        if (isEndless(path)) {
          return { kind: "unreadable", reason: "it is no regular file" };
        }
        const bytes = readFileSync(path);
        reads.push({ path, found: foundIn(bytes) });
        return readText(bytes);
      } catch (error) {
        const code = systemCode(error);
        if (code === "ENOENT" || code === "ENOTDIR") {
          reads.push({ path, found: undefined });
          return { kind: "missing" };
        }
        return { kind: "unreadable", reason: describeSystemError(error) };
      }
    },
    listFolder(path) {
      const names = listMochiFiles(path);
      listings.set(path, names);
      return names;
    },
  };
}

/** Names of the `.mochi` files in a folder, sorted by bytes; undefined when it is no folder. */
export function listMochiFiles(path: string): readonly string[] | undefined {
  try {
    if (!statSync(path).isDirectory()) {
      return undefined;
    }
    const names = readdirSync(path).filter((name) => name.endsWith(".mochi"));
    return names.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  } catch {
    return undefined;
  }
}
