// `mochi help`: what a newcomer types first, then the commands; and each command's own help, from the table.

import { VERSION } from "../installation.ts";
import { COMMANDS, type CommandName } from "../script-call.ts";
import { COMMAND_TABLE, type OptionRow, optionsOf, optionText } from "./commands.ts";

const FIRST = `Mochi ${VERSION}: compiles programs to native executables, and runs scripts at once.

  mochi hello.mochi [arguments]     compile and run; from the second time on, nothing is compiled
  mochi build hello.mochi           an executable, optimised; --debug: one for gdb
  mochi build --target=x86_64-windows-gnu hello.mochi   for another machine: \`mochi targets\`
  mochi check src                   errors and warnings
  mochi test                        the \`test\` blocks of all files here
  mochi -e 'print(1 + 2)'           a program on the command line; - reads one from standard input

A file that begins with #!/usr/bin/env mochi runs by its own name.`;

const LAST = `\`mochi COMMAND --help\` shows a command's options, \`mochi explain CODE\` what a diagnostic means.

No network? --offline fetches nothing and names what is missing. \`mochi vendor bundle --out FILE\` packs, on another machine, what
builds fetch; \`mochi vendor use FILE\` takes it here.
The same bytes on every machine: \`mochi build --reproducible\`.
What is kept, and where: \`mochi cache\`, \`mochi env\`. When something is wrong: \`mochi doctor\`.
A newer version: \`mochi upgrade\`. Tab completion: \`mochi completions bash\`, zsh, fish, powershell.`;

/** Two columns. */
function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}

export function generalHelp(): string {
  return `${FIRST}\n\nCommands:\n${table(COMMANDS.map((name) => [name, COMMAND_TABLE[name].what]))}\n${LAST}\n`;
}

export function commandHelp(command: CommandName): string {
  const { usage, what } = COMMAND_TABLE[command];
  const choices = (row: OptionRow): string => (row.choices === undefined || row.choices.every((choice) => row.what.includes(choice)) ? "" : `: ${row.choices.join(", ")}`);
  return `${what}.\n\nUsage:\n  mochi ${`${command} ${usage}`.trimEnd()}\n\nOptions:\n${table(optionsOf(command).map((row) => [optionText(row), `${row.what}${choices(row)}`]))}`;
}
