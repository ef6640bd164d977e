// Telling `mochi run FILE args` and `mochi FILE args` from everything else.
// What follows FILE is the program's, dashes and all; one `--` right behind FILE is dropped.

export const COMMAND_NAMES: ReadonlySet<string> = new Set(["run", "build", "check", "test", "bench", "explain", "version", "cache", "help"]);

export interface ScriptCall {
  readonly script: string;
  readonly programArgs: readonly string[];
}

export function programArguments(rest: readonly string[]): readonly string[] {
  return rest[0] === "--" ? rest.slice(1) : rest;
}

/** A call without flags of ours before FILE; undefined for all other calls. */
export function scriptCall(args: readonly string[], commands: ReadonlySet<string>): ScriptCall | undefined {
  const [first, ...others] = args;
  if (first === undefined) {
    return undefined;
  }
  const [script, ...rest] = first === "run" ? others : args;
  if (script === undefined || script.startsWith("-") || (first !== "run" && commands.has(first))) {
    return undefined;
  }
  return { script, programArgs: programArguments(rest) };
}
