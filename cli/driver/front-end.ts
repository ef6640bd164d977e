// From a request to C text: runs the compiler core over the file system and shows what it found.
// Leaves undefined when there were errors (they have been shown).

import { blake3 } from "@noble/hashes/blake3.js";
import { compile, type Compilation, type CompileOptions } from "../../core/compile.ts";
import { plainPalette, renderDiagnostics, type Palette } from "../../core/source/render.ts";
import { errorColors, writeError } from "../terminal/output.ts";
import { isForImage } from "./backend.ts";
import { keepsShadowStack } from "./choose-collector.ts";
import { compileDeeply, isStackExhausted } from "./deep-front-end.ts";
import { newFileHost, type RecordingHost } from "./module-host.ts";
import type { ProgramRequest } from "./program-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface FrontEndResult {
  readonly compilation: Compilation;
  readonly host: RecordingHost;
  /** What was shown to the user: warnings and errors, without colours. */
  readonly said: string;
  readonly failed: boolean;
}

export interface FrontEndWishes {
  /** Stop there and print that form. */
  readonly dump?: CompileOptions["dump"] | undefined;
  /** Only diagnostics are wanted. */
  readonly checkOnly?: boolean;
  /** Don't show the diagnostics; the caller will. */
  readonly isQuiet?: boolean;
}

/**
 * Objects in frames and structs by value pay where a C compiler takes them apart into registers; tcc copies them (small-values takes
 * four times as long), and finding them is a fifth of the front end's work.
 */
const WITHOUT_FOR_TCC: readonly string[] = ["place-objects"];

/** How diagnostics look on this terminal. */
export function terminalPalette(): Palette {
  const colors = errorColors();
  if (!colors.isColorSupported) {
    return plainPalette;
  }
  return {
    error: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    help: (text) => colors.bold(colors.cyan(text)),
    frame: (text) => colors.blue(text),
    strong: (text) => colors.bold(text),
  };
}

/** Compiles to C and shows the diagnostics. An InternalError names the phase it happened in. */
export function runFrontEnd(
  request: ProgramRequest,
  stopwatch: Stopwatch,
  { dump, checkOnly = false, isQuiet = false }: FrontEndWishes = {},
): FrontEndResult {
  const host = newFileHost(request.given);
  const options: CompileOptions = {
    profile: request.profile,
    fastInt: request.fastInt,
    mode: request.mode,
    verify: request.verify,
    blake3,
    checkOnly,
    ...(request.found?.cross?.target.hasYaml === false ? { withoutYaml: true } : {}),
    shadowStack: keepsShadowStack(request),
    ...(isForImage(request) && !request.isOptimised ? { without: WITHOUT_FOR_TCC } : {}),
    ...(request.dataFolder === undefined ? {} : { dataFolder: request.dataFolder }),
    ...(dump === undefined ? {} : { dump }),
  };
  let phase = "start";
  try {
    const compilation = compileAnyDepth(host, request, options, (name) => {
      phase = name;
      stopwatch.phase(name);
    });
    const { diagnostics, files } = compilation;
    const said = diagnostics.length === 0 ? "" : renderDiagnostics(diagnostics, files);
    if (said !== "" && !isQuiet) {
      writeError(renderDiagnostics(diagnostics, files, terminalPalette()));
    }
    const hasErrors = diagnostics.some((one) => one.severity === "error");
    return { compilation, host, said, failed: hasErrors || (request.denyWarnings && diagnostics.length > 0) };
  } catch (error) {
    if (error instanceof Error) {
      Object.assign(error, { phase });
    }
    throw error;
  }
}

/** `compile`, and where the stack is too small for it, again with a larger one. */
function compileAnyDepth(host: RecordingHost, request: ProgramRequest, options: CompileOptions, onPhase: (phase: string) => void): Compilation {
  let phase = "start";
  try {
    return compile(host, request.entry, options, (name) => {
      phase = name;
      onPhase(name);
    });
  } catch (error) {
    if (isStackExhausted(error)) {
      return compileDeeply(request.entry, options, request.given ?? new Map(), phase);
    }
    throw error;
  }
}
