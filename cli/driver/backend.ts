// What turns C into an executable: the runtime image with tcc (script mode), or a C compiler.
// Script mode serves the script profile where this copy of Mochi has an image and nobody named a
// compiler (--cc, MOCHI_CC); a program that the image can't take still goes to the C compiler.

import type { ProgramCache, StagedProgram } from "../cache/entries.ts";
import { scriptFolder } from "../installation.ts";
import { type BegunScript, beginScript, linkCompiled, type LinkResult, type ScriptChoices } from "../script/compile-script.ts";
import { readImage, type RuntimeImage } from "../script/runtime-image.ts";
import { compilerCommand } from "../script/script-compiler.ts";
import { writeError } from "../terminal/output.ts";
import { type CompilerIdentity, findCompiler } from "./c-compiler.ts";
import { DEFAULT_COLLECTOR } from "./collector.ts";
import { knownCompiler } from "./known-compiler.ts";
import { compileForImage, compileNative } from "./native-compiler.ts";
import { JOINING_FLAGS, linkFlags, PROGRAM_MARK, programFlags } from "./native-flags.ts";
import type { ProgramRequest } from "./program-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

export type Backend =
  | { readonly kind: "image"; readonly image: RuntimeImage }
  /** With an image: what is compiled joins it, if it can. */
  | { readonly kind: "compiler"; readonly compiler: CompilerIdentity; readonly image?: RuntimeImage };

let known: { readonly image: RuntimeImage | undefined } | undefined;

/** This machine's image, read once. */
function ownImage(): RuntimeImage | undefined {
  known ??= { image: readImage(scriptFolder()) };
  return known.image;
}

/** The runtime image, if it may serve this request. */
function imageFor({ profile, compiler, found, sanitize, isOptimised }: ProgramRequest): RuntimeImage | undefined {
  const isNamed = compiler !== undefined || (found !== undefined && !isOptimised) || (process.env["MOCHI_CC"] ?? "") !== "";
  return profile === "script" && !isNamed && !sanitize ? ownImage() : undefined;
}

/** Whether script mode will serve the request. */
export function isForImage(request: ProgramRequest): boolean {
  return imageFor(request) !== undefined;
}

export function chooseBackend(cache: ProgramCache, request: ProgramRequest): Backend {
  const image = imageFor(request);
  if (image !== undefined && !request.isOptimised) {
    return { kind: "image", image };
  }
  return { kind: "compiler", compiler: request.found ?? knownCompiler(cache, request.compiler), ...(image === undefined ? {} : { image }) };
}

/** For a command whose own profile needs a C compiler: where there is none, the script profile must do, and the user is told. */
export function scriptWithoutCompiler(request: ProgramRequest): ProgramRequest {
  if (request.profile === "script" || request.compiler !== undefined || findCompiler(undefined) !== undefined) {
    return request;
  }
  const asScript: ProgramRequest = { ...request, profile: "script" };
  if (!isForImage(asScript)) {
    return request;
  }
  writeError(`mochi: no C compiler found: ${request.entry} is compiled in the script profile, which optimises little; --release says what is missing\n`);
  return asScript;
}

/** The request as the C compiler has to see it. */
function asCompiled(request: ProgramRequest): ProgramRequest {
  return request.isOptimised ? { ...request, profile: "release" } : request;
}

/** What of the backend decides the executable's bytes: parts of its cache key. */
export function backendParts(request: ProgramRequest, backend: Backend): readonly string[] {
  if (backend.kind === "image") {
    return ["image", backend.image.fingerprint];
  }
  const { profile, isStatic, sanitize } = asCompiled(request);
  const { triple, command, version } = backend.compiler;
  return [triple, command.join("\0"), version, [...programFlags(profile, sanitize), ...linkFlags(profile, triple, isStatic, sanitize)].join("\0"), backend.image?.fingerprint ?? "", JOINING_FLAGS.join("\0")];
}

export interface Workplace {
  /** A folder for what is made on the way. */
  readonly work: string;
  /** Where the runs of a counted program are counted. */
  readonly runsFile: string;
  readonly stopwatch: Stopwatch;
  readonly begun?: BegunScript | undefined;
}

function choicesOf({ collector = DEFAULT_COLLECTOR, isCounted }: ProgramRequest, runsFile: string): ScriptChoices {
  return { mark: PROGRAM_MARK, ...(isCounted ? { runsFile } : {}), ...(collector === DEFAULT_COLLECTOR ? {} : { collector: `mochi_gc_${collector}` }) };
}

/** What was linked; undefined when nothing was, which `--verbose` explains. */
function takeLinked(made: LinkResult, verbose: boolean): StagedProgram | undefined {
  if (made.kind === "linked") {
    return made.program;
  }
  if (verbose) {
    writeError(`not in script mode: ${made.why}\n`);
  }
  return undefined;
}

/** Lets tcc begin with the C of a script, while the cache is opened and asked; undefined when it is another backend's. */
export function beginCompiling(request: ProgramRequest, c: string): BegunScript | undefined {
  const image = request.isOptimised ? undefined : imageFor(request);
  return image === undefined ? undefined : beginScript(image, { folder: scriptFolder() }, c);
}

function finishScript(finish: BegunScript, request: ProgramRequest, { work, runsFile, stopwatch }: Workplace): StagedProgram | undefined {
  if (request.verbose) {
    writeError(`${compilerCommand({ folder: scriptFolder() }, "compile").join(" ")}\n`);
  }
  stopwatch.phase("compile");
  return takeLinked(finish(work, choicesOf(request, runsFile)), request.verbose);
}

function optimiseForImage(request: ProgramRequest, compiler: CompilerIdentity, c: string, { work, runsFile }: Workplace): StagedProgram | undefined {
  const object = compileForImage(asCompiled(request), compiler, c, work);
  return takeLinked(linkCompiled({ folder: scriptFolder() }, work, object, choicesOf(request, runsFile)), request.verbose);
}

/** Makes an executable in the workplace, and says whether tcc compiled it. */
export function compileProgram(cache: ProgramCache, backend: Backend, request: ProgramRequest, c: string, place: Workplace): StagedProgram & { readonly inScriptMode: boolean } {
  const program = place.begun === undefined ? undefined : finishScript(place.begun, request, place);
  if (program !== undefined) {
    return { ...program, inScriptMode: true };
  }
  const compiler = backend.kind === "image" ? knownCompiler(cache, undefined) : backend.compiler;
  place.stopwatch.phase("cc");
  const optimised = backend.kind === "compiler" && backend.image !== undefined ? optimiseForImage(request, compiler, c, place) : undefined;
  return { ...(optimised ?? { path: compileNative(asCompiled(request), compiler, c, place.work, "exe") }), inScriptMode: false };
}
