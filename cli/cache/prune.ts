// Keeps the cache small: entries unused for 30 days go, then the least recently used until what
// stays is under 1 GiB. Runs at most once a day, after a build; `mochi cache gc` runs it at once.
// Leftovers of killed processes (staging, locks) go after an hour.

import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramCache } from "./entries.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const MAX_AGE_MS = 30 * DAY_MS;
export const MAX_BYTES = 1 << 30;

interface Entry {
  readonly path: string;
  readonly usedAt: number;
  readonly bytes: number;
}

export interface CacheSize {
  readonly entries: number;
  readonly bytes: number;
}

/** Empty, too, when another process has removed the folder. */
function children(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function measure(path: string): Entry | undefined {
  try {
    const status = statSync(path);
    const bytes = status.isDirectory() ? children(path).reduce((sum, child) => sum + statSync(child).size, 0) : status.size;
    return { path, usedAt: status.mtimeMs, bytes };
  } catch {
    return undefined; // another process removed it
  }
}

function entriesOf(folder: string): readonly Entry[] {
  return children(folder).flatMap((path) => measure(path) ?? []);
}

function remove(entries: readonly Entry[]): void {
  for (const { path } of entries) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // another process has just put something there: it isn't unused
    }
  }
}

export function cacheSize(cache: ProgramCache): CacheSize {
  const objects = entriesOf(join(cache.folder, "objects"));
  return { entries: objects.length, bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Removes what is too old or too much; returns what it freed. */
export function prune(cache: ProgramCache, now: number, maxAge: number = MAX_AGE_MS, maxBytes: number = MAX_BYTES): CacheSize {
  const objects = [...entriesOf(join(cache.folder, "objects"))].sort((left, right) => right.usedAt - left.usedAt);
  let kept = 0;
  const dropped = objects.filter(({ usedAt, bytes }) => {
    const stays = now - usedAt <= maxAge && kept + bytes <= maxBytes;
    kept += stays ? bytes : 0;
    return !stays;
  });
  remove(dropped);
  remove(["index", "compilers"].flatMap((name) => entriesOf(join(cache.folder, name))).filter(({ usedAt }) => now - usedAt > maxAge));
  remove(["staging", "locks"].flatMap((name) => entriesOf(join(cache.folder, name))).filter(({ usedAt }) => now - usedAt > HOUR_MS));
  return { entries: dropped.length, bytes: dropped.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Prunes when the last time is a day ago; whether it was. In a new cache there is nothing to remove yet. */
export function pruneWhenDue(cache: ProgramCache): boolean {
  const stamp = join(cache.folder, "pruned");
  const now = Date.now();
  try {
    const last = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
    if (last !== undefined && now - last < DAY_MS) {
      return false;
    }
    writeFileSync(stamp, "");
    if (last === undefined) {
      return false;
    }
    utimesSync(stamp, new Date(now), new Date(now));
    prune(cache, now);
    return true;
  } catch {
    return false; // housekeeping must not fail a build
  }
}
