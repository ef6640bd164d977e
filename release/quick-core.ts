// The quick core of a machine: dist/script/quick-core and its heap, beside the script compiler.
//
//   quick-core        QuickJS (pinned in vendor/sources.json, changed as quickjs-fixes.ts says) and cli/quick/engine
//   quick-core.heap   what its memory holds when it has evaluated the bundle (quick-bundle.ts), made by running it
//
// Compiling QuickJS takes longer than all the rest, so that begins first and goes on beside other steps. Where
// the source can't be had or nothing here runs the machine's programs, there is no quick core: the compiler core does its work.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { findExecutable } from "../cli/driver/c-compiler.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { filesUnder, keyOf, runTool } from "./compile-archive.ts";
import { ARM64_EMULATORS } from "./hosts.ts";
import { type CompilingTools, compilingTools, type ImageTools, type ImageTriple, ownImageTriple } from "./image-tools.ts";
import { takeSource } from "./licences.ts";
import { publish } from "./publish.ts";
import { quickBundle } from "./quick-bundle.ts";
import { QUICKJS_FIXES } from "./quickjs-fixes.ts";
import { fixedSource } from "./source-fixes.ts";

export const QUICK_CORE = { program: "quick-core", heap: "quick-core.heap" } as const;

const ENGINE_FLAGS = ["-O2", "-w", "-DNDEBUG", "-D_GNU_SOURCE", "-DQUICKJS_NG_BUILD", "-fno-strict-aliasing", "-fno-asynchronous-unwind-tables", "-ffunction-sections", "-fdata-sections"];
const OUR_FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wshadow"];

interface Engine {
  readonly object: string;
  /** The folder of the source that it was made of. */
  readonly source: string;
}

function workFolder(cx: BuildContext, triple: ImageTriple): string {
  return join(cx.root, "dist", "obj", "quick-core", triple);
}

function engineFolder(cx: BuildContext): string {
  return join(cx.root, "cli", "quick", "engine");
}

/** Renames; what was made before and is called alike but for its stamp goes. */
function putAlone(staged: string, target: string): void {
  const folder = dirname(target);
  const [kind = ""] = basename(target).split(".");
  for (const old of readdirSync(folder).filter((name) => name.startsWith(`${kind}.`) && join(folder, name) !== staged)) {
    rmSync(join(folder, old));
  }
  renameSync(staged, target);
}

/** Compiles QuickJS, unless that was done before. */
async function makeEngine(cx: BuildContext, { triple, compile, version }: CompilingTools): Promise<Engine> {
  const pinned = await takeSource(cx, "quickjs");
  const work = workFolder(cx, triple);
  const source = join(work, "source");
  const main = join(engineFolder(cx), "javascript.c");
  const stamp = keyOf([basename(pinned), JSON.stringify([QUICKJS_FIXES, version, ENGINE_FLAGS]), readFileSync(main)]);
  const object = join(work, `javascript.${stamp}.o`);
  if (!existsSync(object) || !existsSync(source)) {
    mkdirSync(work, { recursive: true });
    fixedSource(join(pinned, "upstream-quickjs"), source, QUICKJS_FIXES);
    const staged = `${object}.${process.pid}.tmp`;
    await runTool([...compile, ...ENGINE_FLAGS, `-I${relative(cx.root, source)}`, "-c", relative(cx.root, main), "-o", staged], cx.root);
    putAlone(staged, object);
  }
  return { object, source };
}

const begun = new Map<ImageTriple, Promise<Engine>>();

function engineOf(cx: BuildContext, tools: CompilingTools): Promise<Engine> {
  const known = begun.get(tools.triple) ?? makeEngine(cx, tools);
  begun.set(tools.triple, known);
  known.catch(() => undefined); // whoever waits for it hears of it
  return known;
}

/** The step: begins with this machine's, so that it goes on while others work. */
export function beginQuickCore(cx: BuildContext): void {
  const triple = ownImageTriple();
  const compiler = cx.compilers.find((one) => one.triple === triple);
  if (triple !== undefined && compiler !== undefined) {
    engineOf(cx, compilingTools(compiler, triple));
  }
}

interface Sources {
  readonly sources: readonly string[];
  readonly headers: readonly string[];
}

/** What the program is made of but QuickJS; the hashes are the launcher's and the script compiler's. */
function programSources(cx: BuildContext, triple: ImageTriple): Sources {
  const [launcher, compiler, values] = [join(cx.root, "cli", "launcher"), join(cx.root, "cli", "script", "compiler"), join(cx.root, "runtime", "values")];
  const own = filesUnder(engineFolder(cx), ".c").filter((path) => basename(path) !== "javascript.c");
  return {
    sources: [...own, join(launcher, "blake3.c"), join(compiler, "sha256.c"), join(compiler, "machine", `${triple.slice(0, triple.indexOf("-"))}.c`), join(values, "sha256-hash.c")],
    headers: [...filesUnder(engineFolder(cx), ".h"), join(launcher, "blake3.h"), join(launcher, "quick-core.h"), join(compiler, "sha256.h"), join(values, "sha256-hash.h")],
  };
}

/** Makes the program; answers with its path. */
async function makeProgram(cx: BuildContext, { triple, compile, version, link }: ImageTools, { object, source }: Engine): Promise<string> {
  const work = workFolder(cx, triple);
  const { sources, headers } = programSources(cx, triple);
  const stamp = keyOf([basename(object), JSON.stringify([version, OUR_FLAGS]), ...[...sources, ...headers].map((path) => readFileSync(path))]);
  const program = join(work, `quick-core.${stamp}`);
  if (existsSync(program)) {
    return program;
  }
  const objects = await Promise.all(
    sources.map(async (path) => {
      const output = join(work, `own-${basename(path)}.o`);
      const flags = [...OUR_FLAGS, `-DMOCHI_QUICK_STAMP="${stamp}"`, `-isystem${relative(cx.root, source)}`, `-I${join("cli", "script", "compiler")}`, "-Iruntime"];
      await runTool([...compile, ...flags, "-c", relative(cx.root, path), "-o", output], cx.root);
      return output;
    }),
  );
  const staged = `${program}.${process.pid}.tmp`;
  await runTool(link(["-s", "--gc-sections", "--build-id=none"], [...objects, object], staged), cx.root);
  putAlone(staged, program);
  return program;
}

/** Starts a program at addresses that aren't random, where the system lets us. */
const PLAINLY = ["setarch", "-R"] as const;

/**
 * Runs the program to make its heap. Padding in it keeps what lay on the stack, addresses for instance: so that the heap is the same in every
 * folder and home, these are the same, and so are the program's words and environment, which lie there, too.
 */
function makeHeap(cx: BuildContext, triple: ImageTriple, program: string, bundle: string): string {
  const work = workFolder(cx, triple);
  const [text, heap] = ["bundle.js", "heap"];
  const emulator = triple === ownImageTriple() ? undefined : ARM64_EMULATORS.map((name) => findExecutable(name)).find((path) => path !== undefined);
  if (emulator === undefined && triple !== ownImageTriple()) {
    throw new BuildFailure(`its heap is made by running it, and nothing here runs programs for ${triple} (Debian, Ubuntu: apt-get install qemu-user-static)`);
  }
  publish(join(work, text), bundle, 0o644);
  const plainly = spawnSync(PLAINLY[0], [...PLAINLY.slice(1), "true"], { stdio: "ignore" }).status === 0 ? PLAINLY : [];
  const [runner = "", ...words] = [...plainly, ...(emulator === undefined ? [] : [emulator]), `./${basename(program)}`, "--heap", text, heap];
  const result = spawnSync(runner, words, { cwd: work, encoding: "utf8", env: {} });
  if (result.status !== 0) {
    throw new BuildFailure(`the quick core can't evaluate its bundle: ${result.error?.message ?? result.stderr.trim()}`);
  }
  return join(work, heap);
}

/** Brings the files in the machine's folder up to date; where they can't be had, says so and leaves none. */
export async function quickCore(cx: BuildContext, tools: ImageTools, folder: string): Promise<void> {
  const [program, heap] = [join(folder, QUICK_CORE.program), join(folder, QUICK_CORE.heap)];
  const record = join(workFolder(cx, tools.triple), "stamp");
  try {
    const made = await makeProgram(cx, tools, await engineOf(cx, tools));
    const bundle = await quickBundle(cx);
    const stamp = keyOf([basename(made), bundle]);
    if (existsSync(program) && existsSync(heap) && existsSync(record) && readFileSync(record, "utf8") === stamp) {
      return;
    }
    const contents = readFileSync(makeHeap(cx, tools.triple, made, bundle));
    publish(program, readFileSync(made), 0o755);
    publish(heap, contents, 0o644);
    publish(record, stamp, 0o644);
    console.log(`built the quick core (${tools.triple}, its heap ${Math.round(contents.length / 1024)} KB)`);
  } catch (error) {
    if (!(error instanceof BuildFailure)) {
      throw error;
    }
    rmSync(program, { force: true });
    rmSync(heap, { force: true });
    console.log(`no quick core: ${error.message}; Node's core compiles scripts in its place`);
  }
}
