// The front end once more, with a large stack.
//
// Enters: the entry, the compile options and texts that are no files. Leaves: the Compilation that
// `compile` would have returned. Chains of a hundred thousand `&&`, `??` or `as` are legal, and the
// walks over them recurse; rather than bend every walk for them, the rare program that exhausts
// Node's stack (1 MB) is compiled again by a thread that has a gigabyte of it, of which only what is used
// costs memory. The thread lives in a process of its own: whatever becomes of it, we go on.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { blake3 } from "@noble/hashes/blake3.js";
import { type Compilation, type CompileOptions, compile } from "../../core/compile.ts";
import { InternalError } from "../../core/source/invariant.ts";
import { withoutPreloads } from "../core-loader.ts";
import { EXIT_ERROR } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { coreCommand, coreScript } from "../installation.ts";
import { writeOut } from "../terminal/output.ts";
import { newFileHost } from "./module-host.ts";

/** The first argument of the process below; no command of the user's. */
export const DEEP_FRONT_END = "--deep-front-end";

/** The first argument of its thread. */
export const DEEP_THREAD = "--deep-thread";

const STACK_MEGABYTES = 1000;
const NO_THREAD = 71;

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
  const [program = "", ...words] = coreCommand();
  const child = spawnSync(program, [...words, DEEP_FRONT_END], { env: withoutPreloads(process.env), input: JSON.stringify(order), encoding: "utf8", maxBuffer: 2 ** 29, stdio: ["pipe", "pipe", "ignore"] });
  if (child.error !== undefined || child.status !== 0) {
    throw new Failure(
      `the program nests too deeply for the compiler's stack (in phase «${phase}»)`,
      child.status === NO_THREAD ? "allow the compiler more memory (`ulimit -v unlimited`), or split its longest expressions" : "split its longest expressions with `let`",
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
  const worker = new Worker(coreScript(), { argv: [DEEP_THREAD], workerData: readFileSync(0, "utf8"), resourceLimits: { stackSizeMb: STACK_MEGABYTES, maxOldGenerationSizeMb: 1 << 16 } });
  worker.on("message", (answer: string) => writeOut(answer));
  worker.on("error", (error) => {
    process.exitCode = "code" in error && error.code === "ERR_WORKER_INIT_FAILED" ? NO_THREAD : EXIT_ERROR;
  });
}

/** What the thread does: the order as text in, the answer as text out. */
export async function answerOrder(): Promise<void> {
  const { parentPort, workerData } = await import("node:worker_threads");
  const { entry, options, given } = JSON.parse(String(workerData)) as Order;
  const host = newFileHost(new Map(given.map(([path, contents]) => [path, Buffer.from(contents, "base64")])));
  const answer = JSON.stringify(attempt(() => compile(host, entry, { ...options, blake3: (data) => blake3(data) })));
  parentPort?.postMessage(answer);
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
