// What every command gets and gives: a context in, an exit status out.

export interface CommandContext {
  /** Identifies compiler and runtime in cache keys. */
  readonly buildId: string;
  /** For `run`, `test` and `bench`: what belongs to the program. */
  readonly programArgs: readonly string[];
  /** Started by the launcher in the background: optimise, don't run. */
  readonly isOptimising: boolean;
}

/** Options as cac parsed them: strings, numbers, booleans, arrays when repeated. */
export type ParsedOptions = Readonly<Record<string, unknown>>;
