// `--time`: how long each phase took, printed as a table at the end. Costs nothing when not asked for.
// The first phase, «start», is all that happened before: Node and the compiler core getting ready.

import { writeError } from "../terminal/output.ts";

export interface Stopwatch {
  /** The phase with that name begins; the one before ends. */
  phase(name: string): void;
  report(): void;
}

export function newStopwatch(enabled: boolean): Stopwatch {
  if (!enabled) {
    return { phase: () => undefined, report: () => undefined };
  }
  const marks: { readonly name: string; readonly at: number }[] = [{ name: "start", at: 0 }];
  return {
    phase(name) {
      marks.push({ name, at: performance.now() });
    },
    report() {
      const end = performance.now();
      const rows = marks.map(({ name, at }, index) => ({ name, took: (marks[index + 1]?.at ?? end) - at }));
      const width = Math.max(...rows.map(({ name }) => name.length));
      for (const { name, took } of [...rows, { name: "all", took: end }]) {
        writeError(`${name.padEnd(width)}  ${took.toFixed(1).padStart(8)} ms\n`);
      }
    },
  };
}
