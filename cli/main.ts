// Everything behind the launcher: arguments in, exit status out. Errors are caught here, once:
// the outside world's (Failure) as «mochi: …» with a remedy, our own bugs as «internal error» with
// the phase and exit status 70. What the program did wrong was shown before, as diagnostics.

import { existsSync } from "node:fs";
import { nearestName } from "../core/source/suggest.ts";
import { InternalError } from "../core/source/invariant.ts";
import { COMMAND_TABLE, SHELLS } from "./command-line/commands.ts";
import { completionScript } from "./command-line/completions.ts";
import { commandHelp, generalHelp } from "./command-line/help.ts";
import { type ParsedOptions, type ParsedWords, parseWords } from "./command-line/parse.ts";
import { benchCommand } from "./commands/bench.ts";
import { buildCommand } from "./commands/build.ts";
import { cacheCommand } from "./commands/cache.ts";
import { checkCommand } from "./commands/check.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { environmentCommand } from "./commands/environment.ts";
import { explainCommand } from "./commands/explain.ts";
import { explainQueryCommand } from "./commands/explain-query.ts";
import { licensesCommand } from "./commands/licenses.ts";
import { optimiseCommand } from "./commands/optimise.ts";
import { postlinkCommand } from "./commands/postlink.ts";
import { runCommand } from "./commands/run.ts";
import { targetsCommand } from "./commands/targets.ts";
import { testCommand } from "./commands/test.ts";
import { toolchainCommand } from "./commands/toolchain.ts";
import { uninstallCommand } from "./commands/uninstall.ts";
import { upgradeCommand } from "./commands/upgrade.ts";
import { vendorCommand } from "./commands/vendor.ts";
import { EXIT_ERROR, EXIT_INTERNAL, EXIT_OK } from "./exit-code.ts";
import { describeFailedCall, Failure, systemCode, systemRemedy, usageFailure } from "./failure.ts";
import { buildId, VERSION } from "./installation.ts";
import { COMMANDS, type CommandName, isCommandName, programArguments } from "./script-call.ts";
import { errorColors, writeError, writeOut } from "./terminal/output.ts";

function required(file: string | undefined): string {
  if (file === undefined) {
    throw usageFailure("a source file is missing");
  }
  if (file === "") {
    throw usageFailure("the name of the source file is empty");
  }
  if (file.includes("\ufffd") && !existsSync(file)) {
    throw new Failure(`the name «${file}» is not UTF-8, or there is no such file`, "rename it: Mochi takes names in UTF-8 only");
  }
  return file;
}

/** A lone word that could have been meant as a command is answered as one. */
function refuseMisspelt(word: string): void {
  if (/^[a-z-]+$/.test(word) && word !== "-" && !existsSync(word)) {
    const nearest = nearestName(word, COMMANDS);
    throw usageFailure(`there is neither a command nor a file «${word}»${nearest === undefined ? "" : `; did you mean \`mochi ${nearest}\`?`}`);
  }
}

/** `mochi run [options] FILE …`, and, `isShort`, the same without `run`. What follows the script, or `-e CODE`, belongs to the program. */
function run(given: readonly string[], isShort: boolean, isOptimising: boolean): number | Promise<number> {
  const { options, written, words } = parseWords("run", given, true);
  if (options["help"] === true) {
    return showHelp("run");
  }
  const id = buildId();
  if (options["eval"] !== undefined) {
    return runCommand({ buildId: id, programArgs: programArguments(words) }, "", options, written);
  }
  const script = required(words[0]);
  if (isShort) {
    refuseMisspelt(script);
  }
  return isOptimising ? optimiseCommand({ buildId: id, programArgs: [] }, script, options, written) : runCommand({ buildId: id, programArgs: programArguments(words.slice(1)) }, script, options, written);
}

function showHelp(command: CommandName | undefined): number {
  writeOut(command === undefined ? generalHelp() : commandHelp(command));
  return EXIT_OK;
}

function showCompletions(shell: string | undefined): number {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) {
    throw usageFailure(`mochi completions takes ${SHELLS.join(", ")}${shell === undefined ? "" : `, not «${shell}»`}`);
  }
  writeOut(completionScript(known));
  return EXIT_OK;
}

function helpFor(word: string | undefined): number {
  if (word !== undefined && !isCommandName(word)) {
    throw usageFailure(`there is no command «${word}»`);
  }
  return showHelp(word);
}

/** A command that gets all its words parsed. */
type OtherCommand = Exclude<CommandName, "run">;

function isOtherCommand(word: string): word is OtherCommand {
  return word !== "run" && isCommandName(word);
}

function perform(command: OtherCommand, options: ParsedOptions, words: readonly string[]): number | Promise<number> {
  const cx = { buildId: buildId(), programArgs: [] };
  const [first, second] = words;
  switch (command) {
    case "build":
      return buildCommand(cx, required(first), options);
    case "check":
      return checkCommand(words, options);
    case "test":
      return testCommand(cx, words, options);
    case "bench":
      return benchCommand(cx, words, options);
    case "targets":
      return targetsCommand(options);
    case "postlink":
      return postlinkCommand(first, options);
    case "explain":
      return explainCommand(first);
    case "explain-query":
      return explainQueryCommand(required(first), options);
    case "cache":
      return cacheCommand(cx, first, options);
    case "env":
      return environmentCommand(cx, options);
    case "doctor":
      return doctorCommand(options);
    case "upgrade":
      return upgradeCommand(first, options);
    case "uninstall":
      return uninstallCommand(options);
    case "completions":
      return showCompletions(first);
    case "toolchain":
      return toolchainCommand(first, second, options);
    case "vendor":
      return vendorCommand(first, second, options);
    case "licenses":
      return licensesCommand(first);
    case "version":
      writeOut(`mochi ${VERSION} (build ${cx.buildId.slice(0, 16)})\n`);
      return EXIT_OK;
    case "help":
      return helpFor(first);
  }
}

/** The words of a command, if it takes so many. */
function parseCommand(command: OtherCommand, given: readonly string[]): ParsedWords {
  const parsed = parseWords(command, given, false);
  const { most } = COMMAND_TABLE[command];
  if (parsed.words.length > most) {
    const surplus = parsed.words.slice(most).map((word) => `«${word}»`).join(", ");
    throw usageFailure(`mochi ${command} takes ${most === 0 ? "no words" : most === 1 ? "one word" : `${most} words`}, but there is also ${surplus}`);
  }
  return parsed;
}

function dispatch(args: readonly string[], isOptimising: boolean): number | Promise<number> {
  const [first = "help", ...others] = args;
  if (["-h", "--help"].includes(first)) {
    return showHelp(undefined);
  }
  const command = ["-v", "--version"].includes(first) ? "version" : first;
  if (!isOtherCommand(command)) {
    const isShort = command !== "run";
    return run(isShort ? args : others, isShort, isOptimising);
  }
  const { options, words } = parseCommand(command, others);
  return options["help"] === true ? showHelp(command) : perform(command, options, words);
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
  if (error instanceof Error && "syscall" in error && error.syscall === "uv_cwd") {
    writeError(`${colors.bold("mochi")}: the current folder is gone\n${colors.cyan("help")}: change to a folder that is there, as in \`cd ~\`\n`);
    return EXIT_ERROR;
  }
  if (systemCode(error) !== undefined && !(error instanceof InternalError)) {
    const remedy = systemRemedy(error);
    writeError(`${colors.bold("mochi")}: ${describeFailedCall(error)}\n${remedy === undefined ? "" : `${colors.cyan("help")}: ${remedy}\n`}`);
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
    return await dispatch(args, isOptimising);
  } catch (error) {
    return showError(error);
  }
}
