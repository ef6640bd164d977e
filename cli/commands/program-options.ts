// What the options say that decide how a program is compiled: run, build, check, test and bench share them.

import { type ParsedOptions, stringOption } from "../command-line/parse.ts";
import { scriptWithoutCompiler } from "../driver/backend.ts";
import { COLLECTORS } from "../driver/collector.ts";
import { newRequest, type ProgramRequest } from "../driver/program-request.ts";
import { scriptPath } from "../driver/script-path.ts";
import { usageFailure } from "../failure.ts";

/** How many processes `-j` allows; `otherwise` when it wasn't given. */
export function jobsOption(options: ParsedOptions, otherwise: number): number {
  const text = stringOption(options, "jobs");
  if (text === undefined) {
    return otherwise;
  }
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw usageFailure(`-j takes a number of processes, not «${text}»`);
  }
  return jobs;
}

/** The request that the options describe. */
export function requestFrom(entry: string, options: ParsedOptions, defaults: Partial<ProgramRequest>): ProgramRequest {
  if (options["release"] === true && options["debug"] === true) {
    throw usageFailure("--release and --debug exclude each other");
  }
  const collector = stringOption(options, "gc");
  const known = COLLECTORS.find((one) => one === collector);
  if (collector !== undefined && known === undefined) {
    throw usageFailure(`--gc takes ${COLLECTORS.join(", ")}, not «${collector}»`);
  }
  jobsOption(options, 1); // a wrong -j is wrong everywhere
  const compiler = stringOption(options, "cc");
  return newRequest(defaults.given === undefined ? scriptPath(entry) : entry, {
    ...defaults,
    ...(options["release"] === true ? { profile: "release" } : options["debug"] === true ? { profile: "debug" } : {}),
    ...(compiler === undefined ? {} : { compiler }),
    fastInt: options["fast-int"] === true,
    ...(known === undefined ? {} : { collector: known }),
    isStatic: options["static"] === true,
    denyWarnings: options["deny-warnings"] === true,
    verify: options["verify"] === true,
    time: options["time"] === true,
    verbose: options["verbose"] === true,
  });
}

/** For commands that optimise unless told otherwise: where no C compiler is, and nobody asked for one, the script profile does it. */
export function optimisedRequest(entry: string, options: ParsedOptions, changes: Partial<ProgramRequest> = {}): ProgramRequest {
  const request = requestFrom(entry, options, { ...changes, profile: "release" });
  return options["release"] === true || options["debug"] === true ? request : scriptWithoutCompiler(request);
}
