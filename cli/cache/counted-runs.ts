// What becomes of a script that is run often: its executable, which script mode made, is followed by an
// optimised one, made in the background. In the entry of the first,
//
//   runs        has a byte for each run by the launcher; a program that used a second of processor time
//               fills it up itself (release/script-image/main.c). Gone when there is nothing left to do
//   optimised   names the entry of the optimised executable
//
// Neither executable is ever changed: the index names the other one from then on. The launcher asks for
// optimisation when `runs` has 10, 100, 1000 … bytes, so that a process that was killed is followed by another.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "./whole-file.ts";

/** The launcher and the runtime image are compiled with it. */
export const RUNS_BEFORE_OPTIMISING = 10;

/** May processes be left behind that optimise? */
export function worksInBackground(): boolean {
  return process.env["MOCHI_BACKGROUND"] !== "0";
}

export function runsFile(entry: string): string {
  return join(entry, "runs");
}

function optimisedFile(entry: string): string {
  return join(entry, "optimised");
}

/** From now on the runs of that entry's executable count. */
export function beginCounting(entry: string): void {
  try {
    writeFileSync(runsFile(entry), "", { flag: "wx", mode: 0o600 });
  } catch {
    // only a wish
  }
}

export function endCounting(entry: string): void {
  rmSync(runsFile(entry), { force: true });
}

/** The key of the optimised executable; undefined when there is none yet. */
export function optimisedKey(entry: string): string | undefined {
  try {
    const key = readFileSync(optimisedFile(entry), "utf8");
    return /^[0-9a-f]{64}$/.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

export function noteOptimised(entry: string, key: string): void {
  writeWhole(optimisedFile(entry), key);
}
