// What script mode needs, made once: dist/script/ (cli/script/runtime-image.ts lists the files).
//
// tcc comes from its pinned source, as one static program with its licence beside it. The runtime image
// is libmochi's objects (all of them, whether or not somebody names them), the inline functions as
// functions, the third-party libraries and musl, linked at a fixed address: position-independent code
// would cost every call and every table of pointers, and a cached script's secrets aren't in its addresses.
// Needs a C compiler for static musl programs of this machine (musl-gcc); where there is none, scripts
// are compiled by the host's C compiler and this step says so.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { RUNS_BEFORE_OPTIMISING } from "../cli/cache/counted-runs.ts";
import type { CompilerIdentity } from "../cli/driver/c-compiler.ts";
import { runtimeFlags, THIRD_PARTY_FLAGS } from "../cli/driver/native-flags.ts";
import { readObject, SECTION_ALLOC } from "../cli/script/elf-object.ts";
import { PAGE } from "../cli/script/link-script.ts";
import { IMAGE, type ImageSegment, readImage, type RuntimeImage } from "../cli/script/runtime-image.ts";
import { runtimeAbi } from "../core/aotir/runtime-abi.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { filesUnder } from "./compile-archive.ts";
import { takeSource, writeMuslNotice } from "./licences.ts";
import { publish } from "./publish.ts";
import { C_FUNCTIONS, misunderstoodFunctions, scriptHeader } from "./script-header.ts";

/** tcc's name of each machine it compiles for. */
const TCC_TARGETS: Readonly<Record<string, string>> = { x86_64: "TCC_TARGET_X86_64", aarch64: "TCC_TARGET_ARM64" };

/** What tcc calls of its own library, which gcc's has, too: conversions between uint64_t and double. */
const COMPILER_FUNCTIONS = ["__fixunsdfdi", "__floatundidf"];

const HEADERS: readonly string[] = [...new Set(["mochi.h", ...[...runtimeAbi.values()].map(({ header }) => header)])];

const LINK = ["-static", "-no-pie", "-Wl,--build-id=none", "-Wl,-z,norelro", "-Wl,-z,max-page-size=4096", "-Wl,-z,separate-code", "-Wl,--wrap=mochi_platform_exit", ...COMPILER_FUNCTIONS.map((name) => `-Wl,-u,${name}`)];

function run(command: readonly string[], cwd: string): string {
  const [program = "", ...args] = command;
  const result = spawnSync(program, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new BuildFailure(`\`${command.join(" ")}\` failed:\n${result.error?.message ?? result.stderr.trim()}`);
  }
  return result.stdout;
}

function buildCompiler(compiler: CompilerIdentity, source: string, target: string, work: string): void {
  const architecture = compiler.triple.split("-")[0] ?? "";
  publish(join(work, "config.h"), "// Everything is said on the command line.\n", 0o644);
  const flags = ["-static", "-s", ...THIRD_PARTY_FLAGS, `-I${work}`, "-DONE_SOURCE=1", `-D${TCC_TARGETS[architecture]}`, "-DCONFIG_TCC_STATIC", '-DTCC_VERSION="0.9.27"', '-DCONFIG_TCCDIR=""'];
  run([...compiler.command, ...flags, "tcc.c", "-o", target, "-lm"], source);
}

function preprocess(cx: BuildContext, compiler: CompilerIdentity): string {
  const text = HEADERS.map((header) => `#include "${header}"\n`).join("");
  const [program = "", ...fixed] = compiler.command;
  const args = [...fixed, "-std=c11", "-D_DEFAULT_SOURCE", "-E", "-P", "-D__TINYC__", "-U__SIZEOF_INT128__", "-Iruntime", "-x", "c", "-"];
  const result = spawnSync(program, args, { cwd: cx.root, input: text, encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new BuildFailure(`the runtime's headers can't be preprocessed for script mode:\n${result.stderr.trim()}`);
  }
  return scriptHeader(readFileSync(join(cx.root, "release", "script-image", "prelude.h"), "utf8"), result.stdout);
}

/** All that libmochi may need; the linker takes what it does. */
function thirdParty(lib: string): readonly string[] {
  const names = readdirSync(lib).filter((name) => name.endsWith(".a"));
  return names.sort().map((name) => join(lib, name));
}

function linkImage(cx: BuildContext, compiler: CompilerIdentity, work: string): Buffer {
  const lib = join(cx.root, "dist", "lib", compiler.triple);
  const objects = filesUnder(join(cx.root, "dist", "obj", compiler.triple, "release"), ".o").filter((path) => !/entry-main\.\w+\.o$/.test(path));
  publish(join(work, "headers.h"), HEADERS.map((header) => `#include "${header}"\n`).join(""), 0o644);
  const flags = [...runtimeFlags("release"), "-w", "-D_DEFAULT_SOURCE", `-DMOCHI_COUNTED_RUNS=${RUNS_BEFORE_OPTIMISING}`, "-Iruntime", `-I${relative(cx.root, work)}`, '-DMOCHI_SCRIPT_HEADERS="headers.h"'];
  const own = ["main", "inline"].map((name) => {
    const object = join(work, `${name}.o`);
    run([...compiler.command, ...flags, "-c", join("release", "script-image", `${name}.c`), "-o", object], cx.root);
    return object;
  });
  const executable = join(work, "image.elf");
  run([...compiler.command, ...LINK, "-o", executable, ...own, ...objects, "-Wl,--start-group", ...thirdParty(lib), "-lm", "-Wl,--end-group"], cx.root);
  return readFileSync(executable);
}

/** The loaded segments; the first must be a page with headers only, which the script's linker rewrites. */
function segmentsOf(bytes: Buffer): readonly ImageSegment[] {
  const table = Number(bytes.readBigUInt64LE(32));
  const headers = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => bytes.subarray(table + index * 56, table + (index + 1) * 56));
  const wide = (header: Buffer, at: number): number => Number(header.readBigUInt64LE(at));
  const loads = headers
    .filter((header) => header.readUInt32LE(0) === 1)
    .map((header): ImageSegment => ({ offset: wide(header, 8), address: wide(header, 16), fileSize: wide(header, 32), memorySize: wide(header, 40), flags: header.readUInt32LE(4) }));
  if (headers.some((header) => header.readUInt32LE(0) === 7)) {
    throw new BuildFailure("the runtime image has thread-local variables: cli/script/link-script.ts writes no header for them");
  }
  return loads.map((load, index) => (index === 0 ? { ...load, fileSize: PAGE, memorySize: PAGE } : load));
}

function describeImage(bytes: Buffer, header: string, fingerprint: string): { readonly image: RuntimeImage; readonly contents: Buffer } {
  const elf = readObject(bytes);
  const segments = segmentsOf(bytes);
  const [first, ...others] = segments;
  const end = Math.max(...segments.map(({ offset, fileSize }) => offset + fileSize));
  const isApart = first?.offset === 0 && others.every(({ offset, address, flags }) => offset >= PAGE && (address - offset) % PAGE === 0 && (flags & 3) !== 3);
  if (elf === undefined || !isApart || elf.sections.some(({ flags, name }) => (flags & SECTION_ALLOC) !== 0 && name.startsWith(".note"))) {
    throw new BuildFailure("the runtime image's first page must hold headers only, and each segment lie where its pages can be mapped");
  }
  const misunderstood = misunderstoodFunctions(header);
  const isOffered = (name: string): boolean => (name.startsWith("mochi_") && !misunderstood.has(name)) || C_FUNCTIONS.includes(name) || COMPILER_FUNCTIONS.includes(name);
  const symbols = elf.symbols.filter(({ name, isGlobal, place }) => isGlobal && place.kind === "section" && isOffered(name)).sort((left, right) => (left.name < right.name ? -1 : 1));
  const contents = Buffer.alloc(Math.ceil(end / PAGE) * PAGE);
  bytes.copy(contents, PAGE, PAGE, end);
  const image: RuntimeImage = {
    fingerprint,
    machine: elf.machine,
    entry: Number(bytes.readBigUInt64LE(24)),
    segments,
    headers: HEADERS,
    symbols: Object.fromEntries(symbols.map(({ name, value }) => [name, value])),
  };
  return { image, contents };
}

/** A hash over everything that the image is made from. */
function stampOf(cx: BuildContext, compiler: CompilerIdentity, source: string): string {
  const hash = createHash("sha256");
  const lib = join(cx.root, "dist", "lib", compiler.triple);
  const archives = [join(lib, "release", "libmochi.a"), ...thirdParty(lib)];
  const ours = ["release/script-image.ts", "release/script-header.ts", ...readdirSync(join(cx.root, "release", "script-image")).map((name) => `release/script-image/${name}`), "cli/script/elf-object.ts", "cli/script/runtime-image.ts", "cli/cache/counted-runs.ts"];
  const headers = filesUnder(join(cx.root, "runtime"), ".h");
  for (const part of [compiler.command.join("\0"), compiler.version, source, HEADERS.join("\0")]) {
    hash.update(`${part}\0`);
  }
  for (const path of [...archives, ...headers, ...ours.sort().map((name) => join(cx.root, name))]) {
    hash.update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

export async function scriptImage(cx: BuildContext): Promise<void> {
  const folder = join(cx.root, "dist", "script");
  const machine = { x64: "x86_64", arm64: "aarch64" }[process.arch as string];
  const compiler = cx.compilers.find(({ triple }) => triple === `${machine}-linux-musl`);
  if (compiler === undefined) {
    rmSync(folder, { recursive: true, force: true });
    console.log("no script mode: it needs a C compiler for static musl programs (Debian, Ubuntu: apt-get install musl-tools); scripts are compiled by the host's C compiler");
    return;
  }
  const source = await takeSource(cx, "tcc");
  writeMuslNotice(cx);
  const stamp = stampOf(cx, compiler, source);
  if (readImage(folder)?.fingerprint === stamp) {
    return;
  }
  const work = join(cx.root, "dist", "obj", "script-image");
  mkdirSync(work, { recursive: true });
  mkdirSync(folder, { recursive: true });
  buildCompiler(compiler, source, join(work, "tcc"), work);
  const header = preprocess(cx, compiler);
  const { image, contents } = describeImage(linkImage(cx, compiler, work), header, stamp);
  publish(join(folder, IMAGE.compiler), readFileSync(join(work, "tcc")), 0o755);
  publish(join(folder, IMAGE.licence), readFileSync(join(source, "COPYING")), 0o644);
  publish(join(folder, IMAGE.header), header, 0o644);
  publish(join(folder, IMAGE.bytes), contents, 0o644);
  publish(join(folder, IMAGE.description), JSON.stringify(image), 0o644);
  console.log(`built the runtime image of script mode (${compiler.triple}, ${Math.round(contents.length / 1024)} KB)`);
}
