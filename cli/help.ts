// `mochi help`: what a newcomer types first, then the commands. What cac would print of them is the last part only.

import { VERSION } from "./installation.ts";

interface HelpSection {
  readonly title?: string;
  readonly body: string;
}

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
What is kept, and where: \`mochi cache\`, \`mochi env\`. When something is wrong: \`mochi doctor\`.`;

/** What cac made, as we show it: a command's own help as it is, but for cac's name of the program; of the general help, the commands. */
export function helpSections(made: readonly HelpSection[]): HelpSection[] {
  const commands = made.find(({ title }) => title === "Commands");
  return commands === undefined ? made.slice(1) : [{ body: FIRST }, commands, { body: LAST }];
}
