// One process at a time does a piece of work: fetching a toolchain, compiling a program.
// Enters: a folder for claims, and the name of the work. Leaves: what `work` gives. Promises: while `work` runs, no
// other process of this machine runs it, however many there are, and none waits for a dead one.
//
// A claim is an empty file whose name says what for, and who made it (process-mark.ts). So a claim of a dead process is
// known by its name alone, and anybody may remove it without a race: nobody else will ever have that name.
// Who wants the lock writes its claim and then looks; when there is another living claim, it takes its own back and
// tries again a little later. No clock is compared with another, so clocks that are set back do no harm.

import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chance } from "./chance.ts";
import { markedProcess, ownMark } from "./process-mark.ts";

const RENEW_MS = 5_000;
/** A claim from another machine (a shared home) that wasn't renewed for so long, on our own watch, is dead. */
const FOREIGN_PATIENCE_MS = 60_000;

interface Sighting {
  readonly changed: number;
  readonly seenAt: number;
}

/** One who wants a lock. */
interface Contender {
  readonly folder: string;
  /** What its claims, and those of its rivals, begin with. */
  readonly prefix: string;
  readonly claim: string;
  /** When claims of other machines were seen to change. */
  readonly sightings: Map<string, Sighting>;
}

let claimsMade = 0;

function newContender(folder: string, name: string): Contender {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  claimsMade += 1;
  const prefix = `${name}@`;
  return { folder, prefix, claim: `${prefix}${ownMark()}-${claimsMade}`, sightings: new Map() };
}

/** Whether a claim that nobody of this machine made, and that was last changed at `changed`, was renewed lately. */
function isRenewed(sightings: Map<string, Sighting>, claim: string, changed: number): boolean {
  const now = performance.now();
  const sighting = sightings.get(claim);
  if (sighting?.changed === changed) {
    return now - sighting.seenAt < FOREIGN_PATIENCE_MS;
  }
  sightings.set(claim, { changed, seenAt: now });
  return true;
}

/** Who has another living claim: its process, 0 on another machine; undefined: nobody. Claims of the dead are removed. */
function findRival({ folder, prefix, claim: own, sightings }: Contender): number | undefined {
  for (const claim of readdirSync(folder)) {
    const path = join(folder, claim);
    if (!claim.startsWith(prefix) || claim === own) {
      continue;
    }
    const maker = markedProcess(claim.slice(prefix.length));
    if (maker.kind === "alive") {
      return maker.pid;
    }
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (maker.kind === "elsewhere" && changed !== undefined && isRenewed(sightings, claim, changed)) {
      return 0;
    }
    rmSync(path, { force: true });
  }
  return undefined;
}

function release({ folder, claim }: Contender): void {
  rmSync(join(folder, claim), { force: true });
}

/** Takes the lock, unless there is a rival, whom it answers with. */
function attempt(cx: Contender): number | undefined {
  const before = findRival(cx);
  if (before !== undefined) {
    return before;
  }
  writeFileSync(join(cx.folder, cx.claim), "", { flag: "wx", mode: 0o600 });
  const rival = findRival(cx);
  if (rival !== undefined) {
    release(cx);
  }
  return rival;
}

/** A different wait for each, so that those who gave way to each other don't meet again. */
function pauseMs(): number {
  return 10 + chance() * 60;
}

/**
 * Runs `work` alone among all who name the same folder and work. `onWait` is told once, when another process
 * has the lock, with that process's number (0: on another machine). Throws what making files throws.
 */
export async function withLock<T>(folder: string, name: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  const cx = newContender(folder, name);
  let isTold = false;
  for (let rival = attempt(cx); rival !== undefined; rival = attempt(cx)) {
    if (!isTold) {
      isTold = true;
      onWait(rival);
    }
    await sleep(pauseMs());
  }
  const renewal = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(join(cx.folder, cx.claim), now, now);
    } catch {
      // whoever cleared the folder away has made sure that we can't finish, either
    }
  }, RENEW_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    release(cx);
  }
}

/** Waits for the lock, asleep; undefined when it can't be had. */
function takeWithin(folder: string, name: string, patienceMs: number): Contender | undefined {
  const begun = performance.now();
  try {
    const cx = newContender(folder, name);
    while (attempt(cx) !== undefined) {
      if (performance.now() - begun > patienceMs) {
        return undefined;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs());
    }
    return cx;
  } catch {
    return undefined; // no claim can be written: a full disk, or the folder was cleared away
  }
}

/**
 * As `withLock`, for work that several may do at once without harm: the lock only saves doing it twice. So nobody waits
 * longer than `patienceMs`, and where there is no lock to be had, `work` is done without.
 */
export function preferringLock<T>(folder: string, name: string, patienceMs: number, work: () => T): T {
  const held = takeWithin(folder, name, patienceMs);
  try {
    return work();
  } finally {
    if (held !== undefined) {
      release(held);
    }
  }
}
