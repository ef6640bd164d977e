// The passes over aotir, in order. Each takes a program that verifies and leaves one that does.
//
// Only what the C compiler can't do is done here: it doesn't know that lists don't shrink in a loop,
// that an index is below a length, or that dropping an unread allocation is allowed. Everything
// else (inlining, common subexpressions, registers) is its business, and stays readable in the C.

import type { IrProgram } from "../aotir/aotir.ts";
import { dropUnused } from "./drop-unused.ts";
import { eliminateChecks } from "./eliminate-checks.ts";
import { fixConstants } from "./fix-constants.ts";
import { foldConstants } from "./fold-constants.ts";
import { inferRaising } from "./infer-raising.ts";
import { outlineTry } from "./outline-try.ts";
import { placeObjects } from "./place-objects.ts";
import { placeRoots } from "./place-roots.ts";
import { reuseSlots } from "./reuse-slots.ts";
import { versionLoops } from "./version-loops.ts";

export interface OptimizeOptions {
  /** Names of passes to leave out. */
  readonly without: readonly string[];
  /** The target's stack can't be scanned: the program keeps its roots itself. */
  readonly shadowStack: boolean;
}

export interface Pass {
  readonly name: string;
  /** Absent: always. */
  readonly isWanted?: (options: OptimizeOptions) => boolean;
  readonly run: (program: IrProgram) => void;
}

export const passes: readonly Pass[] = [
  // First: literals become visible to the ranges that follow.
  { name: "fold-constants", run: foldConstants },
  // After fold-constants, whose literals are ranges. It finds what is safe without a test.
  { name: "eliminate-checks", run: eliminateChecks },
  // After eliminate-checks: a loop that needs no test gets none.
  { name: "version-loops", run: versionLoops },
  // After both: they leave values that nobody reads.
  { name: "drop-unused", run: dropUnused },
  // After drop-unused: a variable that took the list and isn't read has gone.
  { name: "fix-constants", run: fixConstants },
  // Anywhere: it leaves the reading lookup in place, and needs what is written as a variable of its own.
  { name: "reuse-slots", run: reuseSlots },
  // After version-loops, which copies loops: an object in the frame has one place where it is made.
  // What such an object refers to is found by scanning the stack.
  { name: "place-objects", isWanted: ({ shadowStack }) => !shadowStack, run: placeObjects },
  // After all that look at a function as a whole, `try` and what stands around it.
  { name: "outline-try", run: outlineTry },
  // After those that drop checks: a function whose last check went can't raise, and keeps no frame.
  { name: "infer-raising", run: inferRaising },
  // Last: what moves a value afterwards may hide it from the collector.
  { name: "place-roots", isWanted: ({ shadowStack }) => shadowStack, run: placeRoots },
];

/** Runs the passes; `after` sees the program after each. */
export function optimize(program: IrProgram, options: OptimizeOptions, after: (pass: string) => void): void {
  for (const { name, isWanted, run } of passes) {
    if (!options.without.includes(name) && isWanted?.(options) !== false) {
      run(program);
      after(name);
    }
  }
}
