// The pipeline on one page: source text in, C text and diagnostics out.
//
// Phases run in the order of `compile`; each takes the value of the one before. The user's mistakes
// are collected; a phase whose input would be broken does not run. `--dump` stops after a phase and
// returns what it made as text. Files and hashes are handed in: nothing outside is touched.

import type { IrPlacement, IrPlan } from "./aotir/aotir.ts";
import { printProgram } from "./aotir/print.ts";
import { verifyProgram } from "./aotir/verify.ts";
import { check } from "./check/check.ts";
import { declare } from "./check/declare.ts";
import { emit } from "./emit/emit.ts";
import { instantiate } from "./instantiate/instantiate.ts";
import { printShapes } from "./instantiate/print-shapes.ts";
import { printTyped } from "./instantiate/print-typed.ts";
import { refuseUncompiled } from "./instantiate/refuse.ts";
import type { TypedProgram } from "./instantiate/typed.ts";
import { verifyTyped } from "./instantiate/verify-typed.ts";
import { lower } from "./lower/lower.ts";
import type { Blake3 } from "./lower/mangle.ts";
import type { ModuleHost } from "./modules/host.ts";
import { loadModules, type ModuleGraph } from "./modules/module-graph.ts";
import { optimize } from "./optimize/optimize.ts";
import { type Diagnostic, Diagnostics } from "./source/diagnostic.ts";
import { invariant } from "./source/invariant.ts";
import { lineColumnOf, lineOf, type SourceFile } from "./source/source-file.ts";
import { lex } from "./syntax/lexer.ts";
import { printAst } from "./syntax/print-ast.ts";
import { printTokens } from "./syntax/token.ts";

export interface CompileOptions {
  /** `script` compiles for latency, `debug` for the debugger, `release` for speed. */
  readonly profile: "script" | "debug" | "release";
  /** Integer arithmetic wraps instead of raising −6. */
  readonly fastInt: boolean;
  /** The script's folder, absolute, where `load` also looks for relative paths. Absent: nowhere else. */
  readonly dataFolder?: string;
  /** The target has no libfyaml: loading YAML is refused. */
  readonly withoutYaml?: boolean;
  /** The target's stack can't be scanned, and its collector collects: roots lie in a shadow stack (runtime/memory/roots.h). */
  readonly shadowStack?: boolean;
  /** `test`: the program runs the one `test` block whose index is in MOCHI_TEST. `bench`: only `bench` blocks. */
  readonly mode: "run" | "test" | "bench";
  /** Stop after this phase and return its printed form. */
  readonly dump?: "tokens" | "ast" | "types" | "shapes" | "plan" | "escape" | "aotir" | "c" | `aotir:${string}` | `plan:${number}`;
  /** Only diagnostics are wanted: stop when there can be no more of them. */
  readonly checkOnly?: boolean;
  /** Passes of the optimiser to leave out: those that don't pay, or for tests that compare. */
  readonly without?: readonly string[];
  /** Run the verifiers between the passes. */
  readonly verify: boolean;
  /** For the suffixes of mangled names. */
  readonly blake3: Blake3;
}

export interface Compilation {
  /** All files that were read, indexed by `Span.file`. */
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when there are errors or `dump` was asked for. */
  readonly c?: string;
  /** What the program links beside libmochi's core: `gc` (allocates), `bigint`, `stack`, … */
  readonly features: readonly string[];
  /** The entry module's tests, for `mochi test`. */
  readonly tests: readonly { readonly name: string; readonly line: number }[];
  readonly dump?: string;
}

export type Compile = (host: ModuleHost, entry: string, options: CompileOptions, onPhase?: (phase: string) => void) => Compilation;

/** Compiles the program whose entry module is at `entry`. `onPhase` is told what begins. */
export const compile: Compile = (host, entry, options, onPhase = () => undefined) => {
  const diagnostics = new Diagnostics();

  onPhase("parse");
  const graph = loadModules(host, entry, diagnostics);
  const { files } = graph;
  const done = (more: Partial<Compilation> = {}): Compilation => ({ files, diagnostics: diagnostics.list, features: [], tests: [], ...more });
  if (options.dump === "tokens" || options.dump === "ast") {
    return done({ dump: dumpSource(graph, options.dump) });
  }
  if (diagnostics.hasErrors) {
    return done();
  }

  onPhase("check");
  const declarations = declare(graph, diagnostics);
  check(declarations, diagnostics);
  if (diagnostics.hasErrors) {
    return done();
  }

  onPhase("instantiate");
  refuseUncompiled(declarations, diagnostics, options.withoutYaml === true);
  if (diagnostics.hasErrors) {
    return done();
  }
  const typed = instantiate(declarations, files, diagnostics);
  if (diagnostics.hasErrors) {
    return done();
  }
  if (options.checkOnly === true) {
    return done();
  }
  verifyTypedProgram(typed, options);
  const tests = typed.tests.map(({ name, span }) => ({ name, line: lineOf(files[span.file] as SourceFile, span.start) }));
  if (options.dump === "types") {
    return done({ tests, dump: printTyped(typed) });
  }
  if (options.dump === "shapes") {
    return done({ tests, dump: printShapes(typed, files) });
  }

  onPhase("lower");
  const frames = options.profile !== "release";
  const program = lower(typed, files, { fastInt: options.fastInt, mode: options.mode, frames, blake3: options.blake3, withoutYaml: options.withoutYaml === true, ...(options.dataFolder === undefined ? {} : { dataFolder: options.dataFolder }) });
  if (options.dump?.startsWith("plan") === true) {
    const line = options.dump === "plan" ? undefined : Number(options.dump.slice("plan:".length));
    return done({ tests, dump: printPlans(program.plans, files, line) });
  }
  const dumps = new Map<string, string>();
  const afterPass = (pass: string): void => {
    if (options.verify) {
      verifyProgram(program, pass);
    }
    if (options.dump === "aotir" || options.dump === `aotir:${pass}`) {
      dumps.set(options.dump, printProgram(program));
    }
  };
  afterPass("lower");

  onPhase("optimize");
  optimize(program, { without: options.without ?? [], shadowStack: options.shadowStack === true }, afterPass);
  if (options.dump === "escape") {
    return done({ tests, dump: printPlacements(program.placements, files) });
  }
  if (options.dump?.startsWith("aotir") === true) {
    return done({ tests, dump: dumps.get(options.dump) ?? `there is no pass called ${options.dump.slice("aotir:".length)}\n` });
  }

  onPhase("emit");
  const { c, features } = emit(program, files, { frames });
  return done(options.dump === "c" ? { tests, features, dump: c } : { tests, features, c });
};

/** How queries and rules are run, in the order of the source; with a line, only what stands on it in the entry file. */
function printPlans(plans: readonly IrPlan[], files: readonly SourceFile[], line?: number): string {
  const inOrder = [...plans].sort((left, right) => left.span.file - right.span.file || left.span.start - right.span.start);
  const texts = inOrder.flatMap(({ span, title, print }) => {
    const file = files[span.file] as SourceFile;
    const first = lineOf(file, span.start);
    const isWanted = line === undefined || (span.file === 0 && first <= line && line <= lineOf(file, span.end));
    return isWanted ? [`${file.path}:${first}: ${title}\n${print().replace(/^(?=.)/gm, "  ")}`] : [];
  });
  // A function with several instances plans its queries for each.
  return [...new Set(texts)].join("\n");
}

/** What became of each object that a function makes, in the order of the source. */
function printPlacements(placements: readonly IrPlacement[], files: readonly SourceFile[]): string {
  const inOrder = [...placements].sort((left, right) => left.span.file - right.span.file || left.span.start - right.span.start);
  const lines = inOrder.map(({ span, function: title, what, fate }) => {
    const file = files[span.file] as SourceFile;
    return `${file.path}:${lineOf(file, span.start)}: ${what} in ${title}: ${fate === "frame" || fate === "by value" || fate === "static" ? fate : `heap, ${fate}`}`;
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** Tokens or trees of all files, each under its path when there are several. */
function dumpSource(graph: ModuleGraph, what: "tokens" | "ast"): string {
  const parts = graph.modules.flatMap((module) => {
    const file = module.files[0];
    const source = file === undefined ? undefined : graph.files[file];
    if (file === undefined || source === undefined) {
      return [];
    }
    const title = graph.modules.length > 1 ? `// ${source.path}\n` : "";
    if (what === "ast") {
      return [title + printAst(module.program, source)];
    }
    const place = (offset: number): string => {
      const { line, column } = lineColumnOf(source, offset);
      return `${line}:${column}`;
    };
    return [title + printTokens(lex(file, source, new Diagnostics()), place)];
  });
  return parts.join("\n");
}

function verifyTypedProgram(typed: TypedProgram, options: CompileOptions): void {
  if (options.verify) {
    const problems = verifyTyped(typed);
    invariant(problems.length === 0, `the typed tree verifies: ${problems.slice(0, 5).join("; ")}`);
  }
}
