// The compiler for the quick core (engine/main.c): `run` is called when there is a script to run that the launcher doesn't
// know. It is cli/commands/run.ts, over few functions of the system (host.ts) in Node's place; release/quick-bundle.ts
// says which modules are others here. Whatever a script needs beyond that, and every failure but the program's own mistakes, is
// the compiler core's: it does everything once more, and explains.

import "./node/buffer.ts";
import { beginClock } from "./node/process.ts";
import { statSync } from "node:fs";
import { runCommand } from "../commands/run.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import { restorePreloads } from "../core-loader.ts";
import { buildId } from "../installation.ts";
import { programArguments, SCRIPT_FLAGS, scriptCall } from "../script-call.ts";
import { host } from "./host.ts";
import { flushOutput } from "./node/fs.ts";

/** Larger scripts are faster in the compiler core: V8 makes machine code of what runs often. In bytes. */
const LARGEST_SCRIPT = 64_000;

/** `--time` is no flag that the index knows, but means no work for us. */
const TIME = "--time";

const EVAL: ReadonlySet<string> = new Set(["-e", "--eval"]);

interface Call {
  /** Of SCRIPT_FLAGS, and `--time`. */
  readonly flags: readonly string[];
  /** Empty where there is `code`. */
  readonly script: string;
  readonly code?: string;
  readonly programArgs: readonly string[];
}

/** `-e CODE args`; undefined where there may be options behind the code. */
function evalCall(flags: readonly string[], [code, ...rest]: readonly string[]): Call | undefined {
  if (code === undefined || (rest[0]?.startsWith("-") === true && rest[0] !== "--")) {
    return undefined;
  }
  // One `--` ends the options, another one is dropped as behind a script.
  return { flags, script: "", code, programArgs: programArguments(programArguments(rest)) };
}

function callOf(words: readonly string[]): Call | undefined {
  const run = words[0] === "run" ? ["run"] : [];
  const given = words.slice(run.length);
  const count = Math.max(0, given.findIndex((word) => !SCRIPT_FLAGS.has(word) && word !== TIME));
  const flags = given.slice(0, count);
  if (EVAL.has(given[count] ?? "")) {
    return evalCall(flags, given.slice(count + 1));
  }
  const call = scriptCall([...run, ...flags.filter((word) => word !== TIME), ...given.slice(count)]);
  return call === undefined ? undefined : { ...call, flags };
}

function optionsOf({ flags, code }: Call): ParsedOptions {
  const options = flags.map((flag): [string, true | readonly string[]] => {
    const [name = "", value] = flag.slice(2).split("=");
    return [name, value === undefined ? true : [value]];
  });
  return { ...Object.fromEntries(options), ...(code === undefined ? {} : { eval: [code] }) };
}

/** Small, there, and of a name that is text. */
function isOrdinary({ script, code }: Call): boolean {
  const size = code === undefined ? (statSync(script, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) : code.length;
  return !script.includes("\ufffd") && code?.includes("\ufffd") !== true && size <= LARGEST_SCRIPT;
}

async function run(): Promise<void> {
  beginClock();
  restorePreloads(process.env);
  const call = callOf(host.words()) ?? host.handOver("it is no plain call of a script");
  if (!isOrdinary(call)) {
    return host.handOver("the script isn't there, or is large");
  }
  try {
    const written = call.code === undefined ? call.flags : [...call.flags, "-e", call.code];
    const status = await runCommand({ buildId: buildId(), programArgs: call.programArgs }, call.script, optionsOf(call), written);
    flushOutput();
    host.exit(status);
  } catch (error) {
    host.handOver(String(error));
  }
}

Object.assign(globalThis, { run });
