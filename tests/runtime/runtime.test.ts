// The C unit tests of libmochi: each tests/runtime/*.c is linked with the runtime under
// AddressSanitizer and UBSan and run; ends.c is run once per way a program can end. The fuzzer of `load`
// (tests/fuzz/loader.c) is run here, too: MOCHI_FUZZ_SEED and MOCHI_FUZZ_ROUNDS make it go on.
//
// Objects are kept in dist/tests/runtime and compiled again when their source or any header is newer.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { before, test } from "node:test";

const COMPILER = process.env["CC"] ?? "cc";
const OUT = resolve("dist", "tests", "runtime");
const FLAGS = ["-std=c11", "-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-DMOCHI_SANITIZE=1"];
const WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Werror"];
const INCLUDES = ["-Iruntime", "-Itests/runtime", `-I${join("dist", "third-party", "include")}`];
const LINK_LATE = ["-lm"];

/** What a process did. */
interface Ended {
  readonly out: string;
  readonly err: string;
  readonly status: number | string;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Where standard output goes instead of a pipe that is read: one that is closed at once. */
  readonly closed?: boolean;
}

function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((done, failed) => {
    // Nothing is freed by the `none` collector, so leaks say nothing.
    const env = { ...process.env, ASAN_OPTIONS: "detect_leaks=0:allow_user_segv_handler=1", MOCHI_NOW_SEED: "1", ...options.env };
    const child = spawn(program, args, { env, cwd: options.cwd ?? OUT });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.stdin.on("error", () => undefined).end(options.input ?? "");
    if (options.closed === true) {
      child.stdout.destroy();
    }
    child.on("error", failed).on("close", (code, signal) => done({ out, err, status: signal ?? code ?? 0 }));
  });
}

function compile(args: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    execFile(COMPILER, args, { maxBuffer: 1 << 24 }, (error, _out, err) => {
      if (error === null) {
        done();
      } else {
        failed(new Error(`${COMPILER} ${args.join(" ")}\n${err}`));
      }
    });
  });
}

function sources(folder: string, extension: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => join(folder, name));
}

const modified = (path: string): number => statSync(path).mtimeMs;

/** libmochi under the sanitizers, as objects. */
async function compileRuntime(): Promise<readonly string[]> {
  mkdirSync(OUT, { recursive: true });
  const headers = Math.max(...[...sources("runtime", ".h"), ...sources("tests/runtime", ".h")].map(modified));
  const objects = sources("runtime", ".c").map((source) => ({ source, object: join(OUT, `${source.replace(/[/\\]/g, "-")}.o`) }));
  const stale = objects.filter(({ source, object }) => !existsSync(object) || modified(object) < Math.max(headers, modified(source)));
  const work = [...stale];
  const worker = async (): Promise<void> => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      await compile([...FLAGS, ...INCLUDES, "-c", next.source, "-o", next.object]);
    }
  };
  await Promise.all([worker(), worker()]);
  return objects.map(({ object }) => object);
}

let archive = "";
let loader: Promise<string> | undefined;

before(async () => {
  const objects = await compileRuntime();
  archive = join(OUT, "libmochi.a");
  rmSync(archive, { force: true });
  await new Promise<void>((done, failed) => {
    execFile("ar", ["rcs", archive, ...objects], (error) => (error === null ? done() : failed(error)));
  });
});

/** A third-party library, where the build has put it. */
function library(name: string): string {
  const machine = process.arch === "arm64" ? "aarch64" : "x86_64";
  const found = sources(join("dist", "lib"), `lib${name}.a`).filter((path) => path.includes(`${machine}-`) && !path.includes("musl"));
  assert.ok(found[0] !== undefined, `lib${name}.a is built`);
  return found[0];
}

async function link(name: string, backend: string, folder = "tests/runtime", more: readonly string[] = []): Promise<string> {
  const program = join(OUT, `${name}-${backend}`);
  const late = [...more, ...(backend === "bdw" ? ["gc"] : [])].map(library);
  await compile([...FLAGS, ...WARNINGS, ...INCLUDES, `-DBACKEND=mochi_gc_${backend}`, `${folder}/${name}.c`, "tests/runtime/backend.c", archive, ...late, ...LINK_LATE, "-o", program]);
  return program;
}

function passes(ended: Ended): void {
  assert.equal(ended.err, "");
  assert.equal(ended.status, 0);
}

for (const name of ["text-string", "text-search", "text-format", "text-number", "text-float", "data", "pictures"]) {
  test(`runtime: ${name}`, async () => {
    passes(await run(await link(name, "none"), []));
  });
}

for (const format of ["csv", "json", "jsonl", "yaml"]) {
  test(`fuzz: loading ${format}`, async () => {
    loader ??= link("loader", "none", "tests/fuzz", ["fyaml", "tommath"]);
    const folder = mkdtempSync(join(tmpdir(), `mochi-fuzz-${format}-`));
    const { MOCHI_FUZZ_SEED: seed = "1", MOCHI_FUZZ_ROUNDS: rounds = "400" } = process.env;
    const ended = await run(await loader, [format, seed, rounds, resolve("tests", "fuzz", "corpus", format)], { cwd: folder });
    assert.equal(ended.err, "", `the input is ${join(folder, `input.${format}`)}: once the cause is mended, it belongs into tests/fuzz/corpus/${format}`);
    assert.equal(ended.status, 0);
    rmSync(folder, { recursive: true });
  });
}

test("runtime: strings under collect-at-every-allocation", async () => {
  passes(await run(await link("text-format", "bdw"), [], { env: { MOCHI_GC_STRESS: "1" } }));
});

for (const backend of ["precise", "bdw", "arena", "none"]) {
  test(`runtime: memory of the ${backend} collector`, async () => {
    passes(await run(await link("memory", backend), []));
    passes(await run(await link("memory-pools", backend), []));
  });
}

test("runtime: memory under collect-at-every-allocation", async () => {
  passes(await run(await link("memory", "precise"), [], { env: { MOCHI_GC_STRESS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" } }));
});

test("runtime: the heap of the precise collector, with room for few objects to mark, and poisoned", async () => {
  const program = await link("memory-heap", "precise");
  passes(await run(program, [], { env: { MOCHI_GC_VERIFY: "1" } }));
  passes(await run(program, [], { env: { MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1", MOCHI_GC_MARK_STACK: "100" } }));
});

test("runtime: marking aside, by snapshots that are late, die, or can't be had", async () => {
  const aside = { MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "64k", MOCHI_GC_VERIFY: "1" };
  const program = await link("memory-aside", "precise");
  passes(await run(program, [], { env: aside }));
  passes(await run(program, [], { env: { ...aside, MOCHI_GC_POISON: "1" } }));
  passes(await run(await link("memory-heap", "precise"), [], { env: { ...aside, MOCHI_GC_EVERY: "1m" } }));
});

test("runtime: system", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mochi-system-"));
  passes(await run(await link("system", "none"), [], { cwd: folder }));
  assert.deepEqual(readdirSync(folder), [], "nothing is left behind");
  rmSync(folder, { recursive: true });
});

// ---------------------------------------------------------------- ways to end

const IN_TOTAL = [
  " --> shop.mochi:12:11",
  "   |",
  "12 | \treturn xs[n] + 1",
  "   | \t         ^",
  "  at total (shop.mochi:12)",
  "",
].join("\n");

const endings: readonly (readonly [name: string, expected: Ended, options?: RunOptions])[] = [
  ["frames", { out: "", err: `error: list index out of range: 5 (len 2)\n${IN_TOTAL}  at main (shop.mochi:30)\n`, status: 1 }],
  [
    "try",
    {
      out: 'value is nil: x (from a.mochi:1:2)\ncannot cast "zz" to int\n-3\ncannot cast "zz" to int\n',
      err: `error: cannot cast "zz" to int\n${IN_TOTAL}`,
      status: 1,
    },
  ],
  ["expect", { out: "", err: `error: expect condition failed at shop.mochi:12: expect total == 3\n   left: 1\n  right: 3\n${IN_TOTAL}`, status: 1 }],
  ["trim", { out: `a  b  c\n\nx${" ".repeat(50000)}\u00a0y\n-9223372036854775808 1e+06\n`, err: "", status: 0 }],
  ["signal", { out: "kept\n", err: "", status: "SIGTERM" }],
  ["echo", { out: "<one>\n<two>\n<no end>\n", err: "", status: 0 }, { input: "one\r\ntwo\nno end" }],
  ["echo", { out: `<${"long".repeat(10000)}>\n`, err: "", status: 0 }, { input: "long".repeat(10000) }],
  ["allocate", { out: "", err: "error: out of memory\n", status: 1 }, { env: { MOCHI_GC_FAIL_AT: "50" } }],
  ["allocate", { out: "enough\n", err: "", status: 0 }],
  ["clocks", { out: "1015568748 1586792639\n7\n", err: "", status: 0 }, { env: { MOCHI_TEST: "7" } }],
  ["deep", { out: "100000\n", err: "", status: 0 }],
  ["many-lines", { out: "", err: "", status: 141 }, { closed: true }],
  ["unknown", { out: "", err: "", status: 99 }],
];

for (const [name, expected, options] of endings) {
  test(`runtime: a program that ends by ${name}${options?.env === undefined ? "" : " with a switch"}`, async () => {
    const ended = await run(await ends(), [name], options);
    // A closed pipe is seen by SIGPIPE or by the failed write, whichever the parent left on.
    const status = name === "many-lines" && ended.status === "SIGPIPE" ? 141 : ended.status;
    assert.deepEqual({ ...ended, status }, expected);
  });
}

let linkedEnds: Promise<string> | undefined;

function ends(): Promise<string> {
  linkedEnds ??= link("ends", "none");
  return linkedEnds;
}

test("runtime: too many frames are counted, long lines are cut around the caret", async () => {
  const program = await ends();
  const many = await run(program, ["many-frames"]);
  assert.equal(many.err.split("\n").filter((line) => line.startsWith("  at ")).length, 20);
  assert.match(many.err, / {2}… 81 more\n$/);
  const long = (await run(program, ["long-line"])).err.split("\n");
  assert.ok(long.every((line) => line.length < 200));
  assert.equal(long[3]?.indexOf("!!"), long[4]?.indexOf("^"));
});

test("runtime: stack overflow is an error with its frames", async () => {
  const ended = await run(await ends(), ["overflow"], { env: { MOCHI_STACK: "16m" } });
  assert.equal(ended.out, "before\n");
  assert.match(ended.err, /^error: stack overflow\n --> shop\.mochi:30:7\n/);
  assert.match(ended.err, / {2}at dive \(shop\.mochi:30\)\n/);
  assert.match(ended.err, / {2}… \d+ more\n$/);
  assert.equal(ended.status, 1);
});

test("runtime: a full disk ends the program with the cause", async () => {
  const program = await ends();
  const ended = await run("/bin/sh", ["-c", `exec "$0" many-lines > /dev/full`, program]);
  assert.deepEqual(ended, { out: "", err: "error: cannot write to standard output: no space left on the disk\n", status: 1 });
});
