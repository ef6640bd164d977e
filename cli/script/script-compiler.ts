// Talking to the script compiler (cli/script/compiler/main.c): a request in, its lines out.
// The launcher starts one beside the compiler core and leaves two pipes open (cli/launcher/script-compiler.c), so that it has
// started, and read the image and the header, when there is C to compile; it serves the first request. Whoever else needs one starts it.

import { spawnSync } from "node:child_process";
import { readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { takeSetting } from "../core-loader.ts";
import { IMAGE } from "./runtime-image.ts";

/** Gives a line of the answer at each call; undefined: there are no more. */
export type Answer = () => string | undefined;

export interface ScriptCompiler {
  /** Where the image lies. */
  readonly folder: string;
  /** The words before the compiler's own: an emulator, where it belongs to another machine. */
  readonly runner?: readonly string[];
}

interface Pipes {
  readonly to: number;
  readonly from: number;
}

/** The descriptors of the compiler that the launcher has started, for whoever asks first. */
let started: Pipes | undefined = pipesOf(takeSetting("MOCHI_SCRIPT_COMPILER"));

function pipesOf(setting: string | undefined): Pipes | undefined {
  const [to, from] = (setting ?? "").split(" ").map(Number);
  return to === undefined || from === undefined || !Number.isInteger(to) || !Number.isInteger(from) ? undefined : { to, from };
}

/** The compiler's command. */
export function compilerCommand({ folder, runner = [] }: ScriptCompiler, order: "compile" | "link", ...files: readonly string[]): readonly string[] {
  return [...runner, join(folder, IMAGE.compiler), order, folder, ...files];
}

function linesOf(text: string): Answer {
  const lines = text.split("\n").slice(0, -1);
  return () => lines.shift();
}

function send({ to }: Pipes, request: Buffer): void {
  try {
    for (let sent = 0; sent < request.length; ) {
      sent += writeSync(to, request, sent);
    }
  } catch {
    // it has said why it reads no more, or says nothing
  }
}

function receive({ from }: Pipes): Answer {
  const chunk = Buffer.alloc(4096);
  let text = "";
  return () => {
    while (!text.includes("\n")) {
      const size = readSync(from, chunk);
      if (size === 0) {
        return undefined;
      }
      text += chunk.toString("latin1", 0, size);
    }
    const end = text.indexOf("\n");
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    return line;
  };
}

/** Has a request answered by a compiler that is started for it. */
export function ask(command: readonly string[], request: Buffer): Answer {
  const [program = "", ...words] = command;
  // Pipes, not «ignore»: there may be no /dev/null in a container.
  const { stdout, stderr, error } = spawnSync(program, words, { input: request, encoding: "latin1", stdio: "pipe" });
  return linesOf(error === undefined || stdout !== "" ? stdout : `unlinkable ${error.message} ${stderr ?? ""}\n`);
}

/** Has C compiled, by the compiler that waits for it if there is one. */
export function askForC(compiler: ScriptCompiler, request: Buffer): Answer {
  const pipes = compiler.runner === undefined ? started : undefined;
  if (pipes === undefined) {
    return ask(compilerCommand(compiler, "compile"), request);
  }
  started = undefined;
  send(pipes, request);
  return receive(pipes);
}
