// The commands and their options as one table: what parses, helps and completes command lines reads it, so none of the
// three can differ from another. Names and flags that the launcher has to know stand in cli/script-call.ts.

import { diagnosticTable } from "../../core/source/codes.ts";
import { PINNED_TOOLCHAINS } from "../../vendor/toolchain-pins.ts";
import { COLLECTORS } from "../driver/collector.ts";
import { COMMANDS, type CommandName } from "../script-call.ts";
import { TRIPLES } from "../targets/triple.ts";

export interface OptionRow {
  /** Its long form, without the dashes. */
  readonly name: string;
  readonly letter?: string;
  /** What to call its value; absent: it is a flag. */
  readonly value?: string;
  /** All that the value may be; absent: a path, or anything. */
  readonly choices?: readonly string[];
  readonly mayBeEmpty?: true;
  readonly what: string;
}

export interface CommandRow {
  /** What follows the name on a line, as help shows it. */
  readonly usage: string;
  readonly what: string;
  /** How many words may follow, besides options. */
  readonly most: number;
  /** What the first and the second word may be; a list that is missing: paths, or anything. */
  readonly words?: readonly (readonly string[])[];
  readonly options: readonly OptionRow[];
}

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = (typeof SHELLS)[number];

export const CACHE_ACTIONS = ["info", "gc", "verify", "clean", "path", "size"] as const;
export const TOOLCHAIN_ACTIONS = ["list", "install", "verify", "remove", "path"] as const;
export const VENDOR_ACTIONS = ["bundle", "use"] as const;

const TOOLCHAINS = Object.keys(PINNED_TOOLCHAINS);
/** The machines that toolchains are published for. */
const HOSTS = [...new Set(Object.values(PINNED_TOOLCHAINS).flatMap(({ artifacts }) => artifacts.map(({ host }) => host)))].filter((host) => host !== "any").sort();

const JSON_OPTION: OptionRow = { name: "json", what: "As JSON" };
const OFFLINE: OptionRow = { name: "offline", what: "Use no network: say what is missing instead" };

/** How a program is compiled. */
const COMPILING: readonly OptionRow[] = [
  { name: "release", what: "Optimise for speed" },
  { name: "debug", what: "Optimise nothing, keep debug information" },
  { name: "fast-int", what: "Integer arithmetic wraps instead of raising an error" },
  { name: "gc", value: "kind", choices: COLLECTORS, what: "Memory: precise, bdw (garbage collectors), arena (free at exit), none (free never)" },
  { name: "cc", value: "command", what: "The C compiler to use" },
  { name: "static", what: "Link statically" },
  OFFLINE,
  { name: "deny-warnings", what: "Warnings are errors" },
  { name: "verify", what: "Check the compiler's own work between its passes" },
  { name: "time", what: "Show how long each phase took" },
  { name: "verbose", what: "Show the C compiler's command" },
  { name: "jobs", letter: "j", value: "n", what: "How many processes at a time" },
];

export const COMMAND_TABLE: Readonly<Record<CommandName, CommandRow>> = {
  run: {
    usage: "[options] FILE [arguments of the program]",
    what: "Compile and run a program; `-` reads it from standard input",
    most: Infinity,
    options: [...COMPILING, { name: "eval", letter: "e", value: "code", mayBeEmpty: true, what: "Run this text" }],
  },
  build: {
    usage: "[options] FILE",
    what: "Compile a program to an executable",
    most: 1,
    options: [
      ...COMPILING,
      { name: "out", letter: "o", value: "path", what: "Where to write (default: named after the source)" },
      { name: "emit", value: "kind", choices: ["exe", "obj", "c", "ast", "mir"], what: "What to write: exe, obj or c; ast and mir are printed" },
      { name: "dump", value: "form", choices: ["tokens", "ast", "types", "shapes", "plan", "aotir", "escape", "c"], what: "Print an intermediate form: tokens, ast, types, shapes, plan (of queries and rules), aotir, aotir:<pass>, escape (where objects live), c" },
      { name: "target", value: "triple", choices: TRIPLES, what: "What to build for" },
      { name: "reproducible", what: "The same bytes on every machine" },
      { name: "force", what: "Overwrite a file that Mochi did not make" },
    ],
  },
  check: { usage: "[options] [FILES and folders]", what: "Report errors and warnings of files and folders", most: Infinity, options: [...COMPILING, JSON_OPTION] },
  test: { usage: "[options] [FILES, folders, parts of test names]", what: "Run the test blocks of files and folders; other words filter by name", most: Infinity, options: [...COMPILING, JSON_OPTION] },
  bench: { usage: "[options] [FILES and folders]", what: "Run the bench blocks of files and folders", most: Infinity, options: COMPILING },
  targets: { usage: "[options]", what: "List what can be built for, and what is missing for the rest", most: 0, options: [JSON_OPTION] },
  postlink: {
    usage: "[options] FILE",
    what: "Complete a program that was linked by hand, as `build --emit=obj` says",
    most: 1,
    options: [
      { name: "out", letter: "o", value: "path", what: "Where to write (default: in its place)" },
      { name: "force", what: "Overwrite a file that Mochi did not make" },
    ],
  },
  explain: { usage: "[CODE]", what: "Explain a diagnostic", most: 1, words: [Object.keys(diagnosticTable)], options: [] },
  "explain-query": { usage: "[options] FILE[:LINE]", what: "Show how the queries of a file, or on a line, are run", most: 1, options: COMPILING },
  cache: {
    usage: `[${CACHE_ACTIONS.join(" | ")}] [options]`,
    what: "The cache of compiled programs: info, gc, verify, clean, path, size",
    most: 1,
    words: [CACHE_ACTIONS],
    options: [
      { name: "max-age", value: "days", what: "For gc: remove what was not used for so long (30)" },
      { name: "max-size", value: "size", what: "For gc: keep at most so much, such as 500M (1G)" },
    ],
  },
  env: { usage: "[options]", what: "Show where Mochi is, where it keeps things, and what it was told", most: 0, options: [JSON_OPTION] },
  doctor: { usage: "[options]", what: "Look at everything that Mochi depends on, and say what to do where something is wrong", most: 0, options: [JSON_OPTION] },
  upgrade: {
    usage: "[VERSION] [options]",
    what: "Replace this executable by the newest version, or by the one named",
    most: 1,
    options: [{ name: "back", what: "Go back to the version before" }, OFFLINE],
  },
  uninstall: { usage: "[options]", what: "Show what Mochi has put on this machine; with --yes, remove it", most: 0, options: [{ name: "yes", what: "Remove it" }] },
  completions: { usage: SHELLS.join(" | "), what: "Print what completes commands and options in bash, zsh, fish or powershell", most: 1, words: [SHELLS], options: [] },
  toolchain: {
    usage: "[list | install NAME | verify [NAME] | remove NAME | path NAME] [options]",
    what: "C toolchains that are fetched when needed: list, install, verify, remove, path",
    most: 2,
    words: [TOOLCHAIN_ACTIONS, TOOLCHAINS],
    options: [{ name: "from", value: "file", what: "Install from this archive or wheel" }, { name: "force", what: "Install again what is installed" }, { name: "json", what: "List as JSON" }, OFFLINE],
  },
  vendor: {
    usage: "bundle --out FILE [options] | use FILE",
    what: "Build without network: bundle packs what builds fetch, use takes such a file",
    most: 2,
    words: [VENDOR_ACTIONS],
    options: [
      { name: "out", letter: "o", value: "file", what: "Where to write the bundle" },
      { name: "target", value: "triples", choices: TRIPLES, what: "Bundle what builds for these targets need" },
      { name: "host", value: "host", choices: HOSTS, what: "Bundle for another machine" },
      { name: "with", value: "names", choices: TOOLCHAINS, what: "Bundle these toolchains, too" },
      OFFLINE,
    ],
  },
  licenses: { usage: "[NAME]", what: "What of others' this copy carries, and under which licences", most: 1, options: [] },
  version: { usage: "", what: "Show the version", most: 0, options: [] },
  help: { usage: "[COMMAND]", what: "Show this, or a command's options", most: 1, words: [COMMANDS], options: [] },
};

export const HELP_OPTION: OptionRow = { name: "help", letter: "h", what: "Show this" };

/** The options of a command, with the one that all have. */
export function optionsOf(command: CommandName): readonly OptionRow[] {
  return [...COMMAND_TABLE[command].options, HELP_OPTION];
}

/** `-o, --out <path>` */
export function optionText({ name, letter, value }: OptionRow): string {
  return `${letter === undefined ? "" : `-${letter}, `}--${name}${value === undefined ? "" : ` <${value}>`}`;
}
