// A process that does to a cache what builds do to it, as fast as it can, until it is killed. Its argument: the cache's folder.

import { randomInt } from "node:crypto";
import { rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { beginCounting, endCounting, noteOptimised } from "../../cli/cache/counted-runs.ts";
import { type IndexQuestion, tellIndex } from "../../cli/cache/direct-index.ts";
import { aloneIfPossible, entryFolder, lookUp, type ProgramCache, stagingFolder, storeProgram } from "../../cli/cache/entries.ts";
import { fingerprint } from "../../cli/cache/fingerprint.ts";
import { prune } from "../../cli/cache/prune.ts";

/** Few, so that processes meet. */
export const PROGRAMS = 8;
const SIZE = 100_000;

export function keyOf(number: number): string {
  return fingerprint([String(number)]);
}

export function programBytes(number: number): Buffer {
  return Buffer.alloc(SIZE, keyOf(number));
}

export function questionOf(number: number): IndexQuestion {
  return { buildId: "0", script: `/${number}.mochi`, flags: [], workingFolder: "" };
}

/** Stores the program unless it is there; its path. */
export function build(cache: ProgramCache, number: number): string {
  const key = keyOf(number);
  return aloneIfPossible(cache, key, () => {
    const there = lookUp(cache, key);
    if (there !== undefined) {
      return there;
    }
    const folder = stagingFolder(cache);
    const staged = join(folder, "program.exe");
    writeFileSync(staged, programBytes(number));
    const program = storeProgram(cache, key, { path: staged });
    rmSync(folder, { recursive: true });
    return program;
  });
}

function work(cache: ProgramCache): void {
  const number = randomInt(PROGRAMS);
  const entry = entryFolder(cache, keyOf(number));
  try {
    build(cache, number);
    beginCounting(entry);
    tellIndex(cache.folder, questionOf(number), { reads: [], listings: new Map([["/nowhere/at/all", undefined]]) }, keyOf(number), "");
    noteOptimised(entry, keyOf(number));
    endCounting(entry);
  } catch {
    // another process has just removed the entry
  }
  if (randomInt(4) === 0) {
    prune(cache, Date.now(), Infinity, SIZE * randomInt(PROGRAMS));
  }
}

const [, , folder] = process.argv;
if (folder !== undefined) {
  work({ folder }); // cold, and on a busy machine, the first takes as long as all that come before the kill
  writeSync(1, "ready\n");
  for (;;) {
    work({ folder });
  }
}
