// What shells need to complete `mochi …`: made from the table of commands, so the two can't differ. Commands, what they do
// (`cache gc`), options and the values of those that have a fixed choice are completed; everything else is a path.
//
// A script answers three questions: what may stand behind `mochi`; behind a command, as its first and second word; and behind
// an option. Where the answer is no list, the shell's own completion of files takes over.

import { unreachable } from "../../core/source/invariant.ts";
import { COMMANDS, type CommandName } from "../script-call.ts";
import { COMMAND_TABLE, type OptionRow, optionsOf, type Shell } from "./commands.ts";

/** `--out` and `-o`. */
function writtenForms({ name, letter }: OptionRow): readonly string[] {
  return [`--${name}`, ...(letter === undefined ? [] : [`-${letter}`])];
}

const allForms = (command: CommandName): readonly string[] => optionsOf(command).flatMap(writtenForms);

/** The options of a command whose value is one of a list. */
function choosing(command: CommandName): readonly { readonly forms: readonly string[]; readonly choices: readonly string[] }[] {
  return optionsOf(command).flatMap((row) => (row.choices === undefined ? [] : [{ forms: writtenForms(row), choices: row.choices }]));
}

/** The lists of words of a command, by their place behind its name, from 1. */
function wordLists(command: CommandName): readonly (readonly [number, readonly string[]])[] {
  return (COMMAND_TABLE[command].words ?? []).map((list, index) => [index + 1, list]);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(): string {
  const cases = COMMANDS.map((command) => {
    const values = choosing(command).map(({ forms, choices }) => `      ${forms.map((form) => `${command}:${form}`).join(" | ")}) words=${quoted(choices.join(" "))} ;;\n`);
    const lists = wordLists(command).map(([place, list]) => `      ${command}:${place}) words=${quoted(list.join(" "))} ;;\n`);
    return { options: `      ${command}) words=${quoted(allForms(command).join(" "))} ;;\n`, values: values.join(""), lists: lists.join("") };
  });
  return `_mochi() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words= paths=-f
  # Bash takes --gc=ar for three words.
  if [ "$word" = = ]; then
    word=
  elif [ "$before" = = ]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(COMMANDS.join(" "))}
  else
    case $command:$before in
${cases.map(({ values }) => values).join("")}    esac
    if [ -n "$words" ]; then
      paths=
    elif [[ $word == -* ]]; then
      paths=
      case $command in
${cases.map(({ options }) => options).join("")}      esac
    else
      case $command:$((COMP_CWORD - 1)) in
${cases.map(({ lists }) => lists).join("")}      esac
      [ -z "$words" ] || paths=
    fi
  fi
  local IFS=$'\\n'
  COMPREPLY=($(IFS=$' \\t\\n'; compgen -W "$words" $paths -- "$word"))
}
complete -o filenames -F _mochi mochi
`;
}

function zsh(): string {
  const item = (name: string, description: string): string => quoted(`${name}:${description.replaceAll(":", "\\:")}`);
  const options = (command: CommandName): string => optionsOf(command).flatMap((row) => writtenForms(row).map((form) => item(form, row.what))).join(" ");
  const values = COMMANDS.flatMap((command) => choosing(command).map(({ forms, choices }) => `    ${forms.map((form) => `${command}:${form}`).join("|")}) compadd -- ${choices.map(quoted).join(" ")}; return ;;\n`));
  const glued = COMMANDS.flatMap((command) => choosing(command).map(({ forms, choices }) => `    ${command}:${forms[0]}=*) compadd -P ${quoted(`${forms[0]}=`)} -- ${choices.map(quoted).join(" ")}; return ;;\n`));
  const lists = COMMANDS.flatMap((command) => wordLists(command).map(([place, list]) => `    ${command}:${place}) compadd -- ${list.map(quoted).join(" ")}; return ;;\n`));
  return `#compdef mochi
_mochi() {
  local -a commands options
  commands=(${COMMANDS.map((command) => item(command, COMMAND_TABLE[command].what)).join(" ")})
  if (( CURRENT == 2 )); then
    _describe command commands
    _files
    return
  fi
  case $words[2]:$words[CURRENT-1] in
${values.join("")}  esac
  case $words[2]:$words[CURRENT] in
${glued.join("")}  esac
  if [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${COMMANDS.map((command) => `      ${command}) options=(${options(command)}) ;;\n`).join("")}    esac
    _describe option options
    return
  fi
  case $words[2]:$((CURRENT - 2)) in
${lists.join("")}  esac
  _files
}
if [[ $funcstack[1] == _mochi ]]; then
  _mochi "$@"
else
  compdef _mochi mochi
fi
`;
}

function fish(): string {
  const lines = COMMANDS.flatMap((command) => [
    `complete -c mochi -n __fish_use_subcommand -a ${command} -d ${quoted(COMMAND_TABLE[command].what)}`,
    ...wordLists(command).map(([place, list]) => `complete -c mochi -f -n '__fish_seen_subcommand_from ${command}; and test (count (commandline -opc)) -eq ${place + 1}' -a ${quoted(list.join(" "))}`),
    ...optionsOf(command).map(({ name, letter, value, choices, what }) => {
      const kind = choices !== undefined ? ` -x -a ${quoted(choices.join(" "))}` : value !== undefined ? " -r" : "";
      return `complete -c mochi -n '__fish_seen_subcommand_from ${command}' -l ${name}${letter === undefined ? "" : ` -s ${letter}`}${kind} -d ${quoted(what)}`;
    }),
  ]);
  return `${lines.join("\n")}\n`;
}

function powershell(): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const list = (values: readonly string[]): string => `@(${values.map(text).join(", ")})`;
  const values = COMMANDS.flatMap((command) => choosing(command).flatMap(({ forms, choices }) => forms.map((form) => `    ${text(`${command}:${form}`)} = ${list(choices)}\n`)));
  const lists = COMMANDS.flatMap((command) => wordLists(command).map(([place, words]) => `    ${text(`${command}:${place}`)} = ${list(words)}\n`));
  return `Register-ArgumentCompleter -Native -CommandName mochi -ScriptBlock {
  param($word, $ast, $position)
  $options = [ordered]@{
${COMMANDS.map((command) => `    ${text(command)} = ${list(allForms(command))}\n`).join("")}  }
  $values = @{
${[...values, ...lists].join("")}  }
  $words = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  if ($word -ne '') { $words = @($words | Select-Object -SkipLast 1) }
  $place = $words.Count - 1
  $candidates = if ($place -lt 1) { $options.Keys }
    elseif ($values.Contains("$($words[1]):$($words[-1])")) { $values["$($words[1]):$($words[-1])"] }
    elseif ($word -like '-*') { $options[$words[1]] }
    else { $values["$($words[1]):$place"] }
  $candidates | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}

/** The completion script for a shell. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash();
    case "zsh":
      return zsh();
    case "fish":
      return fish();
    case "powershell":
      return powershell();
    default:
      return unreachable(shell);
  }
}
