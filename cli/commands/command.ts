// What every command gets and gives: a context in, an exit status out.

export interface CommandContext {
  /** Identifies compiler and runtime in cache keys. */
  readonly buildId: string;
  /** For `run`, `test` and `bench`: what belongs to the program. */
  readonly programArgs: readonly string[];
}
