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

/** `runner` runs what this machine can't. Ends after `timeout` milliseconds at the latest, with status 137 (killed). */
export function runProgram(
  program: string,
  {
    input = "",
    args = [],
    environment = {},
    folder,
    runner = [],
    timeout,
  }: { input?: string | Buffer; args?: readonly string[]; environment?: Readonly<Record<string, string>>; folder?: string; runner?: readonly string[]; timeout: number },
): Promise<ProgramEnd> {
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
