// Starting install-child.ts and reading what it says.

import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Ensured } from "../../vendor/ensure-toolchain.ts";
import type { ChildTask } from "./install-child.ts";

const CHILD = join("dist", "tests", "bundle", "toolchain", "install-child.mjs");

export interface ChildEnd {
  readonly signal: NodeJS.Signals | null;
  /** What `ensureToolchain` answered, and how many calls changed the disk; undefined when the child didn't come so far. */
  readonly answer: { readonly ensured: Ensured; readonly calls: number } | undefined;
  readonly said: string;
}

/** `wrapper` is a command that the child's own is appended to. */
export function runChild(task: ChildTask, wrapper: readonly string[] = []): Promise<ChildEnd> {
  const [program = "", ...args] = [...wrapper, process.execPath, CHILD, JSON.stringify(task)];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (_status, signal) => {
      const text = Buffer.concat(said).toString("utf8");
      const line = text.split("\n").find((one) => one.startsWith("{"));
      done({ signal, answer: line === undefined ? undefined : (JSON.parse(line) as ChildEnd["answer"]), said: text });
    });
  });
}
