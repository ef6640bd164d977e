// What script mode needs, made once for each machine that has it: the script compiler, the header, the runtime image
// (cli/script/runtime-image.ts lists the files), in dist/script for this machine, in dist/images/<triple> for releases
// of another one and for tests under an emulator.
//
// The script compiler is one static program: tcc, from its pinned source and our fixes (tcc-fixes.ts), and our linker (cli/script/compiler). The runtime image
// is libmochi's objects (all of them, whether or not somebody names them), the inline functions as
// functions, the third-party libraries and musl, linked at fixed addresses (script-image/image.ld): position-independent code
// would cost every call and every table of pointers, and a cached script's secrets aren't in its addresses.
// image-tools.ts says what that takes; where it isn't there, scripts are compiled by the host's C compiler and this step says so.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { RUNS_BEFORE_OPTIMISING } from "../cli/cache/counted-runs.ts";
import { runtimeFlags, THIRD_PARTY_FLAGS } from "../cli/driver/native-flags.ts";
import { IMAGE, readImage, type RuntimeImage } from "../cli/script/runtime-image.ts";
import { runtimeAbi } from "../core/aotir/runtime-abi.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { filesUnder } from "./compile-archive.ts";
import { type ElfFile, type ElfSymbol, readElf, SECTION_ALLOC } from "./elf-file.ts";
import { compilerTools, IMAGE_TRIPLES, type ImageTools, type ImageTriple, kitTools, ownImageTriple, PAGE_SIZES } from "./image-tools.ts";
import { takeSource, writeMuslNotice } from "./licences.ts";
import { publish } from "./publish.ts";
import { quickCore } from "./quick-core.ts";
import { C_FUNCTIONS, misunderstoodFunctions, OPTIMISED_C_FUNCTIONS, scriptHeader } from "./script-header.ts";
import { fixedSource } from "./source-fixes.ts";
import { TCC_FIXES } from "./tcc-fixes.ts";

/** tcc's name of each machine. */
const TCC_TARGETS: Readonly<Record<ImageTriple, string>> = { "x86_64-linux-musl": "TCC_TARGET_X86_64", "aarch64-linux-musl": "TCC_TARGET_ARM64" };

/** What tcc calls of its own library on some machines (script-image/inline.c). */
const COMPILER_FUNCTIONS = ["__fixunsdfdi", "__floatundidf"];

/** Of the image's file; its first page holds headers only. */
const PAGE = 4096;

const HEADERS: readonly string[] = [...new Set(["mochi.h", ...runtimeAbi.headers()])];

function run(command: readonly string[], cwd: string): string {
  const [program = "", ...args] = command;
  const result = spawnSync(program, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new BuildFailure(`\`${command.join(" ")}\` failed:\n${result.error?.message ?? result.stderr.trim()}`);
  }
  return result.stdout;
}

/** Sources of the script compiler; `compile.c` takes tcc's into itself. */
function compilerSources(cx: BuildContext, triple: ImageTriple): readonly string[] {
  const folder = join(cx.root, "cli", "script", "compiler");
  const machines = join(folder, "machine");
  const machine = join(machines, `${triple.slice(0, triple.indexOf("-"))}.c`);
  return [...filesUnder(folder, ".c").filter((path) => !path.startsWith(machines)), machine, join(cx.root, "runtime", "values", "sha256-hash.c")];
}

function buildCompiler(cx: BuildContext, { triple, compile, link }: ImageTools, source: string, work: string): string {
  publish(join(work, "config.h"), "// Everything is said on the command line.\n", 0o644);
  const [fixed, program] = [join(work, "source"), join(work, IMAGE.compiler)];
  const ofTcc = [...THIRD_PARTY_FLAGS, `-I${relative(cx.root, work)}`, `-I${relative(cx.root, fixed)}`, "-DONE_SOURCE=1", `-D${TCC_TARGETS[triple]}`, "-DCONFIG_TCC_STATIC", '-DTCC_VERSION="0.9.27"', '-DCONFIG_TCCDIR=""'];
  const ours = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wshadow"];
  fixedSource(source, fixed, TCC_FIXES);
  const objects = compilerSources(cx, triple).map((path) => {
    const object = join(work, `compiler-${basename(path)}.o`);
    const local = relative(cx.root, path);
    run([...compile, ...(basename(path) === "compile.c" ? ofTcc : ours), `-I${join("cli", "script", "compiler")}`, "-Iruntime", "-c", local, "-o", object], cx.root);
    return object;
  });
  run(link(["-s", "--gc-sections", "--build-id=none"], objects, program), work);
  return program;
}

function preprocess(cx: BuildContext, { compile }: ImageTools): string {
  const text = HEADERS.map((header) => `#include "${header}"\n`).join("");
  const [program = "", ...fixed] = compile;
  const args = [...fixed, "-std=c11", "-D_DEFAULT_SOURCE", "-E", "-P", "-D__TINYC__", "-U__SIZEOF_INT128__", "-Iruntime", "-x", "c", "-"];
  const result = spawnSync(program, args, { cwd: cx.root, input: text, encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new BuildFailure(`the runtime's headers can't be preprocessed for script mode:\n${result.stderr.trim()}`);
  }
  return scriptHeader(readFileSync(join(cx.root, "release", "script-image", "prelude.h"), "utf8"), result.stdout);
}

function linkImage(cx: BuildContext, { triple, compile, link, objects, archives }: ImageTools, work: string): Buffer {
  publish(join(work, "headers.h"), HEADERS.map((header) => `#include "${header}"\n`).join(""), 0o644);
  const flags = [...runtimeFlags("release"), "-w", "-D_DEFAULT_SOURCE", `-DMOCHI_COUNTED_RUNS=${RUNS_BEFORE_OPTIMISING}`, "-Iruntime", `-I${relative(cx.root, work)}`, '-DMOCHI_SCRIPT_HEADERS="headers.h"'];
  const own = ["main", "inline"].map((name) => {
    const object = join(work, `${name}.o`);
    run([...compile, ...flags, "-c", join("release", "script-image", `${name}.c`), "-o", object], cx.root);
    return object;
  });
  const layout = ["--build-id=none", "-z", "norelro", "-z", `max-page-size=${PAGE_SIZES[triple]}`, "-T", join("release", "script-image", "image.ld"), ...OPTIMISED_C_FUNCTIONS.flatMap((name) => ["-u", name])];
  const executable = join(work, "image.elf");
  run(link([...layout, "--wrap=mochi_platform_exit"], [...own, ...objects, ...archives], executable), cx.root);
  return readFileSync(executable);
}

interface ImageSegment {
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  /** 1 execute, 2 write, 4 read. */
  readonly flags: number;
}

interface ImageLayout {
  /** Loaded segments by address; the first has offset 0 and is one page (of 4 KB). */
  readonly segments: readonly ImageSegment[];
  /** The part of them that each thread has a copy of, where the C library has such variables. */
  readonly threadLocal?: ImageSegment & { readonly alignment: number };
}

/** The image's description for its linker (cli/script/compiler/image.h). */
interface ImageMap extends ImageLayout {
  readonly machine: number;
  readonly entry: number;
  /** Segments begin at multiples of this in memory, plus where they begin in the file: the largest pages that kernels of this machine use. */
  readonly alignment: number;
  /** Functions that tcc would call in another way than they were compiled for. */
  readonly misunderstood: readonly string[];
  readonly symbols: readonly ElfSymbol[];
}

function imageMap({ machine, entry, alignment, segments, threadLocal, misunderstood, symbols }: ImageMap): string {
  const words = ({ offset, address, fileSize, memorySize, flags }: ImageSegment): readonly number[] => [offset, address, fileSize, memorySize, flags];
  const lines: readonly (readonly (string | number)[])[] = [
    ["machine", machine],
    ["entry", entry],
    ["alignment", alignment],
    ...segments.map((segment) => ["segment", ...words(segment)]),
    ...(threadLocal === undefined ? [] : [["thread-local", ...words(threadLocal), threadLocal.alignment]]),
    ...misunderstood.map((name) => ["misunderstood", name]),
    ...symbols.map(({ name, value }) => ["symbol", name, value]),
  ];
  return lines.map((line) => `${line.join(" ")}\n`).join("");
}

/** What is loaded: a page of headers, which the script's linker writes, and the segments behind it. */
function layoutOf(bytes: Buffer, elf: ElfFile): ImageLayout {
  const base = elf.symbols.find(({ name }) => name === "__executable_start")?.value;
  const table = Number(bytes.readBigUInt64LE(32));
  const headers = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => bytes.subarray(table + index * 56, table + (index + 1) * 56));
  const wide = (header: Buffer, at: number): number => Number(header.readBigUInt64LE(at));
  const ofType = (type: number): readonly (ImageSegment & { readonly alignment: number })[] =>
    headers
      .filter((header) => header.readUInt32LE(0) === type)
      .map((header) => ({ offset: wide(header, 8), address: wide(header, 16), fileSize: wide(header, 32), memorySize: wide(header, 40), flags: header.readUInt32LE(4), alignment: wide(header, 48) }));
  const loads = ofType(1).map(({ alignment: _all, ...load }) => load);
  const threadLocal = ofType(7).find(({ memorySize }) => memorySize > 0);
  if (base === undefined || loads.some(({ offset }) => offset < PAGE)) {
    throw new BuildFailure("the runtime image's first page must be left to headers, and __executable_start say where it is loaded");
  }
  const first: ImageSegment = { offset: 0, address: base, fileSize: PAGE, memorySize: PAGE, flags: 4 };
  return { segments: [first, ...loads], ...(threadLocal === undefined ? {} : { threadLocal }) };
}

/** Each segment can be mapped, none shares a page with another, none is writable and executable. */
function isWellLaidOut(segments: readonly ImageSegment[], pages: number): boolean {
  const pageBehind = ({ address, memorySize }: ImageSegment): number => Math.ceil((address + memorySize) / pages);
  return segments.every((segment, index) => {
    const before = segments[index - 1];
    const { offset, address, flags } = segment;
    return (address - offset) % pages === 0 && (flags & 3) !== 3 && (before === undefined || pageBehind(before) <= Math.floor(address / pages));
  });
}

/** The image's bytes, and the text that describes them. */
function describeImage(bytes: Buffer, header: string, alignment: number): { readonly contents: Buffer; readonly map: string } {
  const elf = readElf(bytes);
  if (elf === undefined) {
    throw new BuildFailure("the runtime image is no ELF file");
  }
  const layout = layoutOf(bytes, elf);
  const end = Math.max(...layout.segments.map(({ offset, fileSize }) => offset + fileSize));
  if (!isWellLaidOut(layout.segments, alignment) || elf.sections.some(({ flags, name }) => (flags & SECTION_ALLOC) !== 0 && name.startsWith(".note"))) {
    throw new BuildFailure(`the runtime image's segments can't be mapped on pages of their own: ${JSON.stringify(layout)}`);
  }
  const libraryFunctions = new Set([...C_FUNCTIONS, ...OPTIMISED_C_FUNCTIONS, ...COMPILER_FUNCTIONS]);
  // Names of ours may be two files' own; the C library's are unique, but hidden in some, and those the linker makes local.
  const isOffered = ({ name, isGlobal }: ElfSymbol): boolean => (isGlobal && name.startsWith("mochi_")) || libraryFunctions.has(name);
  const symbols = elf.symbols.filter((symbol) => symbol.isDefined && isOffered(symbol)).sort((left, right) => (left.name < right.name ? -1 : 1));
  const contents = Buffer.alloc(Math.ceil(end / PAGE) * PAGE);
  bytes.copy(contents, PAGE, PAGE, end);
  return { contents, map: imageMap({ machine: elf.machine, entry: elf.entry, alignment, ...layout, misunderstood: [...misunderstoodFunctions(header)], symbols }) };
}

/** A hash over everything that the image is made from. */
function stampOf(cx: BuildContext, tools: ImageTools, source: string): string {
  const hash = createHash("sha256");
  const ours = ["release/script-image.ts", "release/tcc-fixes.ts", "release/source-fixes.ts", "release/image-tools.ts", "release/script-header.ts", ...readdirSync(join(cx.root, "release", "script-image")).map((name) => `release/script-image/${name}`), "release/elf-file.ts", "cli/script/runtime-image.ts", "cli/cache/counted-runs.ts"];
  for (const part of [tools.triple, tools.version, basename(source), HEADERS.join("\0")]) {
    hash.update(`${part}\0`);
  }
  for (const path of [...tools.objects, ...tools.archives, ...filesUnder(join(cx.root, "runtime"), ".h"), ...filesUnder(join(cx.root, "cli", "script", "compiler"), ".h"), ...compilerSources(cx, tools.triple), ...ours.sort().map((name) => join(cx.root, name))]) {
    hash.update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

/** Brings one machine's files up to date. */
async function makeImage(cx: BuildContext, tools: ImageTools, folder: string): Promise<void> {
  const source = await takeSource(cx, "tcc");
  writeMuslNotice(cx);
  const stamp = stampOf(cx, tools, source);
  if (readImage(folder)?.fingerprint === stamp) {
    return;
  }
  const work = join(cx.root, "dist", "obj", "script-image", tools.triple);
  mkdirSync(work, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const compiler = buildCompiler(cx, tools, source, work);
  const header = preprocess(cx, tools);
  const { contents, map } = describeImage(linkImage(cx, tools, work), header, PAGE_SIZES[tools.triple]);
  const image: RuntimeImage = { fingerprint: stamp, headers: HEADERS };
  publish(join(folder, IMAGE.compiler), readFileSync(compiler), 0o755);
  publish(join(folder, IMAGE.licence), readFileSync(join(source, "COPYING")), 0o644);
  publish(join(folder, IMAGE.header), header, 0o644);
  publish(join(folder, IMAGE.bytes), contents, 0o644);
  publish(join(folder, IMAGE.map), map, 0o644);
  publish(join(folder, IMAGE.description), JSON.stringify(image), 0o644);
  console.log(`built the runtime image of script mode (${tools.triple}, ${Math.round(contents.length / 1024)} KB)`);
}

/** The folder with the image for a machine, brought up to date; a text that says what is missing. */
export async function imageFor(cx: BuildContext, name: string): Promise<{ readonly folder: string } | string> {
  const triple = IMAGE_TRIPLES.find((one) => one === name);
  if (triple === undefined) {
    return "there is none for this machine";
  }
  const isOwn = triple === ownImageTriple();
  const compiler = isOwn ? cx.compilers.find((one) => one.triple === triple) : undefined;
  const tools = compiler === undefined ? await kitTools(cx, triple) : compilerTools(cx, compiler, triple);
  if (typeof tools === "string") {
    return tools;
  }
  const folder = isOwn ? join(cx.root, "dist", "script") : join(cx.root, "dist", "images", triple);
  await makeImage(cx, tools, folder);
  await quickCore(cx, tools, folder);
  return { folder };
}

/** For the programs of this machine. */
export async function scriptImage(cx: BuildContext): Promise<void> {
  const made = await imageFor(cx, ownImageTriple() ?? "");
  if (typeof made === "string") {
    rmSync(join(cx.root, "dist", "script"), { recursive: true, force: true });
    console.log(`no script mode: ${made}; scripts are compiled by the host's C compiler`);
  }
}

/** Of the targets whose archives were made, the machines that have script mode and aren't this one. */
export async function foreignImages(cx: BuildContext): Promise<void> {
  const wanted = IMAGE_TRIPLES.filter((triple) => triple !== ownImageTriple() && (cx.args.length === 0 || cx.args.includes(triple)));
  for (const triple of wanted) {
    const made = await imageFor(cx, triple);
    if (typeof made === "string") {
      throw new BuildFailure(made);
    }
  }
}
