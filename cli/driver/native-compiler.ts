// C text in, executable or object out: one call of the host's C compiler.
// Its messages never reach the user as they are: emitted C that doesn't compile is a bug of ours.
// `#line` makes the C compiler speak of Mochi lines, so the first error is shown with its Mochi place.

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InternalError } from "../../core/source/invariant.ts";
import { describeSystemError, Failure, StorageFailure } from "../failure.ts";
import { includeFolder, libraries } from "../installation.ts";
import { writeError } from "../terminal/output.ts";
import { type CompilerIdentity, howItEnded } from "./c-compiler.ts";
import { firstError } from "./c-messages.ts";
import { type Collector, collectorChoice } from "./collector.ts";
import { linkFlags, programFlags, runtimeVariant } from "./native-flags.ts";
import type { ProgramRequest } from "./program-request.ts";

/** A text that executables of ours carry, so that `mochi build` may overwrite them. */
export const PROGRAM_MARK = "mochi program";

/** What is added to the emitted C: the mark, and the collector when it isn't the default. */
function epilogue(compiler: CompilerIdentity, collector: Collector): string {
  const mark = compiler.triple.includes("linux")
    ? `__asm__(".ident \\"${PROGRAM_MARK}\\"");\n`
    : `__attribute__((used)) static const char mochi_program_mark[] = "${PROGRAM_MARK}";\n`;
  return `\n#line 1 "mochi"\n${mark}${collectorChoice(collector)}`;
}

/** The whole C text of a program, as it is compiled and as `--emit=c` writes it. */
export function completeC(request: ProgramRequest, compiler: CompilerIdentity, c: string): string {
  return c + epilogue(compiler, request.collector);
}

const OTHER_COMPILER = "see whether it compiles other programs and whether memory is left, or name another compiler with --cc";

const OUTSIDE = /No space left on device|cannot open output file|Permission denied|Disk quota|Read-only file system|out of memory|Cannot allocate/i;

/** The command that turns `source` into `output`. */
export function compilerCommand(request: ProgramRequest, compiler: CompilerIdentity, source: string, output: string, kind: "exe" | "obj"): readonly string[] {
  const { profile, sanitize, isStatic } = request;
  const flags = [...compiler.command, ...programFlags(profile, sanitize), `-I${includeFolder()}`];
  if (kind === "obj") {
    return [...flags, "-c", source, "-o", output];
  }
  const archives = libraries(compiler.triple, runtimeVariant(profile, sanitize));
  return [...flags, source, "-o", output, ...linkFlags(profile, compiler.triple, isStatic, sanitize), ...archives, "-lm"];
}

/** Compiles C text in the folder `work`; returns the path of the result, which has no other name yet. */
export function compileNative(request: ProgramRequest, compiler: CompilerIdentity, c: string, work: string, kind: "exe" | "obj"): string {
  const source = join(work, "program.c");
  const output = join(work, kind === "exe" ? "program.exe" : "program.o");
  writeFileSync(source, completeC(request, compiler, c));
  const [program = "", ...args] = compilerCommand(request, compiler, source, output, kind);
  if (request.verbose) {
    writeError(`${[program, ...args].join(" ")}\n`);
  }
  const result = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 27, env: { ...process.env, LC_ALL: "C", TMPDIR: work } });
  if (result.error !== undefined) {
    throw new Failure(`the C compiler ${program} could not be started: ${describeSystemError(result.error)}`);
  }
  if (result.status === 0) {
    if (!existsSync(output)) {
      throw new Failure(`the C compiler ${program} ended well but wrote nothing`, OTHER_COMPILER);
    }
    return output;
  }
  const outside = OUTSIDE.exec(result.stderr)?.[0];
  if (outside !== undefined) {
    throw new StorageFailure(`the C compiler could not work in ${work}: ${outside.toLowerCase()}`, "make room there, or name another folder in MOCHI_CACHE_DIR");
  }
  const full = request.verbose ? `\n${result.stderr}` : "";
  const refusal = firstError(result.stderr);
  const isOurs = refusal !== result.stderr.trim() || /undefined (reference|symbol)/i.test(refusal);
  if (result.signal !== null || !isOurs) {
    const said = result.stderr.trim().split("\n")[0] ?? "";
    throw new Failure(`the C compiler ${program} failed: ${said === "" ? howItEnded(result.status, result.signal) : said}${full}`, OTHER_COMPILER);
  }
  throw new InternalError(`the C compiler refused the emitted C: ${refusal}${full}`);
}
