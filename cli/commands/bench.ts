// `mochi bench FILES/folders`: builds for speed and runs the `bench` blocks, one file after the other.

import { buildForHere } from "../driver/build-for-here.ts";
import { useProgram } from "../driver/build-program.ts";
import { execute } from "../driver/execute.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";
import { optimisedRequest } from "./program-options.ts";
import { sourceFiles } from "./source-files.ts";

export async function benchCommand(cx: CommandContext, paths: readonly string[], options: ParsedOptions): Promise<number> {
  let worst = EXIT_OK;
  for (const file of sourceFiles(paths.length === 0 ? ["."] : paths)) {
    const request = optimisedRequest(file, options, { mode: "bench" });
    const status = (await useProgram(() => buildForHere(request, cx.buildId, newStopwatch(false)), ({ program }) => execute(program, [], false))) ?? EXIT_ERROR;
    worst = worst === EXIT_OK ? status : worst;
  }
  return worst;
}
