// Runs an executable with given input and arguments, in an empty folder or a given one, and says how it ended.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exitStatus } from "../../cli/driver/execute.ts";

export interface ProgramEnd {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const SANITIZER_OPTIONS = {
  // Leaks are the collector's business, and it reads stacks and registers that ASan thinks private.
  ASAN_OPTIONS: "detect_leaks=0:detect_stack_use_after_return=0:handle_segv=0:use_sigaltstack=0",
  UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1",
};

export interface ProgramRun {
  readonly input?: string | Buffer;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** An empty one, else. */
  readonly folder?: string;
  /** Runs what this machine can't. */
  readonly runner?: readonly string[];
  /** Milliseconds; then it ends with status 137 (killed). */
  readonly timeout: number;
}

export function runProgram(program: string, { input = "", args = [], environment = {}, folder, runner = [], timeout }: ProgramRun): Promise<ProgramEnd> {
  const empty = folder === undefined ? mkdtempSync(join(tmpdir(), "mochi-test-")) : undefined;
  return new Promise((done, fail) => {
    const [command = "", ...words] = [...runner, resolve(program), ...args];
    const child = spawn(command, words, { cwd: folder ?? empty, env: { ...process.env, ...SANITIZER_OPTIONS, ...environment }, timeout, killSignal: "SIGKILL" });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => undefined); // a program that doesn't read its input is fine
    child.stdin.end(input);
    child.on("error", fail);
    child.on("close", (code, signal) => {
      if (empty !== undefined) {
        rmSync(empty, { recursive: true, force: true });
      }
      done({ status: exitStatus(code, signal), out: Buffer.concat(out).toString("utf8"), err: Buffer.concat(err).toString("utf8") });
    });
  });
}
