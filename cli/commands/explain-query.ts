// `mochi explain-query FILE:LINE`: how the queries on a line are run; without LINE, all of the file.

import { runFrontEnd } from "../driver/front-end.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { writeOut } from "../terminal/output.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import { requestFrom } from "./program-options.ts";

export function explainQueryCommand(place: string, options: ParsedOptions): number {
  const [, path = place, line] = /^(.+):(\d+)$/.exec(place) ?? [];
  const request = requestFrom(path, options, {});
  const stopwatch = newStopwatch(request.time);
  const { compilation, failed } = runFrontEnd(request, stopwatch, { dump: line === undefined ? "plan" : `plan:${Number(line)}` });
  stopwatch.report();
  if (failed) {
    return EXIT_ERROR;
  }
  const plans = compilation.dump ?? "";
  if (plans === "") {
    throw new Failure(`no query is run ${line === undefined ? `in ${path}` : `on line ${line} of ${path}`}`, "a query that no code reaches has no plan; name the line where it stands");
  }
  writeOut(plans);
  return EXIT_OK;
}
