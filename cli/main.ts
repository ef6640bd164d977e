// Everything behind the launcher: arguments in, exit status out. Errors are caught here, once:
// the outside world's (Failure) as «mochi: …» with a remedy, our own bugs as «internal error» with
// the phase and exit status 70. What the program did wrong was shown before, as diagnostics.

import { existsSync } from "node:fs";
import { cac } from "cac";
import { InternalError } from "../core/source/invariant.ts";
import { benchCommand } from "./commands/bench.ts";
import { buildCommand } from "./commands/build.ts";
import { cacheCommand } from "./commands/cache.ts";
import { checkCommand } from "./commands/check.ts";
import type { CommandContext, ParsedOptions } from "./commands/command.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { environmentCommand } from "./commands/environment.ts";
import { explainCommand } from "./commands/explain.ts";
import { explainQueryCommand } from "./commands/explain-query.ts";
import { licensesCommand } from "./commands/licenses.ts";
import { optimiseCommand } from "./commands/optimise.ts";
import { addProgramOptions, VALUE_OPTIONS } from "./commands/program-options.ts";
import { runCommand } from "./commands/run.ts";
import { targetsCommand } from "./commands/targets.ts";
import { testCommand } from "./commands/test.ts";
import { toolchainCommand } from "./commands/toolchain.ts";
import { vendorCommand } from "./commands/vendor.ts";
import { uninstallCommand } from "./commands/uninstall.ts";
import { upgradeCommand } from "./commands/upgrade.ts";
import { completionScript, SHELLS } from "./completions.ts";
import { EXIT_ERROR, EXIT_INTERNAL, EXIT_OK, EXIT_USAGE } from "./exit-code.ts";
import { describeSystemError, Failure, storageRemedy, systemCode, usageFailure } from "./failure.ts";
import { helpSections } from "./help.ts";
import { buildId, VERSION } from "./installation.ts";
import { COMMAND_NAMES, programArguments } from "./script-call.ts";
import { errorColors, writeError, writeOut } from "./terminal/output.ts";

type Status = number | Promise<number>;

interface SplitArguments {
  /** Ours, with the command's name first; for `run` without the script. */
  readonly ours: readonly string[];
  readonly script?: string;
  readonly programArgs: readonly string[];
  /** `mochi FILE`, without `run`. */
  readonly isShort?: boolean;
}

/** How many words at the beginning are options of ours, with their values. */
function countOptionWords(words: readonly string[]): number {
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "-" || word === "--" || !word.startsWith("-")) {
      break;
    }
    if (VALUE_OPTIONS.has(word)) {
      at += 1;
    }
  }
  return Math.min(at, words.length);
}

/** For `run`: what follows the script (or `-e CODE`) belongs to the program. */
function splitArguments(args: readonly string[]): SplitArguments {
  const [first = "help"] = args;
  if (["help", "-h", "--help"].includes(first)) {
    return { ours: ["help"], programArgs: [] };
  }
  if (["-v", "--version"].includes(first)) {
    return { ours: ["version"], programArgs: [] };
  }
  const isRun = first === "run";
  if (COMMAND_NAMES.has(first) && !isRun) {
    return { ours: args, programArgs: [] };
  }
  const words = isRun ? args.slice(1) : args;
  const count = countOptionWords(words);
  const ours = ["run", ...words.slice(0, count)];
  const rest = words.slice(count);
  if (ours.some((word) => /^(-e|--eval)(=|$)/.test(word))) {
    return { ours, programArgs: programArguments(rest) };
  }
  const [script, ...others] = rest[0] === "--" ? rest.slice(1) : rest;
  return { ours, isShort: !isRun, programArgs: programArguments(others), ...(script === undefined ? {} : { script }) };
}

/** cac takes a flag such as `--fast-int` for one without value only in camel case: `--fast-int FILE` would swallow FILE. */
function inCamelCase(word: string): string {
  return /^--[a-z]+(-[a-z]+)+$/.test(word) ? `--${word.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}` : word;
}

function defineCommands(cx: CommandContext, split: SplitArguments, finish: (status: Status) => void): ReturnType<typeof cac> {
  const cli = cac("mochi");
  const required = (file: string | undefined): string => {
    if (file === undefined) {
      throw usageFailure("a source file is missing");
    }
    return file;
  };
  const existing = (script: string): string => {
    if (split.isShort && /^[a-z-]+$/.test(script) && script !== "-" && !existsSync(script)) {
      throw usageFailure(`there is neither a command nor a file «${script}»`);
    }
    return script;
  };
  addProgramOptions(cli.command("run", "Compile and run a program; `-` reads it from standard input"))
    .option("-e, --eval <code>", "Run this text")
    .usage("run [options] FILE [arguments of the program]")
    .action((options: ParsedOptions) => {
      const command = cx.isOptimising ? optimiseCommand : runCommand;
      finish(command(cx, options["eval"] === undefined ? existing(required(split.script)) : "", options, split.ours.slice(1)));
    });
  addProgramOptions(cli.command("build [file]", "Compile a program to an executable"))
    .option("-o, --out <path>", "Where to write (default: named after the source)")
    .option("--emit <kind>", "What to write: exe, obj or c; ast and mir are printed")
    .option("--dump <form>", "Print an intermediate form: tokens, ast, types, shapes, plan (of queries and rules), aotir, aotir:<pass>, escape (where objects live), c")
    .option("--target <triple>", "What to build for; `mochi targets` lists them")
    .option("--reproducible", "The same bytes on every machine")
    .option("--force", "Overwrite a file that Mochi did not make")
    .action((file: string | undefined, options: ParsedOptions) => finish(buildCommand(cx, required(file), options)));
  addProgramOptions(cli.command("check [...paths]", "Report errors and warnings of files and folders"))
    .option("--json", "As JSON")
    .action((paths: readonly string[], options: ParsedOptions) => finish(checkCommand(paths, options)));
  addProgramOptions(cli.command("test [...words]", "Run the test blocks of files and folders; other words filter by name"))
    .option("--json", "As JSON")
    .action((words: readonly string[], options: ParsedOptions) => finish(testCommand(cx, words, options)));
  addProgramOptions(cli.command("bench [...paths]", "Run the bench blocks of files and folders"))
    .action((paths: readonly string[], options: ParsedOptions) => finish(benchCommand(cx, paths, options)));
  cli
    .command("targets", "List what can be built for, and what is missing for the rest")
    .option("--json", "As JSON")
    .action((options: ParsedOptions) => finish(targetsCommand(options)));
  cli.command("explain [code]", "Explain a diagnostic").action((code: string | undefined) => finish(explainCommand(code)));
  addProgramOptions(cli.command("explain-query [place]", "Show how the queries on a line (FILE:LINE) or in a file are run"))
    .action((place: string | undefined, options: ParsedOptions) => finish(explainQueryCommand(required(place), options)));
  cli
    .command("cache [action]", "The cache of compiled programs: info, gc, verify, clean, path, size")
    .option("--max-age <days>", "For gc: remove what was not used for so long (30)")
    .option("--max-size <size>", "For gc: keep at most so much, such as 500M (1G)")
    .action((action: string | undefined, options: ParsedOptions) => finish(cacheCommand(cx, action, options)));
  cli
    .command("env", "Show where Mochi is, where it keeps things, and what it was told")
    .option("--json", "As JSON")
    .action((options: ParsedOptions) => finish(environmentCommand(cx, options)));
  cli
    .command("doctor", "Look at everything that Mochi depends on, and say what to do where something is wrong")
    .option("--json", "As JSON")
    .action((options: ParsedOptions) => finish(doctorCommand(options)));
  cli
    .command("upgrade [version]", "Replace this executable by the newest version, or by the one named")
    .option("--back", "Go back to the version before")
    .option("--offline", "Use no network")
    .action((version: string | undefined, options: ParsedOptions) => finish(upgradeCommand(version, options)));
  cli
    .command("uninstall", "Show what Mochi has put on this machine; with --yes, remove it")
    .option("--yes", "Remove it")
    .action((options: ParsedOptions) => finish(uninstallCommand(options)));
  cli.command("completions [shell]", "Print what completes commands and options in bash, zsh, fish or powershell").action((shell: string | undefined) => {
    const known = SHELLS.find((one) => one === shell);
    if (known === undefined) {
      throw usageFailure(`mochi completions takes ${SHELLS.join(", ")}${shell === undefined ? "" : `, not «${shell}»`}`);
    }
    writeOut(completionScript(known, cli.commands));
    finish(EXIT_OK);
  });
  cli
    .command("toolchain [action] [name]", "C toolchains that are fetched when needed: list, install, verify, remove, path")
    .option("--from <file>", "Install from this archive or wheel")
    .option("--force", "Install again what is installed")
    .option("--json", "List as JSON")
    .option("--offline", "Use no network")
    .action((action: string | undefined, name: string | undefined, options: ParsedOptions) => finish(toolchainCommand(action, name, options)));
  cli
    .command("vendor [action] [file]", "Build without network: bundle packs what builds fetch, use takes such a file")
    .option("-o, --out <file>", "Where to write the bundle")
    .option("--target <triples>", "Bundle what builds for these targets need")
    .option("--host <host>", "Bundle for another machine: x86_64-linux, aarch64-macos, …")
    .option("--with <names>", "Bundle these toolchains, too")
    .option("--offline", "Use no network")
    .action((action: string | undefined, file: string | undefined, options: ParsedOptions) => finish(vendorCommand(action, file, options)));
  cli.command("licenses [name]", "What of others' this copy carries, and under which licences").action((name: string | undefined) => finish(licensesCommand(name)));
  cli.command("version", "Show the version").action(() => {
    writeOut(`mochi ${VERSION} (build ${cx.buildId.slice(0, 16)})\n`);
    finish(EXIT_OK);
  });
  cli.command("help", "Show this").action(() => {
    cli.unsetMatchedCommand();
    cli.outputHelp();
    finish(EXIT_OK);
  });
  cli.help(helpSections);
  return cli;
}

function showError(error: unknown): number {
  const colors = errorColors();
  if (error instanceof Failure) {
    writeError(`${colors.bold("mochi")}: ${error.message}\n`);
    if (error.remedy !== undefined) {
      writeError(`${colors.cyan("help")}: ${error.remedy}\n`);
    }
    return error.exitCode;
  }
  if (error instanceof Error && error.name === "CACError") {
    writeError(`${colors.bold("mochi")}: ${error.message}\n${colors.cyan("help")}: \`mochi help\` lists the commands and options\n`);
    return EXIT_USAGE;
  }
  if (error instanceof Error && "syscall" in error && error.syscall === "uv_cwd") {
    writeError(`${colors.bold("mochi")}: the current folder is gone\n${colors.cyan("help")}: change to a folder that is there, as in \`cd ~\`\n`);
    return EXIT_ERROR;
  }
  if (systemCode(error) !== undefined && !(error instanceof InternalError)) {
    const path = error instanceof Error && "path" in error ? `${String(error.path)}: ` : "";
    const remedy = storageRemedy(error);
    writeError(`${colors.bold("mochi")}: ${path}${describeSystemError(error)}\n${remedy === undefined ? "" : `${colors.cyan("help")}: ${remedy}\n`}`);
    return EXIT_ERROR;
  }
  const phase = error instanceof Error && "phase" in error ? ` in phase «${String(error.phase)}»` : "";
  writeError(`${colors.bold("mochi")}: internal error${phase}: ${error instanceof Error ? error.message : String(error)}\n`);
  writeError(`${colors.cyan("help")}: this is a bug in Mochi, not in your program; please report it with the source (mochi ${VERSION})\n`);
  if (process.env["MOCHI_STACK_TRACE"] === "1" && error instanceof Error) {
    writeError(`${error.stack ?? ""}\n`);
  }
  return EXIT_INTERNAL;
}

/** Runs one command. `isOptimising`: `run` doesn't run, but optimises what it would. */
export async function main(args: readonly string[], isOptimising = false): Promise<number> {
  try {
    const split = splitArguments(args);
    let status: Status = EXIT_USAGE;
    const cli = defineCommands({ buildId: buildId(), programArgs: split.programArgs, isOptimising }, split, (result) => {
      status = result;
    });
    const { options } = cli.parse(["node", "mochi", ...split.ours.map(inCamelCase)], { run: false });
    if (options["help"] === true) {
      return EXIT_OK;
    }
    await cli.runMatchedCommand();
    return await status;
  } catch (error) {
    return showError(error);
  }
}
