// What shells need to complete `mochi …`: made from the commands and options as cac knows them, so the
// two can't differ. Files are completed where a command takes them; programs' own arguments are files, too.

import type { Command } from "cac";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = (typeof SHELLS)[number];

interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly words: readonly string[]; readonly description: string }[];
}

/** `-o, --out <path>` as its words. */
function optionWords(rawName: string): readonly string[] {
  return [...rawName.matchAll(/(?:^|[\s,])(--?[A-Za-z][\w-]*)/g)].map((match) => match[1] ?? "");
}

function commandWords(commands: readonly Command[]): readonly CommandWords[] {
  return commands
    .filter(({ name }) => name !== "")
    .map(({ name, description, options }) => ({ name, description, options: options.map((option) => ({ words: optionWords(option.rawName), description: option.description })) }));
}

const allOptions = ({ options }: CommandWords): string => options.flatMap(({ words }) => words).join(" ");
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map((command) => `    ${command.name}) options=${quoted(allOptions(command))} ;;\n`).join("");
  return `_mochi() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(commands.map(({ name }) => name).join(" "))} -f -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases}  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _mochi mochi
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const item = (name: string, description: string): string => quoted(`${name}:${description.replaceAll(":", "\\:")}`);
  const cases = commands.map((command) => `    ${command.name}) options=(${command.options.flatMap(({ words, description }) => words.map((word) => item(word, description))).join(" ")}) ;;\n`).join("");
  return `#compdef mochi
_mochi() {
  local -a commands options
  commands=(${commands.map(({ name, description }) => item(name, description)).join(" ")})
  if (( CURRENT == 2 )); then
    _describe command commands
    _files
    return
  fi
  case $words[2] in
${cases}  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe option options
  else
    _files
  fi
}
if [[ $funcstack[1] == _mochi ]]; then
  _mochi "$@"
else
  compdef _mochi mochi
fi
`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c mochi -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map(({ words, description: what }) => {
      const flags = words.map((word) => (word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`)).join(" ");
      return `complete -c mochi -n '__fish_seen_subcommand_from ${name}' ${flags} -d ${quoted(what)}`;
    }),
  ]);
  return `${lines.join("\n")}\n`;
}

function powershell(commands: readonly CommandWords[]): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const table = commands.map((command) => `    ${text(command.name)} = @(${command.options.flatMap(({ words }) => words.map(text)).join(", ")})\n`).join("");
  return `Register-ArgumentCompleter -Native -CommandName mochi -ScriptBlock {
  param($word, $ast, $position)
  $commands = [ordered]@{
${table}  }
  $words = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $isFirst = $words.Count -lt 2 -or ($words.Count -eq 2 -and $word -ne '')
  $candidates = if ($isFirst) { $commands.Keys } elseif ($commands.Contains($words[1])) { $commands[$words[1]] } else { @() }
  $candidates | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}

/** The completion script for a shell. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const words = commandWords(commands);
  switch (shell) {
    case "bash":
      return bash(words);
    case "zsh":
      return zsh(words);
    case "fish":
      return fish(words);
    case "powershell":
      return powershell(words);
  }
}
