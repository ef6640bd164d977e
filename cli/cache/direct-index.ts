// The direct-mode index: what was asked for → which cached executable answers it.
// Enters: the question (script path, working folder, build id, environment that chooses a compiler).
// Leaves: the executable, if every file that the front end looked at still has the same bytes, every
// file that was missing still is, every listed folder lists the same. So a cached `mochi run` starts
// no compiler, and edits, new files and removals are all seen. Contents are hashed, not
// timestamps: as cheap, and never wrong.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sealedProgram, sha256Of } from "./seal.ts";

export interface Dependency {
  readonly path: string;
  /** SHA-256 of the bytes; absent for a file that must be missing. */
  readonly sha256?: string;
}

export interface IndexRecord {
  readonly dependencies: readonly Dependency[];
  /** Folders and the `.mochi` names they listed; without names: what was no folder. */
  readonly listings: readonly { readonly path: string; readonly names?: readonly string[] }[];
  /** Folder of the entry in objects/. */
  readonly key: string;
  /** What the compiler said on standard error (warnings), said again at every run. */
  readonly said: string;
}

export interface IndexQuestion {
  readonly buildId: string;
  readonly script: string;
  readonly workingFolder: string;
  readonly flags: string;
}

function indexPath(cacheFolder: string, question: IndexQuestion): string {
  const name = sha256Of([question.buildId, question.workingFolder, question.script, question.flags, process.env["MOCHI_CC"] ?? "", process.env["CC"] ?? ""].join("\0"));
  return join(cacheFolder, "index", `${name}.json`);
}

function isUnchanged(dependency: Dependency): boolean {
  try {
    return sha256Of(readFileSync(dependency.path)) === dependency.sha256;
  } catch {
    return dependency.sha256 === undefined;
  }
}

/** The executable that answers the question, and the warnings to repeat; undefined when it must be compiled. */
export function askIndex(
  cacheFolder: string,
  question: IndexQuestion,
  listFolder: (path: string) => readonly string[] | undefined,
): { readonly program: string; readonly said: string } | undefined {
  let record: IndexRecord;
  try {
    record = JSON.parse(readFileSync(indexPath(cacheFolder, question), "utf8")) as IndexRecord;
    const sameFiles = record.dependencies.every(isUnchanged);
    if (!sameFiles || !record.listings.every(({ path, names }) => JSON.stringify(listFolder(path)) === JSON.stringify(names))) {
      return undefined;
    }
  } catch {
    return undefined;
  }
  const program = sealedProgram(join(cacheFolder, "objects", record.key));
  return program === undefined ? undefined : { program, said: record.said };
}

/** Remembers an answer. */
export function tellIndex(cacheFolder: string, question: IndexQuestion, record: IndexRecord): void {
  const path = indexPath(cacheFolder, question);
  const staged = `${path}.${process.pid}.tmp`;
  mkdirSync(join(cacheFolder, "index"), { recursive: true, mode: 0o700 });
  writeFileSync(staged, JSON.stringify(record));
  renameSync(staged, path);
}
