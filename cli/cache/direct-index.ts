// The direct-mode index: what was asked for → which cached executable answers it.
// Enters: the question (script path, working folder, build id, environment that chooses a compiler).
// Leaves: the executable, if every file that the front end looked at still has the same bytes, every
// file that was missing still is, every listed folder lists the same. So a cached `mochi run` starts
// no compiler, and edits, new files and removals are all seen. Contents are hashed, not
// timestamps: as cheap, and never wrong. Written here by the compiler core; read by the launcher
// (cli/launcher/direct-index.c), and here where no launcher could be built. docs/cache.md has the rules.

import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { lstatSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Dependency, decodeIndex, encodeIndex, type IndexRecord, type ProgramStamp } from "./index-format.ts";
import { isOwnFile } from "./location.ts";
import { PROGRAM_FILE } from "./seal.ts";
import { writeWhole } from "./whole-file.ts";

export interface IndexQuestion {
  readonly buildId: string;
  /** As the user wrote it: the program's messages and its imports go by that path. */
  readonly script: string;
  /** Options that decide how the script is compiled (SCRIPT_FLAGS), as they were written. */
  readonly flags: readonly string[];
  readonly workingFolder: string;
}

/** What the front end looked at, as its host recorded it. */
export interface Looks {
  readonly reads: readonly { readonly path: string; readonly found: { readonly size: number; readonly hash: Uint8Array } | undefined }[];
  readonly listings: ReadonlyMap<string, readonly string[] | undefined>;
}

type ListFolder = (path: string) => readonly string[] | undefined;

function setting(name: string): string {
  return process.env[name] ?? "";
}

/** The question's hash; the launcher computes the same. */
function hashQuestion({ buildId, script, flags, workingFolder }: IndexQuestion): Uint8Array {
  const folder = script.startsWith("/") ? "" : workingFolder;
  const parts = [buildId, folder, script, setting("MOCHI_CC"), setting("CC"), setting("MOCHI_TEST_SANITIZE"), ...flags];
  return blake3(utf8ToBytes(parts.map((part) => `${part}\0`).join("")));
}

function indexPath(cacheFolder: string, question: Uint8Array): string {
  return join(cacheFolder, "index", bytesToHex(question));
}

function hashNames(names: readonly string[]): Uint8Array {
  return blake3(utf8ToBytes(names.map((name) => `${name}\0`).join("")));
}

function stampOf(program: string): ProgramStamp {
  const { size, mtimeNs, ctimeNs, ino } = lstatSync(program, { bigint: true });
  return { size, modified: mtimeNs, changed: ctimeNs, inode: ino };
}

// ---------------------------------------------------------------- asking

function isUnchanged(dependency: Dependency, listFolder: ListFolder): boolean {
  const { path } = dependency;
  switch (dependency.kind) {
    case "file":
      return statSync(path).isFile() && Buffer.compare(blake3(readFileSync(path)), dependency.hash) === 0;
    case "missing":
      return statSync(path, { throwIfNoEntry: false }) === undefined;
    case "folder": {
      const names = listFolder(path);
      return names !== undefined && Buffer.compare(hashNames(names), dependency.hash) === 0;
    }
    case "no-folder":
      return listFolder(path) === undefined;
  }
}

function isSealed(program: string, seal: ProgramStamp): boolean {
  const { size, modified, changed, inode } = stampOf(program);
  return isOwnFile(program) && size === seal.size && modified === seal.modified && changed === seal.changed && inode === seal.inode;
}

/** The executable that answers the question, and the warnings to repeat; undefined when it must be compiled. */
export function askIndex(cacheFolder: string, asked: IndexQuestion, listFolder: ListFolder): { readonly program: string; readonly said: string } | undefined {
  try {
    const question = hashQuestion(asked);
    const path = indexPath(cacheFolder, question);
    const record = isOwnFile(path) ? decodeIndex(readFileSync(path), question) : undefined;
    if (record === undefined || !record.dependencies.every((dependency) => isUnchanged(dependency, listFolder))) {
      return undefined;
    }
    const program = join(cacheFolder, "objects", record.key, PROGRAM_FILE);
    return isSealed(program, record.program) ? { program, said: record.said } : undefined;
  } catch {
    return undefined;
  }
}

// ---------------------------------------------------------------- telling

function dependenciesOf({ reads, listings }: Looks): readonly Dependency[] {
  const files = reads.map(({ path, found }): Dependency => (found === undefined ? { kind: "missing", path } : { kind: "file", path, ...found }));
  const folders = [...listings].map(([path, names]): Dependency => (names === undefined ? { kind: "no-folder", path } : { kind: "folder", path, hash: hashNames(names) }));
  return [...files, ...folders];
}

/** A pipe can't be read a second time; a path from the working folder says nothing under an absolute script's name. */
function canBeChecked({ kind, path }: Dependency, script: string): boolean {
  return (kind !== "file" || statSync(path).isFile()) && (isAbsolute(path) || !isAbsolute(script)) && !path.includes("\0");
}

/** Remembers that the sealed program of the entry `key` answers; `looks` are what its compilation looked at. */
export function tellIndex(cacheFolder: string, asked: IndexQuestion, looks: Looks, key: string, said: string): void {
  const dependencies = dependenciesOf(looks);
  if (!dependencies.every((dependency) => canBeChecked(dependency, asked.script))) {
    return;
  }
  const question = hashQuestion(asked);
  const record: IndexRecord = { key, program: stampOf(join(cacheFolder, "objects", key, PROGRAM_FILE)), said: said.replaceAll("\0", ""), dependencies };
  const bytes = encodeIndex(question, record);
  if (bytes !== undefined) {
    mkdirSync(join(cacheFolder, "index"), { recursive: true, mode: 0o700 });
    writeWhole(indexPath(cacheFolder, question), bytes);
  }
}
