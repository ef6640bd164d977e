// The pipeline on one page: source text in, C text and diagnostics out.

import type { Diagnostic } from "./source/diagnostic.ts";
import type { SourceFile } from "./source/source-file.ts";
import type { ModuleHost } from "./modules/host.ts";

export interface CompileOptions {
  /** `script` compiles for latency, `debug` for the debugger, `release` for speed. */
  readonly profile: "script" | "debug" | "release";
  /** Integer arithmetic wraps instead of raising −6. */
  readonly fastInt: boolean;
  /** `test`: the program runs the one `test` block whose index is in MOCHI_TEST. `bench`: only `bench` blocks. */
  readonly mode: "run" | "test" | "bench";
  /** Stop after this phase and return its printed form. */
  readonly dump?: "tokens" | "ast" | "types" | "aotir" | "c" | `aotir:${string}`;
  /** Run the verifiers between the passes. */
  readonly verify: boolean;
}

export interface Compilation {
  /** All files that were read, indexed by `Span.file`. */
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when there are errors or `dump` was asked for. */
  readonly c?: string;
  /** What the program links beside libmochi's core: `gc` (allocates), `bigint`, `math`, … */
  readonly features: readonly string[];
  /** The entry module's tests, for `mochi test`. */
  readonly tests: readonly { readonly name: string; readonly line: number }[];
  readonly dump?: string;
  /** Milliseconds are not known here; the driver times phases through this hook. */
}

export type Compile = (host: ModuleHost, entry: string, options: CompileOptions, onPhase?: (phase: string) => void) => Compilation;
