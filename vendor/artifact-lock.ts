// One process at a time does a piece of work: fetching and unpacking one toolchain.
// Enters: a folder for claims. Leaves: what `work` gives. Promises: while `work` runs, no other
// process of this machine runs it, however many there are, and none waits for a dead one.
//
// A claim is an empty file whose name says who made it: machine, process, the moment that process
// began. So a claim of a dead process is known by its name alone, a process that was given a dead
// one's number is not mistaken for it, and anybody may remove such a claim without a race: nobody
// else will ever have that name. Who wants the lock writes its claim and then looks; when there is
// another living claim, it takes its own back and tries again a little later. No clock is compared
// with another, so clocks that are set back do no harm.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const RENEW_MS = 5_000;
/** A claim from another machine (a shared home) that wasn't renewed for so long, on our own watch, is dead. */
const FOREIGN_PATIENCE_MS = 60_000;

function contents(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

/** Names the set of processes among which numbers are unique: machine, boot, container. */
function place(): string {
  const parts = [hostname(), contents(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")), contents(() => readlinkSync("/proc/self/ns/pid"))];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}

/** When the process began, in ticks since boot; empty where the system has no /proc. */
function birth(pid: number): string {
  const status = contents(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
  return status.slice(status.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function isAlive(pid: number, born: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return birth(pid) === born;
}

interface Sighting {
  readonly changed: number;
  readonly seenAt: number;
}

/** The claims that count, apart from our own. Those of the dead are removed. */
function rivals(folder: string, here: string, own: string, sightings: Map<string, Sighting>): readonly string[] {
  return readdirSync(folder).filter((claim) => {
    const [where = "", pid = "", born = ""] = claim.split("-");
    if (claim === own) {
      return false;
    }
    const path = join(folder, claim);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined) {
      return false;
    }
    const now = performance.now();
    const sighting = sightings.get(claim);
    if (sighting?.changed !== changed) {
      sightings.set(claim, { changed, seenAt: now });
    }
    const lives = where === here ? isAlive(Number(pid), born) : sighting?.changed !== changed || now - sighting.seenAt < FOREIGN_PATIENCE_MS;
    if (!lives) {
      rmSync(path, { force: true });
    }
    return lives;
  });
}

let claimsMade = 0;

/**
 * Runs `work` alone among all who name the same folder. `onWait` is told once, when another process
 * has the lock, with that process's number (0: on another machine). Throws what making files throws.
 */
export async function withLock<T>(folder: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const here = place();
  claimsMade += 1;
  const own = `${here}-${process.pid}-${birth(process.pid)}-${claimsMade}`;
  const path = join(folder, own);
  const sightings = new Map<string, Sighting>();
  let waiting = false;
  for (;;) {
    let others = rivals(folder, here, own, sightings);
    if (others.length === 0) {
      writeFileSync(path, "", { flag: "wx", mode: 0o600 });
      others = rivals(folder, here, own, sightings);
      if (others.length === 0) {
        break;
      }
      rmSync(path, { force: true });
    } else if (!waiting) {
      waiting = true;
      const [where, pid] = others[0]?.split("-") ?? [];
      onWait(where === here ? Number(pid) : 0);
    }
    await sleep(10 + Math.random() * 60);
  }
  const renewal = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      // whoever cleared the folder away has made sure that we can't finish, either
    }
  }, RENEW_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    rmSync(path, { force: true });
  }
}
