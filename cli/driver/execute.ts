// Running a program in our place: its stdin, stdout, stderr, arguments, exit code and signals.
// Where Node can replace the process (process.execve, Node 22.15 and later) it does; else a child
// inherits the descriptors, signals are forwarded, and its end is our end.

import { spawn } from "node:child_process";
import { accessSync, constants as access, existsSync } from "node:fs";
import { constants } from "node:os";
import { isatty } from "node:tty";
import { EXIT_SIGNAL_BASE } from "../exit-code.ts";
import { describeSystemError, Failure, systemCode } from "../failure.ts";

const FORWARDED: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCONT"];
/** A terminal sends these to the child too; forwarding them would deliver them twice. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT", "SIGWINCH"];

/** The exit status a shell would report. */
export function exitStatus(code: number | null, signal: NodeJS.Signals | null): number {
  return signal === null ? (code ?? 1) : EXIT_SIGNAL_BASE + (constants.signals[signal] ?? 0);
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, access.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs the program to its end and returns its exit status; «gone» when there is no such file. `mayReplace`: nothing is left for us to do
 * afterwards, so on newer Nodes it needn't return.
 */
export function execute(program: string, args: readonly string[], mayReplace: boolean): Promise<number | "gone"> {
  const { execve } = process as { execve?: (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => void };
  // Node aborts when execve fails, so what can be asked is asked before.
  if (mayReplace && execve !== undefined && process.platform !== "win32" && isExecutable(program)) {
    execve.call(process, program, [program, ...args], process.env);
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit" });
    const terminal = isatty(0);
    const listeners = [...FORWARDED, ...FROM_TERMINAL].map((signal) => {
      const forward = (): void => {
        if (!terminal || !FROM_TERMINAL.includes(signal)) {
          child.kill(signal);
        }
      };
      process.on(signal, forward);
      return { signal, forward };
    });
    const finish = (): void => {
      for (const { signal, forward } of listeners) {
        process.off(signal, forward);
      }
    };
    child.on("error", (error) => {
      finish();
      if (systemCode(error) === "ENOENT" && !existsSync(program)) {
        resolve("gone");
        return;
      }
      reject(new Failure(`${program} could not be started: ${describeSystemError(error)}`, "where no programs may be started (`mount` shows noexec), name another folder in MOCHI_CACHE_DIR"));
    });
    child.on("exit", (code, signal) => {
      finish();
      resolve(exitStatus(code, signal));
    });
  });
}
