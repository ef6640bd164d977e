// The garbage collectors that a program can link, by the names of `--gc`.

import { Failure } from "../failure.ts";
import type { CompilerIdentity } from "./c-compiler.ts";
import type { ProgramRequest } from "./program-request.ts";

export const COLLECTORS = ["precise", "bdw", "arena", "none"] as const;

export type Collector = (typeof COLLECTORS)[number];

/** What libmochi links when a program names none (runtime/memory/gc-default.c). */
export const DEFAULT_COLLECTOR: Collector = "precise";

/** The C text that makes a program link `collector`. */
export function collectorChoice(collector: Collector): string {
  return collector === DEFAULT_COLLECTOR ? "" : `const mochi_gc_backend_functions *const mochi_gc_backend = &mochi_gc_${collector};\n`;
}

/** What allocates in the program; a Failure where the target has no such collector. */
export function collectorOf(request: ProgramRequest, { cross }: CompilerIdentity): Collector {
  const { collector } = request;
  if (cross === undefined) {
    return collector ?? DEFAULT_COLLECTOR;
  }
  const { name, collector: usual, collectors } = cross.target;
  if (collector !== undefined && !collectors.includes(collector)) {
    throw new Failure(`--gc=${collector} does not run on ${name}`, `there are ${collectors.join(", ")}; \`mochi targets\` lists them`);
  }
  return collector ?? usual;
}

/** Whether roots lie in a shadow stack: for a collector that can't scan the target's own. */
export function keepsShadowStack(request: ProgramRequest): boolean {
  const { found } = request;
  return found?.cross?.target.hidesStack === true && collectorOf(request, found) === "precise";
}
