// What turns C into an executable: the runtime image with tcc (script mode), or a C compiler.
// Script mode serves the script profile where this copy of Mochi has an image and nobody named a
// compiler (--cc, MOCHI_CC); a program that the image can't take still goes to the C compiler.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramCache } from "../cache/entries.ts";
import { scriptFolder } from "../installation.ts";
import { compileScript, scriptCompilerCommand } from "../script/compile-script.ts";
import { readImage, type RuntimeImage } from "../script/runtime-image.ts";
import { writeError } from "../terminal/output.ts";
import { type CompilerIdentity, findCompiler } from "./c-compiler.ts";
import { DEFAULT_COLLECTOR } from "./collector.ts";
import { knownCompiler } from "./known-compiler.ts";
import { compileNative, PROGRAM_MARK } from "./native-compiler.ts";
import { linkFlags, programFlags } from "./native-flags.ts";
import type { ProgramRequest } from "./program-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

export type Backend = { readonly kind: "image"; readonly image: RuntimeImage } | { readonly kind: "compiler"; readonly compiler: CompilerIdentity };

/** The runtime image, if it may serve this request. */
function imageFor({ profile, compiler, found, sanitize, isOptimised }: ProgramRequest): RuntimeImage | undefined {
  const isNamed = compiler !== undefined || found !== undefined || (process.env["MOCHI_CC"] ?? "") !== "";
  return profile === "script" && !isOptimised && !isNamed && !sanitize ? readImage(scriptFolder()) : undefined;
}

/** Whether script mode will serve the request. */
export function isForImage(request: ProgramRequest): boolean {
  return imageFor(request) !== undefined;
}

export function chooseBackend(cache: ProgramCache, request: ProgramRequest): Backend {
  const image = imageFor(request);
  return image === undefined ? { kind: "compiler", compiler: request.found ?? knownCompiler(cache, request.compiler) } : { kind: "image", image };
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
  return [triple, command.join("\0"), version, [...programFlags(profile, sanitize), ...linkFlags(profile, triple, isStatic, sanitize)].join("\0")];
}

export interface Workplace {
  /** A folder for what is made on the way. */
  readonly work: string;
  /** Where the runs of a counted program are counted. */
  readonly runsFile: string;
  readonly stopwatch: Stopwatch;
}

function compileWithImage(image: RuntimeImage, request: ProgramRequest, c: string, { work, runsFile, stopwatch }: Workplace): string | undefined {
  const places = { folder: scriptFolder(), work };
  const { collector = DEFAULT_COLLECTOR, verbose } = request;
  if (verbose) {
    writeError(`${scriptCompilerCommand(places).join(" ")}\n`);
  }
  const onPhase = (name: string): void => stopwatch.phase(name);
  const made = compileScript(image, { ...places, onPhase }, c, {
    mark: PROGRAM_MARK,
    ...(request.isCounted ? { runsFile } : {}),
    ...(collector === DEFAULT_COLLECTOR ? {} : { collector: `mochi_gc_${collector}` }),
  });
  if (made.kind === "unlinkable") {
    if (verbose) {
      writeError(`not in script mode: ${made.why}\n`);
    }
    return undefined;
  }
  const path = join(work, "program.exe");
  writeFileSync(path, made.bytes, { mode: 0o700 });
  return path;
}

/** Makes an executable in the workplace: its path, and whether script mode made it. */
export function compileProgram(cache: ProgramCache, backend: Backend, request: ProgramRequest, c: string, place: Workplace): { readonly path: string; readonly inScriptMode: boolean } {
  const program = backend.kind === "image" ? compileWithImage(backend.image, request, c, place) : undefined;
  if (program !== undefined) {
    return { path: program, inScriptMode: true };
  }
  const compiler = backend.kind === "image" ? knownCompiler(cache, undefined) : backend.compiler;
  place.stopwatch.phase("cc");
  return { path: compileNative(asCompiled(request), compiler, c, place.work, "exe"), inScriptMode: false };
}
