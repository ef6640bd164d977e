// One builder per key. A lock is only a courtesy that saves double work: correctness comes from the
// rename in entries.ts. So a lock whose owner has died is taken over, and after a minute of
// waiting everybody goes on without it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../failure.ts";

const PATIENCE_MS = 60_000;
const STEP_MS = 20;

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP_MS);
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Runs `work` while holding the key's lock; `work` must look first whether another did it meanwhile. */
export function withLock<T>(cacheFolder: string, key: string, work: () => T): T {
  const locks = join(cacheFolder, "locks");
  const path = join(locks, key);
  let held = false;
  for (let waited = 0; !held && waited < PATIENCE_MS; waited += STEP_MS) {
    try {
      mkdirSync(locks, { recursive: true, mode: 0o700 });
      writeFileSync(path, String(process.pid), { flag: "wx" });
      held = true;
    } catch (error) {
      if (systemCode(error) !== "EEXIST") {
        break; // no lock to be had (disk full, read-only): work without one
      }
      const owner = ownerOf(path);
      if (owner !== undefined && !isAlive(owner)) {
        rmSync(path, { force: true });
      } else {
        pause();
      }
    }
  }
  try {
    return work();
  } finally {
    if (held) {
      rmSync(path, { force: true });
    }
  }
}
