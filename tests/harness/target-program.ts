// Programs for other machines: which zig and kit build them, and what runs them here.
// MOCHI_TEST_TARGET=aarch64-linux-musl lets tests/run build and run every fixture for that target;
// MOCHI_TEST_RUNNER="PROGRAM ARGUMENTS" names another engine or emulator to run them.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { CompilerIdentity } from "../../cli/driver/c-compiler.ts";
import { findTarget, type Target } from "../../cli/targets/triple.ts";
import { findMsvcSdk, type MsvcSdk } from "../../cli/targets/msvc-sdk.ts";
import { sdkWorld } from "../../cli/targets/sdk-world.ts";
import { type Kit, zigProgram } from "../../cli/targets/zig.ts";
import { type ProgramEnd, type ProgramRun, runProgram } from "./run-program.ts";
import { makeStandInSdk, XWIN_LAYOUT } from "./stand-in-sdk.ts";

/** The first of these programs that is there; names without a slash are looked for on PATH. */
function firstProgram(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => (name.includes("/") ? [name] : folders.map((folder) => join(folder, name)))).find((path) => existsSync(path));
}

/** zig's folder: MOCHI_ZIG, or the installed one. */
export function zigFolder(): string | undefined {
  const named = process.env["MOCHI_ZIG"];
  const home = process.env["MOCHI_HOME"] ?? join(homedir(), ".mochi");
  return [named, join(home, "toolchains", "zig-0.16.0")].find((folder) => folder !== undefined && folder !== "" && existsSync(zigProgram(folder)));
}

/** Microsoft's SDK: the user's own (MOCHI_MSVC_SYSROOT), else a stand-in that this process makes once. */
function testSdk(zig: string): MsvcSdk {
  if ((process.env["MOCHI_MSVC_SYSROOT"] ?? "") === "") {
    const root = mkdtempSync(join(tmpdir(), "mochi-sdk-"));
    process.on("exit", () => rmSync(root, { recursive: true, force: true }));
    makeStandInSdk(zig, root, XWIN_LAYOUT);
    process.env["MOCHI_MSVC_SYSROOT"] = root;
  }
  const sdk = findMsvcSdk(sdkWorld());
  if (sdk.kind === "missing") {
    throw new Error(sdk.message);
  }
  return sdk;
}

/** The compiler for a target; a text that says what is missing, else. */
export function targetCompiler(name: string): CompilerIdentity | string {
  const target = findTarget(name);
  const zig = zigFolder();
  const kit = resolve("dist", "kits", name);
  if (target === undefined) {
    return `there is no target ${name}`;
  }
  if (zig === undefined) {
    return "zig is not installed: `mochi toolchain install zig`, or name its folder in MOCHI_ZIG";
  }
  if (!existsSync(join(kit, "kit.json"))) {
    return `no libraries for ${name}: \`node build.mjs archives ${name}\` builds them`;
  }
  const { zig: version, fingerprint, runtime } = JSON.parse(readFileSync(join(kit, "kit.json"), "utf8")) as Kit;
  if (runtime !== readFileSync(join("dist", "include", "fingerprint"), "utf8")) {
    return `the libraries for ${name} are older than the runtime: \`node build.mjs archives ${name}\``;
  }
  return { command: [zigProgram(zig), "clang"], family: "clang", version: `zig ${version} ${fingerprint}`, triple: name, cross: { target, zig, kit, include: resolve("dist", "include"), ...(target.needsSdk === true ? { sdk: testSdk(zig) } : {}) } };
}

const QEMU = ["qemu-aarch64-static", "qemu-aarch64"];

/** qemu keeps a table of all addresses that are reserved, and the precise collector reserves terabytes: 8 GB must do. */
const SMALL_SPACE = ["-R", "0x200000000"];

/**
 * Node with a stack for deep recursion, where the system allows it. Node 20 forgets what lies on its stack when
 * a collection of its own, begun while memory grew, ends within wasm.
 */
const DEEP_NODE = 'if ulimit -s 262144 2>/dev/null; then size=250000; else size=3900; fi; exec "$0" --no-warnings --no-incremental-marking --stack-size=$size "$@"';

/** What runs the target's programs on this machine; undefined when nothing does. */
export function targetRunner({ name }: Target): readonly string[] | undefined {
  const withProgram = (names: readonly string[], ...args: readonly string[]): readonly string[] | undefined => {
    const program = firstProgram(names);
    return program === undefined ? undefined : [program, ...args];
  };
  switch (name) {
    case "x86_64-linux-gnu":
    case "x86_64-linux-musl":
      return process.platform === "linux" && process.arch === "x64" ? [] : undefined;
    case "aarch64-linux-musl":
      return withProgram(QEMU, ...SMALL_SPACE);
    case "aarch64-linux-gnu":
      return existsSync("/usr/aarch64-linux-gnu/lib") ? withProgram(QEMU, ...SMALL_SPACE, "-L", "/usr/aarch64-linux-gnu") : undefined;
    case "x86_64-windows-gnu":
    case "x86_64-windows-msvc":
      return withProgram(["/usr/lib/wine/wine64", "wine64", "wine"]);
    case "wasm32-wasi":
      return ["/bin/sh", "-c", DEEP_NODE, process.execPath, resolve("tests", "harness", "wasi-host.mjs")];
    case "x86_64-darwin":
    case "aarch64-darwin":
      return process.platform === "darwin" ? [] : undefined;
  }
}

/** A runtime image, and what runs its tcc here. */
export interface ScriptMachine {
  readonly folder: string;
  readonly runner: readonly string[];
}

export const OWN_MACHINE: ScriptMachine = { folder: join("dist", "script"), runner: [] };

/** The image that `node build.mjs archives` made for another machine; a text that says what is missing, else. */
export function scriptMachine(triple: string): ScriptMachine | string {
  const target = findTarget(triple);
  const folder = join("dist", "images", triple);
  const runner = target === undefined ? undefined : targetRunner(target);
  if (!existsSync(folder)) {
    return `no runtime image for ${triple}: \`node build.mjs archives ${triple}\` makes it where that isn't this machine's own`;
  }
  return runner === undefined ? `nothing here runs programs for ${triple}` : { folder, runner };
}

/** A target that can be built for, and run, here. */
export interface TestTarget {
  readonly compiler: CompilerIdentity;
  readonly runner: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Wine makes its folder and starts its server and services at the first program, which takes seconds: before any test is timed.
 * A program that waits as long as this process lives keeps them: services that come and go beside the tests' programs crash
 * now and then (IoCreateDevice in wine 8's ntoskrnl.exe, for a driver that is gone), and say so on the standard error of the
 * program that made them start.
 */
function prepareWine([program = "", ...args]: readonly string[]): Readonly<Record<string, string>> {
  const environment = { WINEPREFIX: resolve("dist", "tests", "wine"), WINEDEBUG: "-all" };
  const command = (words: readonly string[]): readonly string[] => [...args, "cmd.exe", ...words];
  const env = { ...process.env, ...environment };
  mkdirSync(environment.WINEPREFIX, { recursive: true });
  const keeper = spawn(program, command([]), { stdio: ["pipe", "ignore", "ignore"], env });
  keeper.unref();
  spawnSync(program, command(["/c", "ver"]), { stdio: "ignore", env });
  return environment;
}

/**
 * Runs a program for another machine. qemu, where its address space is bounded, forgets that MREMAP_DONTUNMAP
 * leaves the old pages there, and a table that grows large moves so: what it kills is run unbounded, which takes seconds.
 */
export async function runForTarget(path: string, { runner, environment = {} }: Pick<TestTarget, "runner"> & Partial<TestTarget>, how: Omit<ProgramRun, "runner">): Promise<ProgramEnd> {
  const run = { ...how, environment: { ...environment, ...how.environment } };
  const end = await runProgram(path, { ...run, runner });
  const isBounded = SMALL_SPACE.every((word) => runner.includes(word));
  return isBounded && end.err.includes("qemu: uncaught target signal 11") ? runProgram(path, { ...run, runner: runner.filter((word) => !SMALL_SPACE.includes(word)), timeout: 120_000 }) : end;
}

/** Everything for a target's fixtures; a text that says what is missing, else. */
export function testTarget(name: string): TestTarget | string {
  const compiler = targetCompiler(name);
  if (typeof compiler === "string" || compiler.cross === undefined) {
    return typeof compiler === "string" ? compiler : "no target";
  }
  const { target } = compiler.cross;
  const named = process.env["MOCHI_TEST_RUNNER"];
  const runner = named === undefined ? targetRunner(target) : named.split(" ");
  if (runner === undefined) {
    return `nothing here runs programs for ${name}`;
  }
  return { compiler, runner, environment: target.format === "coff" ? prepareWine(runner) : {} };
}

/** The target that MOCHI_TEST_TARGET names; throws when it can't be tested, since it was asked for. */
export function findTestTarget(name: string | undefined): TestTarget | undefined {
  const found = name === undefined || name === "" ? undefined : testTarget(name);
  if (typeof found === "string") {
    throw new Error(found);
  }
  return found;
}
