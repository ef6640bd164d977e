// A request becomes an executable for this machine, whatever there is to compile it: script mode for scripts, the C
// compiler, else zig. Where script mode can't take a program and there is no C compiler, that shows only when
// it is tried: then zig compiles what the front end has made already.

import { chooseCompiler, fallbackCompiler } from "../targets/choose-target.ts";
import { type BuiltProgram, buildProgram } from "./build-program.ts";
import { NoCompilerFailure } from "./c-compiler.ts";
import { runFrontEnd } from "./front-end.ts";
import type { ProgramRequest } from "./program-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Builds through the cache; undefined when the program has errors (they have been shown). `offline`: zig is not fetched. */
export async function buildForHere(wanted: ProgramRequest, buildId: string, stopwatch: Stopwatch, offline = false): Promise<BuiltProgram | undefined> {
  const first = await fallbackCompiler(wanted, offline);
  const request: ProgramRequest = first === undefined ? wanted : { ...wanted, found: first };
  const frontEnd = runFrontEnd(request, stopwatch);
  try {
    return buildProgram(request, buildId, stopwatch, frontEnd);
  } catch (error) {
    if (!(error instanceof NoCompilerFailure)) {
      throw error;
    }
    const found = await chooseCompiler({ target: undefined, cc: undefined, reproducible: false, offline, output: "exe" });
    if (found === undefined) {
      throw error;
    }
    return buildProgram({ ...request, found }, buildId, stopwatch, frontEnd);
  }
}
