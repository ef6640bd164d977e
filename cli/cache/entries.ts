// The content-addressed store: key → executable.
//
//   objects/<key>/program, seal.json    complete entries; they appear by one rename
//   staging/<process>-<random>/         entries being made; leftovers of killed processes are pruned
//   index/<question>                    direct-mode index (direct-index.ts, the launcher)
//   locks/<key>@<process>               who is building that key (vendor/lock.ts)
//
// Promises: an entry is whole or absent, at every moment and after kill -9; parallel builders may
// both build, one rename wins, both results are equal. Failures are never stored.

import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { preferringLock } from "../../vendor/lock.ts";
import { ownMark } from "../../vendor/process-mark.ts";
import { systemCode } from "../failure.ts";
import { type Digest, digestOf, PROGRAM_FILE, SEAL_FILE, sealedProgram } from "./seal.ts";

/** Nobody waits longer for another's compilation. */
const PATIENCE_MS = 60_000;

export interface ProgramCache {
  readonly folder: string;
}

/** An executable that was made in a staging folder. */
export interface StagedProgram {
  readonly path: string;
  /** Known to who made it. */
  readonly digest?: Digest;
  /** Waits until the disk has it, for which its maker has asked already. Throws when it can't be brought there. */
  readonly sync?: () => void;
}

export function entryFolder(cache: ProgramCache, key: string): string {
  return join(cache.folder, "objects", key);
}

function sync(path: string): void {
  const descriptor = openSync(path, "r+"); // Windows brings to the disk only what might be written
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The executable stored under the key. A damaged entry is removed and counts as absent. */
export function lookUp(cache: ProgramCache, key: string): string | undefined {
  const entry = entryFolder(cache, key);
  const program = sealedProgram(entry);
  if (program !== undefined) {
    touch(entry);
    return program;
  }
  if (existsSync(entry)) {
    const aside = stagingFolder(cache);
    try {
      renameSync(entry, join(aside, "damaged"));
    } catch {
      // another process was faster
    }
    rmSync(aside, { recursive: true, force: true });
  }
  return undefined;
}

/** Marks an entry as used now, so that pruning spares it. */
export function touch(entry: string): void {
  try {
    const now = new Date();
    utimesSync(entry, now, now);
  } catch {
    // only a hint for pruning
  }
}

/** Makes a folder for `use`, again when `mochi cache clean` takes it away in between. */
function within<T>(folder: string, use: (folder: string) => T): T {
  for (let tries = 1; ; tries++) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      return use(folder);
    } catch (error) {
      if (systemCode(error) !== "ENOENT" || tries === 10) {
        throw error;
      }
    }
  }
}

/** A fresh folder that nobody else knows. */
export function stagingFolder(cache: ProgramCache): string {
  return within(join(cache.folder, "staging"), (staging) => mkdtempSync(join(staging, `${ownMark()}-`)));
}

/** Does the work of a key while nobody else does, as far as that can be had. `work` must look first whether another has done it. */
export function aloneIfPossible<T>(cache: ProgramCache, key: string, work: () => T): T {
  return preferringLock(join(cache.folder, "locks"), key, PATIENCE_MS, work);
}

/** Stores an executable that was made in a staging folder of this cache, where something may be left; returns its final path. */
export function storeProgram(cache: ProgramCache, key: string, staged: StagedProgram): string {
  const folder = join(dirname(staged.path), "entry");
  const program = join(folder, PROGRAM_FILE);
  mkdirSync(folder, { mode: 0o700 });
  renameSync(staged.path, program);
  chmodSync(program, 0o700);
  writeFileSync(join(folder, SEAL_FILE), JSON.stringify({ key, ...(staged.digest ?? digestOf(readFileSync(program))) }));
  (staged.sync ?? (() => sync(program)))(); // the seal needn't be: one that a power cut has torn makes the entry count as damaged
  const entry = entryFolder(cache, key);
  try {
    within(join(cache.folder, "objects"), () => renameSync(folder, entry));
  } catch (error) {
    if (sealedProgram(entry) === undefined) {
      throw error; // else another process was faster
    }
  }
  return join(entry, PROGRAM_FILE);
}
