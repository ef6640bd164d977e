// The options that decide how a program is compiled, shared by run, build, check, test and bench.

import type { Command } from "cac";
import { scriptWithoutCompiler } from "../driver/backend.ts";
import { COLLECTORS } from "../driver/collector.ts";
import { newRequest, type ProgramRequest } from "../driver/program-request.ts";
import { usageFailure } from "../failure.ts";
import type { ParsedOptions } from "./command.ts";

/** Names of the options above that take a value. */
export const VALUE_OPTIONS: ReadonlySet<string> = new Set(["--gc", "--cc", "-j", "--jobs", "-o", "--out", "--emit", "--dump", "-e", "--eval", "--target"]);

export function addProgramOptions(command: Command): Command {
  return command
    .option("--release", "Optimise for speed")
    .option("--debug", "Optimise nothing, keep debug information")
    .option("--fast-int", "Integer arithmetic wraps instead of raising an error")
    .option("--gc <kind>", "Memory: precise, bdw (garbage collectors), arena (free at exit), none (free never)")
    .option("--cc <command>", "The C compiler to use")
    .option("--static", "Link statically")
    .option("--offline", "Fetch nothing: say what is missing instead")
    .option("--deny-warnings", "Warnings are errors")
    .option("--verify", "Check the compiler's own work between its passes")
    .option("--time", "Show how long each phase took")
    .option("--verbose", "Show the C compiler's command")
    .option("-j, --jobs <n>", "How many processes at a time");
}

/** A string option's value; undefined when it wasn't given. */
export function stringOption(options: ParsedOptions, name: string): string | undefined {
  const value = options[name];
  const last: unknown = Array.isArray(value) ? value[value.length - 1] : value;
  if (last === undefined) {
    return undefined;
  }
  if (last === true || last === "") {
    throw usageFailure(`--${name} needs a value`);
  }
  return String(last);
}

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
  return newRequest(entry, {
    ...defaults,
    ...(options["release"] === true ? { profile: "release" } : options["debug"] === true ? { profile: "debug" } : {}),
    ...(compiler === undefined ? {} : { compiler }),
    fastInt: options["fastInt"] === true,
    ...(known === undefined ? {} : { collector: known }),
    isStatic: options["static"] === true,
    denyWarnings: options["denyWarnings"] === true,
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
