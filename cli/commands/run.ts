// `mochi run FILE [args]`, `mochi FILE`, `mochi run -`, `mochi -e CODE`: compile through the cache,
// then be the program.

import { readFileSync } from "node:fs";
import { worksInBackground } from "../cache/counted-runs.ts";
import { tellIndex } from "../cache/direct-index.ts";
import { openCache } from "../cache/open-cache.ts";
import { buildForHere } from "../driver/build-for-here.ts";
import { type BuiltProgram, useProgram } from "../driver/build-program.ts";
import { execute } from "../driver/execute.ts";
import type { ProgramRequest } from "../driver/program-request.ts";
import { folderOfScript } from "../driver/script-path.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR } from "../exit-code.ts";
import { dismissCompiler } from "../script/script-compiler.ts";
import { SCRIPT_FLAGS } from "../script-call.ts";
import { type ParsedOptions, stringOption } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";
import { requestFrom } from "./program-options.ts";

/** The names under which texts that are no files appear in diagnostics. */
export const STDIN_NAME = "<stdin>";
export const EVAL_NAME = "<eval>";

/** Lets the next call of `mochi run [flags] FILE` skip the compiler. */
export function remember(cx: CommandContext, request: ProgramRequest, flags: readonly string[], built: BuiltProgram): void {
  const { host, said } = built.frontEnd;
  const cache = openCache();
  if (cache.isLasting) {
    try {
      tellIndex(cache.folder, { buildId: cx.buildId, script: request.entry, flags, workingFolder: process.cwd() }, host, built.key, said);
    } catch {
      // the next run compiles again
    }
  }
}

function requestFor(file: string, options: ParsedOptions): ProgramRequest {
  const code = stringOption(options, "eval");
  if (code !== undefined) {
    return requestFrom(EVAL_NAME, options, { given: new Map([[EVAL_NAME, Buffer.from(code)]]) });
  }
  if (file === "-") {
    return requestFrom(STDIN_NAME, options, { given: new Map([[STDIN_NAME, readFileSync(0)]]) });
  }
  return requestFrom(file, options, { dataFolder: folderOfScript(file) });
}

/** Runs a script and returns its exit status. `words`: the options as they were written; the index answers next time if all are flags. */
export async function runCommand(cx: CommandContext, file: string, options: ParsedOptions, words: readonly string[]): Promise<number> {
  const wanted = requestFor(file, options);
  const isIndexed = wanted.given === undefined && words.every((word) => SCRIPT_FLAGS.has(word) || word === "--time");
  const request: ProgramRequest = { ...wanted, isCounted: isIndexed && worksInBackground() };
  const stopwatch = newStopwatch(request.time);
  const status = await useProgram(() => buildForHere(request, cx.buildId, stopwatch), (built) => {
    if (isIndexed) {
      stopwatch.phase("index");
      remember(cx, request, words.filter((word) => word !== "--time"), built);
    }
    stopwatch.report();
    dismissCompiler();
    return execute(built.program, cx.programArgs, openCache().isLasting);
  });
  if (status === undefined) {
    stopwatch.report();
  }
  return status ?? EXIT_ERROR;
}
