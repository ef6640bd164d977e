// Which collector a program gets: a request and the compiler that serves it in, the collector out.

import { Failure } from "../failure.ts";
import type { CompilerIdentity } from "./c-compiler.ts";
import { type Collector, DEFAULT_COLLECTOR } from "./collector.ts";
import type { ProgramRequest } from "./program-request.ts";

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
