// What the launcher starts in the background (cli/launcher/run-count.c) when a script was run often: the
// same C, compiled by the host's C compiler as --release does, but linked as scripts are, and the index pointed at the result.
// Frames stay in, so that the traces of errors don't change overnight. Sources that changed meanwhile do no
// harm: the index holds what this very build read. Without a C compiler there is nothing to do, for good.

import { endCounting, noteOptimised } from "../cache/counted-runs.ts";
import { aloneIfPossible, entryFolder } from "../cache/entries.ts";
import { openCache } from "../cache/open-cache.ts";
import { buildProgram } from "../driver/build-program.ts";
import { folderOfScript } from "../driver/script-path.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import { chooseCompiler } from "../targets/choose-target.ts";
import type { CommandContext } from "./command.ts";
import { requestFrom } from "./program-options.ts";
import { remember } from "./run.ts";

/** The first argument of such a process; no command of the user's. */
export const OPTIMISE = "--optimise";

/** Builds the optimised executable of a script that the cache knows. */
export async function optimiseCommand(cx: CommandContext, file: string, options: ParsedOptions, words: readonly string[]): Promise<number> {
  const cache = openCache();
  const request = requestFrom(file, options, { dataFolder: folderOfScript(file), isCounted: true });
  const stopwatch = newStopwatch(false);
  const script = buildProgram(request, cx.buildId, stopwatch);
  if (script === undefined || !cache.isLasting) {
    return EXIT_ERROR;
  }
  const entry = entryFolder(cache, script.key);
  try {
    // Where there is no C compiler, a zig that is installed will do; nothing is fetched behind anybody's back.
    const found = await chooseCompiler({ target: undefined, cc: undefined, reproducible: false, offline: true, output: "exe" });
    return aloneIfPossible(cache, `${script.key}-optimised`, () => {
      const optimised = buildProgram({ ...request, isCounted: false, isOptimised: true, ...(found === undefined ? {} : { found }) }, cx.buildId, stopwatch);
      if (optimised === undefined) {
        return EXIT_ERROR;
      }
      noteOptimised(entry, optimised.key);
      remember(cx, request, words, optimised);
      return EXIT_OK;
    });
  } finally {
    endCounting(entry);
  }
}
