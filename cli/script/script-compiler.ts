// Talking to the script compiler (cli/script/compiler/main.c): a request in, its lines out.
// The launcher starts one beside the compiler core and leaves two pipes open (cli/launcher/script-compiler.c), so that it has
// started, and read the image and the header, when there is C to compile; it serves the first request. Whoever else needs one starts it.

import { spawnSync } from "node:child_process";
import { closeSync, readSync, writeSync } from "node:fs";
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

/** The compiler that the launcher has started. */
interface Launched {
  /** Undefined: there is none, or it was let go. */
  pipes: Pipes | undefined;
  /** It is for whoever asks first. */
  isTaken: boolean;
}

let known: Launched | undefined;

function launched(): Launched {
  return (known ??= { pipes: pipesOf(takeSetting("MOCHI_SCRIPT_COMPILER")), isTaken: false });
}

/** Lets that compiler go. A program that takes this process's place shall not have its pipes. */
export function dismissCompiler(): void {
  const { pipes } = launched();
  known = { pipes: undefined, isTaken: true };
  for (const descriptor of pipes === undefined ? [] : [pipes.to, pipes.from]) {
    try {
      closeSync(descriptor);
    } catch {
      // whoever called us gave numbers of no files
    }
  }
}

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

function send({ to }: Pipes, text: string): void {
  const bytes = Buffer.from(text);
  try {
    for (let sent = 0; sent < bytes.length; ) {
      sent += writeSync(to, bytes, sent);
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
export function ask(command: readonly string[], request: string): Answer {
  const [program = "", ...words] = command;
  // Pipes, not «ignore»: there may be no /dev/null in a container.
  const { stdout, stderr, error } = spawnSync(program, words, { input: Buffer.from(request), encoding: "latin1", stdio: "pipe" });
  return linesOf(error === undefined || stdout !== "" ? stdout : `unlinkable ${error.message} ${stderr ?? ""}\n`);
}

function takeStarted({ runner }: ScriptCompiler): Pipes | undefined {
  const compiler = launched();
  if (runner !== undefined || compiler.isTaken) {
    return undefined;
  }
  compiler.isTaken = true;
  return compiler.pipes;
}

/**
 * Has C compiled. The compiler that waits for it, if there is one, begins at once; what comes back takes the order and has it done, for further orders
 * by another.
 */
export function giveC(compiler: ScriptCompiler, c: string): (order: string) => Answer {
  let pipes = takeStarted(compiler);
  if (pipes !== undefined) {
    send(pipes, c);
  }
  return (order) => {
    const waiting = pipes;
    pipes = undefined;
    if (waiting === undefined) {
      return ask(compilerCommand(compiler, "compile"), c + order);
    }
    send(waiting, order);
    return receive(waiting);
  };
}
