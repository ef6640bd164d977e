// `mochi check [--json] FILES/folders`: diagnostics only; nothing is compiled or run.

import { diagnosticToJson } from "../../core/source/render.ts";
import { runFrontEnd } from "../driver/front-end.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { writeOut } from "../terminal/output.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import { requestFrom } from "./program-options.ts";
import { sourceFiles } from "./source-files.ts";

export function checkCommand(paths: readonly string[], options: ParsedOptions): number {
  const files = sourceFiles(paths.length === 0 ? ["."] : paths);
  const asJson = options["json"] === true;
  let failed = false;
  const found = files.flatMap((file) => {
    const request = requestFrom(file, options, {});
    const stopwatch = newStopwatch(request.time);
    const result = runFrontEnd(request, stopwatch, { checkOnly: true, isQuiet: asJson });
    stopwatch.report();
    failed ||= result.failed;
    return result.compilation.diagnostics.map((one) => diagnosticToJson(one, result.compilation.files));
  });
  if (asJson) {
    writeOut(`${JSON.stringify({ files: files.length, diagnostics: found }, undefined, 2)}\n`);
  }
  return failed ? EXIT_ERROR : EXIT_OK;
}
