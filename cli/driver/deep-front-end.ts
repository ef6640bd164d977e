// The front end once more, in a process with a large stack.
//
// Enters: the entry, the compile options and texts that are no files. Leaves: the Compilation that
// `compile` would have returned. Chains of a hundred thousand `&&`, `??` or `as` are legal, and the
// walks over them recurse; rather than bend every walk for them, the rare program that exhausts
// Node's stack (1 MB) is compiled again where there is a gigabyte of it, of which only what is used
// costs memory. Only a shell can raise its own stack limit before it starts Node: hence `sh`.

import { spawnSync } from "node:child_process";
import { readFileSync, writeSync } from "node:fs";
import { blake3 } from "@noble/hashes/blake3.js";
import { type Compilation, type CompileOptions, compile } from "../../core/compile.ts";
import { InternalError } from "../../core/source/invariant.ts";
import { Failure } from "../failure.ts";
import { compilerCore } from "../installation.ts";
import { newFileHost } from "./module-host.ts";

/** The first argument of the process below; no command of the user's. */
export const DEEP_FRONT_END = "--deep-front-end";

const STACK_KIB = 1 << 20;
/** V8 keeps away from the end of the stack by so much. */
const RESERVE_KIB = 1 << 14;
const NO_STACK = 71;
const SCRIPT = `ulimit -s ${STACK_KIB} 2>/dev/null || exit ${NO_STACK}; exec "$0" "$@"`;

interface Order {
  readonly entry: string;
  readonly options: Omit<CompileOptions, "blake3">;
  readonly given: readonly (readonly [string, string])[];
}

type Answer = { readonly kind: "compiled"; readonly compilation: Compilation } | { readonly kind: "bug"; readonly message: string };

export function isStackExhausted(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

/** Compiles in a process of its own; `phase` is where our own stack was too small. */
export function compileDeeply(entry: string, options: CompileOptions, given: ReadonlyMap<string, Uint8Array>, phase: string): Compilation {
  const { blake3: _hash, ...plain } = options;
  const order: Order = { entry, options: plain, given: [...given].map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]) };
  const command = [process.execPath, `--stack-size=${STACK_KIB - RESERVE_KIB}`, compilerCore(), DEEP_FRONT_END];
  const child = spawnSync("/bin/sh", ["-c", SCRIPT, ...command], { input: JSON.stringify(order), encoding: "utf8", maxBuffer: 2 ** 29, stdio: ["pipe", "pipe", "ignore"] });
  if (child.error !== undefined || child.status !== 0) {
    throw new Failure(
      `the program nests too deeply for the compiler's stack (in phase «${phase}»)`,
      child.status === NO_STACK ? "allow more with `ulimit -Hs unlimited`, or split its longest expressions" : "split its longest expressions with `let`",
    );
  }
  const answer = JSON.parse(child.stdout) as Answer;
  if (answer.kind === "bug") {
    throw new InternalError(answer.message);
  }
  return answer.compilation;
}

/** What the process does: an order on standard input, the answer on standard output. */
export function answerDeeply(): void {
  const { entry, options, given } = JSON.parse(readFileSync(0, "utf8")) as Order;
  const host = newFileHost(new Map(given.map(([path, text]) => [path, Buffer.from(text, "base64")])));
  const bytes = Buffer.from(JSON.stringify(attempt(() => compile(host, entry, { ...options, blake3: (data) => blake3(data) }))));
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(1, bytes, at);
  }
}

function attempt(compileIt: () => Compilation): Answer {
  try {
    return { kind: "compiled", compilation: compileIt() };
  } catch (error) {
    if (error instanceof InternalError) {
      return { kind: "bug", message: error.message };
    }
    throw error;
  }
}
