// Telling `mochi run [flags] FILE args` and `mochi [flags] FILE args` from everything else.
// The launcher reads them in the same way (cli/launcher/script-call.c); the build gives it the two lists.
// What follows FILE is the program's, dashes and all; one `--` right behind FILE is dropped.

/** In the order that help lists them in. */
export const COMMANDS = ["run", "build", "check", "test", "bench", "targets", "postlink", "explain", "explain-query", "cache", "env", "doctor", "upgrade", "uninstall", "completions", "toolchain", "vendor", "licenses", "version", "help"] as const;

export type CommandName = (typeof COMMANDS)[number];

export const COMMAND_NAMES: ReadonlySet<string> = new Set(COMMANDS);

export function isCommandName(word: string): word is CommandName {
  return COMMAND_NAMES.has(word);
}

/** Options that decide how a script is compiled and do nothing else: the direct index knows a script under them, too. */
export const SCRIPT_FLAGS: ReadonlySet<string> = new Set(["--release", "--debug", "--fast-int", "--static", "--deny-warnings", "--gc=precise", "--gc=bdw", "--gc=arena", "--gc=none"]);

export interface ScriptCall {
  /** Of SCRIPT_FLAGS, in the order they were written in. */
  readonly flags: readonly string[];
  readonly script: string;
  readonly programArgs: readonly string[];
}

export function programArguments(rest: readonly string[]): readonly string[] {
  return rest[0] === "--" ? rest.slice(1) : rest;
}

/** A call with no other options of ours before FILE than flags; undefined for all other calls. */
export function scriptCall(args: readonly string[]): ScriptCall | undefined {
  const words = args[0] === "run" ? args.slice(1) : args;
  const count = words.findIndex((word) => !SCRIPT_FLAGS.has(word));
  const script = words[count];
  if (script === undefined || script === "" || script.startsWith("-") || (words === args && count === 0 && COMMAND_NAMES.has(script))) {
    return undefined;
  }
  return { flags: words.slice(0, count), script, programArgs: programArguments(words.slice(count + 1)) };
}
