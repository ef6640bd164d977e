// `mochi test [FILTER or paths]`: every `test` block in a process of its own, several at a time.
// Enters: paths (default: this folder) and filters (parts of test names). One executable per file;
// MOCHI_TEST chooses the block. Only failed tests show what they printed; `--json` shows all.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { buildForHere } from "../driver/build-for-here.ts";
import { type BuiltProgram, useProgram } from "../driver/build-program.ts";
import { exitStatus } from "../driver/execute.ts";
import { folderOfScript } from "../driver/script-path.ts";
import { newStopwatch } from "../driver/stopwatch.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { describeSystemError, Failure, systemCode } from "../failure.ts";
import { errorColors, writeError, writeOut } from "../terminal/output.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";
import { jobsOption, requestFrom } from "./program-options.ts";
import { sourceFiles } from "./source-files.ts";

interface TestCase {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly index: number;
  readonly built: BuiltProgram;
}

interface TestResult {
  readonly test: TestCase;
  readonly status: number;
  readonly output: string;
  readonly milliseconds: number;
}

type Build = (file: string) => Promise<BuiltProgram | undefined>;

/** Runs a test's block; «gone» when there is no such program any more. */
function runBlock(test: TestCase, program: string): Promise<TestResult | "gone"> {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(program, [], { env: { ...process.env, MOCHI_TEST: String(test.index) } });
    child.stdin.end(); // an empty one; /dev/null is missing in some containers
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const finish = (status: number, extra: string): void => {
      resolve({ test, status, output: Buffer.concat(chunks).toString("utf8") + extra, milliseconds: Date.now() - started });
    };
    child.on("error", (error) => {
      if (systemCode(error) === "ENOENT" && !existsSync(program)) {
        resolve("gone");
      } else {
        finish(EXIT_ERROR, `${program} could not be started: ${describeSystemError(error)}\n`);
      }
    });
    child.on("close", (code, signal) => finish(exitStatus(code, signal), signal === null ? "" : `ended by ${signal}\n`));
  });
}

async function runTest(test: TestCase, build: Build): Promise<TestResult> {
  let built: BuiltProgram | undefined = test.built;
  const again = async (): Promise<BuiltProgram | undefined> => {
    const now = built ?? (await build(test.file));
    built = undefined;
    return now;
  };
  const result = await useProgram(again, ({ program }) => runBlock(test, program));
  return result ?? { test, status: EXIT_ERROR, output: `${test.file} was changed meanwhile and does not compile\n`, milliseconds: 0 };
}

async function runAll(tests: readonly TestCase[], jobs: number, build: Build, onResult: (result: TestResult) => void): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tests.length) {
      const at = next++;
      const test = tests[at];
      if (test !== undefined) {
        const result = await runTest(test, build);
        results[at] = result;
        onResult(result);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tests.length) }, worker));
  return results;
}

function showResult({ test, status, output, milliseconds }: TestResult): void {
  const colors = errorColors();
  const place = `${test.file}:${test.line}`;
  if (status === EXIT_OK) {
    writeError(`${colors.green("ok")}    ${test.name} ${colors.dim(`(${place}, ${milliseconds} ms)`)}\n`);
    return;
  }
  const shown = output === "" ? "" : `${output.trimEnd().split("\n").map((line) => `      ${line}`).join("\n")}\n`;
  writeError(`${colors.red("FAIL")}  ${test.name} (${place}, exit ${status})\n${shown}`);
}

/** A word that looks like a path is one, whether or not there is such a file: a misspelt path must not pass for a filter that nothing fulfils. */
function isPath(word: string): boolean {
  return existsSync(word) || word.includes("/") || word.endsWith(".mochi");
}

export async function testCommand(cx: CommandContext, words: readonly string[], options: ParsedOptions): Promise<number> {
  const paths = words.filter(isPath);
  const filters = words.filter((word) => !isPath(word));
  const asJson = options["json"] === true;
  const build: Build = (file) => buildForHere(requestFrom(file, options, { mode: "test", dataFolder: folderOfScript(file) }), cx.buildId, newStopwatch(false));
  let broken = 0;
  const tests: TestCase[] = [];
  for (const file of sourceFiles(paths.length === 0 ? ["."] : paths)) {
    const built = await build(file);
    if (built === undefined) {
      broken += 1;
    } else {
      tests.push(...built.frontEnd.compilation.tests.map(({ name, line }, index) => ({ file, name, line, index, built })));
    }
  }
  const chosen = tests.filter(({ name }) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  if (chosen.length === 0 && filters.length > 0 && broken === 0) {
    throw new Failure(`no test's name contains ${filters.map((filter) => `«${filter}»`).join(" or ")}`, "without such words all tests run; a path ends in .mochi or has a / in it");
  }
  const results = await runAll(chosen, jobsOption(options, availableParallelism()), build, asJson ? () => undefined : showResult);
  const failed = results.filter(({ status }) => status !== EXIT_OK).length;
  if (asJson) {
    const rows = results.map(({ test, status, output, milliseconds }) => ({ file: test.file, line: test.line, name: test.name, passed: status === EXIT_OK, status, output, milliseconds }));
    writeOut(`${JSON.stringify({ passed: results.length - failed, failed, broken, tests: rows }, undefined, 2)}\n`);
  } else {
    const unbuilt = broken === 0 ? "" : `, ${broken} ${broken === 1 ? "file does" : "files do"} not compile`;
    writeError(`${results.length - failed} passed, ${failed} failed${unbuilt}\n`);
  }
  return failed === 0 && broken === 0 ? EXIT_OK : EXIT_ERROR;
}
