// C text in, executable or object out: a call of the host's C compiler, or one of zig's clang and one of its linker.
// Its messages never reach the user as they are: emitted C that doesn't compile is a bug of ours.
// `#line` makes the C compiler speak of Mochi lines, so the first error is shown with its Mochi place.

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InternalError } from "../../core/source/invariant.ts";
import { describeSystemError, Failure, StorageFailure } from "../failure.ts";
import { executablePath, includeFolder } from "../installation.ts";
import { crossCompileCommand, crossLinkCommand, finishLinked, isUnfinished, prepareObject } from "../targets/cross-compiler.ts";
import { libraries } from "../targets/runtime-libraries.ts";
import { writeError } from "../terminal/output.ts";
import { type CompilerIdentity, howItEnded } from "./c-compiler.ts";
import { firstError, outsideProblem } from "./c-messages.ts";
import { collectorOf } from "./choose-collector.ts";
import { type Collector, collectorChoice } from "./collector.ts";
import { JOINING_FLAGS, linkFlags, PROGRAM_MARK, programFlags, runtimeVariant } from "./native-flags.ts";
import type { ProgramRequest } from "./program-request.ts";

/** The name in the signatures of macOS programs. */
export const PROGRAM_IDENTIFIER = "mochi-program";

/** What is added to the emitted C: the mark, and the collector when it isn't libmochi's default. */
function epilogue(compiler: CompilerIdentity, collector: Collector): string {
  const mark = compiler.triple.includes("linux")
    ? `__asm__(".ident \\"${PROGRAM_MARK}\\"");\n`
    : `__attribute__((used)) const char mochi_program_mark[] = "${PROGRAM_MARK}";\n`;
  return `\n#line 1 "mochi"\n${mark}${collectorChoice(collector)}`;
}

/** The whole C text of a program, as it is compiled and as `--emit=c` writes it. */
export function completeC(request: ProgramRequest, compiler: CompilerIdentity, c: string): string {
  return c + epilogue(compiler, collectorOf(request, compiler));
}

const OTHER_COMPILER = "see whether it compiles other programs and whether memory is left, or name another compiler with --cc";

/** The command that turns C text into an object. */
function objectCommand(request: ProgramRequest, compiler: CompilerIdentity, source: string, output: string): readonly string[] {
  if (compiler.cross !== undefined) {
    return crossCompileCommand(compiler.cross, request.profile, source, output);
  }
  return [...compiler.command, ...programFlags(request.profile, request.sanitize), `-I${includeFolder()}`, "-c", source, "-o", output];
}

/** The command that turns an object, or C text, into an executable. */
function linkCommand(request: ProgramRequest, compiler: CompilerIdentity, input: string, output: string): readonly string[] {
  const { profile, sanitize, isStatic } = request;
  if (compiler.cross !== undefined) {
    return crossLinkCommand(compiler.cross, profile, input, output);
  }
  const archives = libraries(compiler.triple, runtimeVariant(profile, sanitize));
  const flags = input.endsWith(".c") ? [...programFlags(profile, sanitize), `-I${includeFolder()}`] : [];
  return [...compiler.command, ...flags, input, "-o", output, ...linkFlags(profile, compiler.triple, isStatic, sanitize), ...archives, "-lm"];
}

/** The commands that turn an object into a complete program, for whoever links by hand. */
export function linkingByHand(request: ProgramRequest, compiler: CompilerIdentity, features: readonly string[], object: string, output: string): readonly (readonly string[])[] {
  const format = compiler.cross?.target.format;
  const link = linkCommand(request, compiler, object, output);
  return format !== undefined && isUnfinished(format, features) ? [link, [executablePath() ?? "mochi", "postlink", output]] : [link];
}

/** The host's compiler makes an executable in one go, zig's clang and linker in two, and we do the rest. */
function makeExecutable(request: ProgramRequest, compiler: CompilerIdentity, source: string, output: string, run: (command: readonly string[]) => void): void {
  const { cross } = compiler;
  if (cross === undefined) {
    run(linkCommand(request, compiler, source, output));
    return;
  }
  const object = source.replace(/\.c$/, ".o");
  run(objectCommand(request, compiler, source, object));
  const whole = prepareObject(cross.target, request.profile, object);
  run(linkCommand(request, compiler, object, output));
  finishLinked(cross.target, output, PROGRAM_IDENTIFIER, whole);
}

/** Compiles C text to an object that can join the runtime image; returns its path. */
export function compileForImage(request: ProgramRequest, compiler: CompilerIdentity, c: string, work: string): string {
  const [source, output] = [join(work, "program.c"), join(work, "program.o")];
  writeFileSync(source, c);
  runTool([...objectCommand(request, compiler, source, output), ...JOINING_FLAGS], work, request.verbose);
  return output;
}

/** Compiles C text in the folder `work`; returns the path of the result, which has no other name yet. */
export function compileNative(request: ProgramRequest, compiler: CompilerIdentity, c: string, work: string, kind: "exe" | "obj"): string {
  const source = join(work, "program.c");
  const output = join(work, kind === "exe" ? "program.exe" : "program.o");
  const run = (command: readonly string[]): void => runTool(command, work, request.verbose);
  writeFileSync(source, completeC(request, compiler, c));
  if (kind === "obj") {
    run(objectCommand(request, compiler, source, output));
  } else {
    makeExecutable(request, compiler, source, output, run);
  }
  if (!existsSync(output)) {
    throw new Failure(`the C compiler ${compiler.command[0]} ended well but wrote nothing`, OTHER_COMPILER);
  }
  return output;
}

/** Runs a compiler or linker; its temporary files go to `work`. */
function runTool(command: readonly string[], work: string, verbose: boolean): void {
  const [program = "", ...args] = command;
  if (verbose) {
    writeError(`${command.join(" ")}\n`);
  }
  const result = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 27, env: { ...process.env, LC_ALL: "C", TMPDIR: work } });
  if (result.error !== undefined) {
    throw new Failure(`the C compiler ${program} could not be started: ${describeSystemError(result.error)}`);
  }
  if (result.status === 0) {
    return;
  }
  const outside = outsideProblem(result.stderr);
  if (outside !== undefined) {
    throw new StorageFailure(`the C compiler could not work in ${work}: ${outside}`, "make room there, or name another folder in MOCHI_CACHE_DIR");
  }
  const full = verbose ? `\n${result.stderr}` : "";
  const refusal = firstError(result.stderr);
  const isOurs = refusal !== result.stderr.trim() || /undefined (reference|symbol)/i.test(refusal);
  if (result.signal !== null || !isOurs) {
    const said = result.stderr.trim().split("\n")[0] ?? "";
    throw new Failure(`the C compiler ${program} failed: ${said === "" ? howItEnded(result.status, result.signal) : said}${full}`, OTHER_COMPILER);
  }
  throw new InternalError(`the C compiler refused the emitted C: ${refusal}${full}`);
}
