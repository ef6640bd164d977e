// `mochi build FILE`: an executable (or C, or an object) beside you; or a dump of an intermediate form.

import { existsSync, readFileSync, rmSync } from "node:fs";
import type { CompileOptions } from "../../core/compile.ts";
import { stagingFolder } from "../cache/entries.ts";
import type { RecordedRead } from "../driver/module-host.ts";
import { openWritableCache } from "../cache/open-cache.ts";
import { buildForHere } from "../driver/build-for-here.ts";
import { useProgram } from "../driver/build-program.ts";
import { runFrontEnd } from "../driver/front-end.ts";
import { knownCompiler } from "../driver/known-compiler.ts";
import { compileNative, completeC, linkingByHand } from "../driver/native-compiler.ts";
import { guardOutput, type OutputKind, outputName, writeOutput } from "../driver/output-file.ts";
import type { ProgramRequest } from "../driver/program-request.ts";
import { newStopwatch, type Stopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { usageFailure } from "../failure.ts";
import { chooseCompiler } from "../targets/choose-target.ts";
import { writeOut } from "../terminal/output.ts";
import { type ParsedOptions, stringOption } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";
import { optimisedRequest, requestFrom } from "./program-options.ts";

type Dump = NonNullable<CompileOptions["dump"]>;

const DUMPS: ReadonlySet<string> = new Set(["tokens", "ast", "types", "shapes", "plan", "aotir", "escape", "c"]);

function isDump(text: string): text is Dump {
  return DUMPS.has(text) || text.startsWith("aotir:");
}

type Goal = { readonly kind: "dump"; readonly dump: Dump } | { readonly kind: OutputKind };

function goalOf(options: ParsedOptions): Goal {
  const dump = stringOption(options, "dump");
  if (dump !== undefined) {
    if (!isDump(dump)) {
      throw usageFailure(`--dump takes ${[...DUMPS].join(", ")} or aotir:<pass>, not «${dump}»`);
    }
    return { kind: "dump", dump };
  }
  const emit = stringOption(options, "emit") ?? "exe";
  switch (emit) {
    case "c":
    case "obj":
    case "exe":
      return { kind: emit };
    case "ast":
      return { kind: "dump", dump: "ast" };
    case "mir":
      return { kind: "dump", dump: "aotir" };
    default:
      throw usageFailure(`--emit takes c, obj, exe, ast or mir, not «${emit}»`);
  }
}

function showDump(request: ProgramRequest, dump: Dump, stopwatch: Stopwatch): number {
  const { compilation, failed } = runFrontEnd(request, stopwatch, { dump });
  stopwatch.report();
  writeOut(compilation.dump ?? "");
  return failed ? EXIT_ERROR : EXIT_OK;
}

/** C text or an object: not cached, the compiler needs no linker for them. */
function writeIntermediate(request: ProgramRequest, kind: "c" | "obj", path: string, force: boolean, stopwatch: Stopwatch): number {
  const { compilation, host, failed } = runFrontEnd(request, stopwatch);
  if (failed || compilation.c === undefined) {
    return EXIT_ERROR;
  }
  guardOutput(path, sourcesOf(host.reads), force);
  const cache = openWritableCache();
  const compiler = request.found ?? knownCompiler(cache, request.compiler);
  if (kind === "c") {
    writeOutput(path, completeC(request, compiler, compilation.c), 0o644);
  } else {
    stopwatch.phase("cc");
    const work = stagingFolder(cache);
    try {
      writeOutput(path, readFileSync(compileNative(request, compiler, compilation.c, work, "obj")), 0o644);
      const program = outputName(request.entry, "exe", compiler.cross?.target.suffix);
      writeOut(linkingByHand(request, compiler, compilation.features, path, program).map((command) => `${quoted(command)}\n`).join(""));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  stopwatch.report();
  return EXIT_OK;
}

/** A command as a shell reads it. */
function quoted(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

function sourcesOf(reads: readonly RecordedRead[]): readonly string[] {
  return reads.flatMap(({ path, found }) => (found === undefined ? [] : [path]));
}

export async function buildCommand(cx: CommandContext, file: string, options: ParsedOptions): Promise<number> {
  const goal = goalOf(options);
  const target = stringOption(options, "target");
  const reproducible = options["reproducible"] === true;
  const isPlain = goal.kind === "exe" && target === undefined && !reproducible;
  const plain = isPlain ? optimisedRequest(file, options) : requestFrom(file, options, { profile: "release" });
  const wishes = { target, cc: plain.compiler, reproducible, offline: options["offline"] === true, output: goal.kind === "dump" ? "c" : goal.kind };
  const found = plain.profile === "script" ? undefined : await chooseCompiler(wishes);
  const request: ProgramRequest = found === undefined ? plain : { ...plain, found };
  const stopwatch = newStopwatch(request.time);
  if (goal.kind === "dump") {
    return showDump(request, goal.dump, stopwatch);
  }
  const path = stringOption(options, "out") ?? outputName(file, goal.kind, found?.cross?.target.suffix);
  const force = options["force"] === true;
  if (goal.kind !== "exe") {
    return writeIntermediate(request, goal.kind, path, force, stopwatch);
  }
  guardOutput(path, [file], force);
  const status = await useProgram(
    () => buildForHere(request, cx.buildId, stopwatch, wishes.offline),
    async ({ program, frontEnd }) => {
      guardOutput(path, sourcesOf(frontEnd.host.reads), force);
      if (!existsSync(program)) {
        return "gone";
      }
      writeOutput(path, readFileSync(program), 0o755);
      return EXIT_OK;
    },
  );
  stopwatch.report();
  return status ?? EXIT_ERROR;
}
