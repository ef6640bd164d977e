// `mochi bench FILES/folders`: builds for speed and runs the `bench` blocks, one file after the other.

import { buildProgram } from "../driver/build-program.ts";
import { execute } from "../driver/execute.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import type { CommandContext, ParsedOptions } from "./command.ts";
import { optimisedRequest } from "./program-options.ts";
import { sourceFiles } from "./source-files.ts";

export async function benchCommand(cx: CommandContext, paths: readonly string[], options: ParsedOptions): Promise<number> {
  let worst = EXIT_OK;
  for (const file of sourceFiles(paths.length === 0 ? ["."] : paths)) {
    const built = buildProgram(optimisedRequest(file, options, { mode: "bench" }), cx.buildId, newStopwatch(false));
    const status = built === undefined ? EXIT_ERROR : await execute(built.program, [], false);
    worst = worst === EXIT_OK ? status : worst;
  }
  return worst;
}
