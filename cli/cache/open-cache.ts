// The cache for one process: the user's own, or, when that can't be used, a temporary folder
// that is removed at exit. A read-only home or a full disk costs speed, never the program.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSystemError, Failure } from "../failure.ts";
import { writeError } from "../terminal/output.ts";
import { type ProgramCache, stagingFolder } from "./entries.ts";
import { openCacheLocation } from "./location.ts";

export interface OpenCache extends ProgramCache {
  /** False: a temporary folder; nothing in it will be found again. */
  readonly isLasting: boolean;
}

let opened: OpenCache | undefined;

function temporaryCache(reason: string, folder: string): OpenCache {
  writeError(`mochi: warning: the cache ${folder} can't be used (${reason}); working in a temporary folder\nhelp: repair that, or name another folder in MOCHI_CACHE_DIR: until then every run compiles anew\n`);
  try {
    const temporary = mkdtempSync(join(tmpdir(), "mochi-"));
    process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
    return { folder: temporary, isLasting: false };
  } catch (error) {
    throw new Failure(`neither the cache ${folder} (${reason}) nor a temporary folder (${describeSystemError(error)}) can be written`, "name a writable folder in MOCHI_CACHE_DIR or TMPDIR");
  }
}

/** Opens the cache once per process. Who writes there must expect that this fails: a read-only file system shows only then (abandonCache). */
export function openCache(): OpenCache {
  if (opened === undefined) {
    const location = openCacheLocation();
    opened = location.kind === "unusable" ? temporaryCache(location.reason, location.folder) : { folder: location.folder, isLasting: true };
  }
  return opened;
}

/** The same where something can be written for sure: tries it. */
export function openWritableCache(): OpenCache {
  const cache = openCache();
  try {
    rmSync(stagingFolder(cache), { recursive: true });
    return cache;
  } catch (error) {
    return abandonCache(error);
  }
}

/** Nothing could be written, neither in the lasting cache nor in the temporary folder that took its place. */
export function nowhereToWrite({ folder }: ProgramCache, error: unknown): Failure {
  return new Failure(`the program can't be compiled in ${folder}: ${describeSystemError(error)}`, "make room there, or name folders on another disk in MOCHI_CACHE_DIR and TMPDIR");
}

/** After a write failed in the lasting cache (a full disk): go on in a temporary folder. */
export function abandonCache(error: unknown): OpenCache {
  const folder = opened?.folder ?? "";
  opened = temporaryCache(describeSystemError(error), folder);
  return opened;
}
