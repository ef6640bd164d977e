// The words behind a command's name, told apart: options with their values, and the rest. `--name value`, `--name=value`,
// `-n value` and `-nvalue` mean the same; `--` ends the options. Whatever the table doesn't have is refused, with the
// nearest that it has: a misspelt option must never pass for a file, nor a file for an option's value.
//
// cac collects the options. It guesses where a line leaves room: it accepts unknown options until a command runs, takes the
// word behind a flag for its value, and reads numbers out of values (`--out 007` becomes 7). So it gets a line without such
// room: options only, each in its long form, values behind `==`, which keeps the second `=` in front of them.

import { cac } from "cac";
import { nearestName } from "../../core/source/suggest.ts";
import { usageFailure } from "../failure.ts";
import type { CommandName } from "../script-call.ts";
import { COMMAND_TABLE, type OptionRow, optionsOf, optionText } from "./commands.ts";

/** By long name: `true` for a flag, all values that it was given for an option with a value. */
export type ParsedOptions = Readonly<Record<string, true | readonly string[] | undefined>>;

export interface ParsedWords {
  readonly options: ParsedOptions;
  /** The options as they were written. */
  readonly written: readonly string[];
  /** What is no option; all behind the first such word, when options end there. */
  readonly words: readonly string[];
}

const shown = ({ name, letter }: OptionRow): readonly string[] => [`--${name}`, ...(letter === undefined ? [] : [`-${letter}`])];

function findOption(rows: readonly OptionRow[], written: string): OptionRow | undefined {
  return rows.find((row) => shown(row).includes(written));
}

function unknownOption(command: CommandName, rows: readonly OptionRow[], written: string): Error {
  const nearest = written.startsWith("--") ? nearestName(written, rows.map(({ name }) => `--${name}`)) : undefined;
  return usageFailure(`mochi ${command} has no option ${written}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`);
}

/** `--name=value` and `-nvalue` taken apart. */
function splitWord(rows: readonly OptionRow[], word: string): { readonly written: string; readonly value?: string } {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    return equals < 0 ? { written: word } : { written: word.slice(0, equals), value: word.slice(equals + 1) };
  }
  const written = word.slice(0, 2);
  const isGlued = word.length > 2 && findOption(rows, written)?.value !== undefined;
  return isGlued ? { written, value: word.slice(word[2] === "=" ? 3 : 2) } : { written: word };
}

/** The value of an option: behind its `=`, else the next word, unless that is an option itself. */
function valueFor(rows: readonly OptionRow[], row: OptionRow, written: string, glued: string | undefined, next: string | undefined): string {
  const isNextTaken = next !== undefined && findOption(rows, splitWord(rows, next).written) === undefined;
  const value = glued ?? (isNextTaken ? next : undefined);
  if (value === undefined || (value === "" && row.mayBeEmpty !== true)) {
    throw usageFailure(`${written} needs a value: ${written} <${row.value}>`);
  }
  return value;
}

/** The words behind a command's name as they were written, checked. */
interface CheckedWords {
  /** The options as cac shall see them. */
  readonly plain: readonly string[];
  readonly written: readonly string[];
  readonly words: readonly string[];
}

function checkWords(command: CommandName, given: readonly string[], stopsAtWord: boolean): CheckedWords {
  const rows = optionsOf(command);
  const plain: string[] = [];
  const words: string[] = [];
  const taken: string[] = [];
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? "";
    const isOption = word.startsWith("-") && word !== "-";
    if (word === "--" || (stopsAtWord && !isOption)) {
      return { plain, written: taken, words: [...words, ...given.slice(word === "--" ? at + 1 : at)] };
    }
    if (!isOption) {
      words.push(word);
      continue;
    }
    const { written, value } = splitWord(rows, word);
    const row = findOption(rows, written);
    if (row === undefined) {
      throw unknownOption(command, rows, written);
    }
    taken.push(word);
    if (row.value !== undefined) {
      const next = given[at + 1];
      plain.push(`--${row.name}==${valueFor(rows, row, written, value, next)}`);
      if (value === undefined) {
        taken.push(next ?? "");
        at += 1;
      }
    } else if (value === undefined) {
      plain.push(`--${row.name}`);
    } else {
      throw usageFailure(`${written} takes no value, but was given «${value}»`);
    }
  }
  return { plain, written: taken, words };
}

/** cac's name for an option. */
const inCamelCase = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function collect(command: CommandName, plain: readonly string[]): ParsedOptions {
  const cli = cac("mochi");
  const rows = optionsOf(command);
  const declared = cli.command(command, COMMAND_TABLE[command].what);
  for (const row of rows) {
    declared.option(optionText(row), row.what);
  }
  const { options } = cli.parse(["node", "mochi", command, ...plain], { run: false }) as { readonly options: Readonly<Record<string, unknown>> };
  const found = rows.map((row): [string, true | readonly string[] | undefined] => {
    const values = options[inCamelCase(row.name)];
    return [row.name, values === undefined ? undefined : row.value === undefined ? true : [values].flat().map((value) => String(value).slice(1))];
  });
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/**
 * Parses the words behind the name of a command. `stopsAtWord`: options end at the first word that is none, as those of
 * `run` do at the script. Throws a Failure for what the command doesn't take.
 */
export function parseWords(command: CommandName, given: readonly string[], stopsAtWord: boolean): ParsedWords {
  const { plain, written, words } = checkWords(command, given, stopsAtWord);
  return { options: collect(command, plain), written, words };
}

/** All values that an option was given. */
export function valuesOf(options: ParsedOptions, name: string): readonly string[] {
  const values = options[name];
  return values === undefined || values === true ? [] : values;
}

/** An option's value, the last one if it was given several times; undefined when it wasn't given. */
export function stringOption(options: ParsedOptions, name: string): string | undefined {
  return valuesOf(options, name).at(-1);
}
