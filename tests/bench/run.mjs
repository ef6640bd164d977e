#!/usr/bin/env node
// Compares Mochi with C, Go and Node on the programs of this folder; its queries also with DuckDB on one
// thread, and what allocates with OCaml and with BDWGC in place of our collector, whose pauses are shown.
//
//   node tests/bench/run.mjs [--rounds=5] [--scale=1] [--only=fib,sieve|allocation] [--json]
//
// Every program exists in Mochi and Go; but for queries in JavaScript; and in C, unless freeing by hand is not
// what C would do (then Go is 1, and the means leave the row out). All do the same work, their outputs must
// be equal. DuckDB and Polars have a query's rows in a table of their own, made from a formula. Runs are interleaved (round by round, one of each), so that a busy moment of the machine
// hits all alike; the fastest round counts. Shown as ratios to plain C (gcc -O2): CPU time and peak
// memory of the run, size of the executable, CPU time of the build; then geometric means. «checked»
// is the same C with traps on overflow, the yardstick for what checked integers cost. `--scale`
// makes the work smaller, for a quick look. What isn't installed is skipped, and said so.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const programs = join(here, "programs");

/** Name and full size: one to two seconds in C, or as long as memory allows. */
const cases = [
  { name: "fib", size: 42 },
  { name: "nbody", size: 10_000_000 },
  { name: "spectral-norm", size: 3000 },
  { name: "sieve", size: 50_000_000 },
  { name: "matmul", size: 900 },
  { name: "permutations", size: 10, fixed: true },
  { name: "binary-trees", size: 18, allocates: true },
  { name: "word-count", size: 8_000_000 },
  { name: "string-building", size: 10_000_000 },
  { name: "closures", size: 1_000_000 },
  { name: "sorting", size: 2_000_000 },
  { name: "evaluator", size: 20_000, allocates: true },
  { name: "factorial", size: 12_000 },
  { name: "query-filter-map", size: 4_000_000 },
  { name: "query-group-int", size: 2_000_000 },
  { name: "query-group-string", size: 2_000_000 },
  { name: "query-join", size: 2_000_000 },
  { name: "query-top", size: 2_000_000 },
  { name: "query-distinct", size: 2_000_000 },
  { name: "binary-trees-20", program: "binary-trees", size: 20, allocates: true },
  { name: "persistent-map", size: 1_000_000, allocates: true },
  { name: "string-churn", size: 1_000_000, allocates: true },
  { name: "struct-churn", size: 20_000, allocates: true },
  { name: "small-values", size: 100_000_000 },
  { name: "live-cache", size: 10_000_000, allocates: true },
  { name: "edit-distance", size: 6000 },
  { name: "queues", size: 3_000_000 },
  { name: "higher-order", size: 200_000 },
];

/** Sizes that enter the cost as an exponent shrink by subtraction. */
const exponents = new Map([["fib", 1.44], ["binary-trees", 1], ["binary-trees-20", 1], ["permutations", 0.3]]);

const options = { rounds: 5, scale: 1, only: "", json: false };
for (const arg of process.argv.slice(2)) {
  const match = /^--(rounds|scale|only|json)(?:=(.*))?$/.exec(arg);
  if (match === null) {
    console.error(`unknown argument ${arg}; see the top of tests/bench/run.mjs`);
    process.exit(2);
  }
  const [, key, value] = match;
  options[key] = key === "json" ? true : key === "only" ? value : Number(value);
}

const work = mkdtempSync(join(tmpdir(), "mochi-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const cFlags = ["-std=c11", "-D_DEFAULT_SOURCE", "-O2"];
const trap = ["-fsanitize=signed-integer-overflow", "-fsanitize-undefined-trap-on-error"];
/** Queries share how their rows are made. */
const sharedGo = (from) => (basename(from).startsWith("query-") ? [join(programs, "query-rows.go")] : []);
const mochi = join(root, "dist/mochi");
const languages = [
  { name: "C gcc", extension: "c", tool: "gcc", build: (from, to) => ["gcc", ...cFlags, `${from}.c`, "-o", to, "-lm"] },
  { name: "C clang", extension: "c", tool: "clang", build: (from, to) => ["clang", ...cFlags, `${from}.c`, "-o", to, "-lm"] },
  { name: "C checked", extension: "c", tool: "gcc", build: (from, to) => ["gcc", ...cFlags, ...trap, `${from}.c`, "-o", to, "-lm"] },
  { name: "Mochi", extension: "mochi", tool: mochi, build: (from, to) => [mochi, "build", "--release", `${from}.mochi`, "--out", to] },
  { name: "Mochi fast-int", extension: "mochi", tool: mochi, build: (from, to) => [mochi, "build", `${from}.mochi`, "--release", "--fast-int", "--out", to] },
  { name: "Mochi bdw", extension: "mochi", tool: mochi, onlyAllocating: true, build: (from, to) => [mochi, "build", "--release", "--gc=bdw", `${from}.mochi`, "--out", to] },
  {
    name: "OCaml",
    extension: "ml",
    tool: "ocamlopt",
    check: ["-version"],
    // What it compiles to goes beside its source, so that is a copy.
    build: (from, to) => ["sh", "-c", 'cp "$1.ml" "$2.ml" && ocamlopt -O3 -inline 100 "$2.ml" -o "$2"', "sh", from, to],
  },
  { name: "Go", extension: "go", tool: "go", build: (from, to) => ["go", "build", "-o", to, ...sharedGo(from), `${from}.go`] },
  { name: "Node", extension: "js", tool: "node", run: (from) => ["node", "--stack-size=20000", `${from}.js`] },
  { name: "DuckDB", tool: "python3", extension: "py", check: ["-c", "import duckdb"], run: (from) => ["python3", `${from}.py`] },
  { name: "Polars", tool: "python3", extension: "py", check: ["-c", "import polars"], run: (from) => ["env", "POLARS_MAX_THREADS=1", "python3", join(programs, "query-polars.py"), basename(from)] },
].filter(({ name, tool, check }) => {
  const found = spawnSync(tool, check ?? [tool === "go" ? "version" : tool === mochi ? "version" : "--version"], { stdio: "ignore" }).status === 0;
  if (!found) {
    console.error(`skipped: ${name} (${tool === mochi ? "dist/mochi isn't built: node build.mjs" : check === undefined ? `${tool} isn't installed` : `pip install ${name.toLowerCase()}`})`);
  }
  return found;
});

const measure = join(work, "measure");
try {
  execFileSync(process.env.CC ?? "cc", ["-O1", join(here, "measure.c"), "-o", measure]);
} catch {
  console.error("a C compiler is needed to build tests/bench/measure.c: install gcc or clang, or set CC");
  process.exit(1);
}

/** CPU seconds, KiB and output of a command; fails loudly. */
function cost(command, environment = {}) {
  const run = spawnSync(measure, command, { stdio: ["ignore", "pipe", "pipe", "pipe"], maxBuffer: 1 << 26, env: { ...process.env, ...environment } });
  const [seconds, memory, status] = String(run.output?.[3] ?? "").trim().split(" ").map(Number);
  if (status !== 0) {
    throw new Error(`${command.join(" ")} ended with ${status}\n${run.stderr}`);
  }
  return { seconds, memory, output: String(run.stdout) };
}

function scaled({ name, size, fixed }) {
  if (options.scale === 1 || fixed === true) {
    return size;
  }
  const exponent = exponents.get(name);
  return exponent === undefined ? Math.max(10, Math.round(size * options.scale)) : Math.max(4, Math.round(size + Math.log2(options.scale) * exponent));
}

const chosen = options.only === "" ? cases : options.only === "allocation" ? cases.filter(({ allocates }) => allocates === true) : cases.filter(({ name }) => options.only.split(",").includes(name));
const results = [];
for (const test of chosen) {
  const from = join(programs, test.program ?? test.name);
  const folder = join(work, test.name);
  mkdirSync(folder);
  const size = String(scaled(test));
  const entries = [];
  for (const language of languages.filter(({ extension, onlyAllocating }) => existsSync(`${from}.${extension}`) && (onlyAllocating !== true || test.allocates === true))) {
    const to = join(folder, language.name.replaceAll(" ", "-"));
    try {
      // Node has nothing to build; Mochi and Go build without their caches' help.
      const built = language.build === undefined ? { seconds: 0 } : cost(language.build(from, to), { MOCHI_CACHE_DIR: join(folder, "cache"), CGO_ENABLED: "0" });
      entries.push({
        language: language.name,
        command: [...(language.run?.(from) ?? [to]), size],
        build: built.seconds,
        bytes: language.build === undefined ? 0 : statSync(to).size,
        seconds: Number.POSITIVE_INFINITY,
        memory: Number.POSITIVE_INFINITY,
        output: "",
      });
    } catch (error) {
      console.error(`${test.name}: ${language.name} can't be built: ${error.message}`);
      process.exitCode = 1;
    }
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const entry of entries) {
      try {
        const run = cost(entry.command);
        entry.seconds = Math.min(entry.seconds, run.seconds);
        entry.memory = Math.min(entry.memory, run.memory);
        entry.output = run.output;
      } catch (error) {
        console.error(`${test.name}: ${entry.language} failed: ${error.message}`);
        process.exitCode = 1;
      }
    }
  }
  const expected = (entries.find((entry) => entry.language.startsWith("C")) ?? entries.at(-1))?.output;
  for (const entry of entries) {
    if (entry.output !== expected) {
      console.error(`${test.name}: ${entry.language} prints\n${entry.output}instead of\n${expected}`);
      process.exitCode = 1;
    }
  }
  results.push({ name: test.name, size, entries, pauses: test.allocates === true ? pausesOf(entries) : undefined });
  console.error(`${test.name} ${size}: ${entries.map((entry) => `${entry.language} ${entry.seconds.toFixed(2)} s`).join(", ")}`);
}

/** What our collector says of one more run: [collections, aside, in total, longest, p99], times in microseconds. */
function pausesOf(entries) {
  const ours = entries.find((entry) => entry.language === "Mochi");
  const said = ours === undefined ? undefined : spawnSync(ours.command[0], ours.command.slice(1), { encoding: "utf8", env: { ...process.env, MOCHI_GC_STATS: "1" } }).stderr;
  return /^gc: collections (\d+) \(aside (\d+)\), paused us: total (\d+) longest (\d+) p99 (\d+)/m.exec(said ?? "")?.slice(1).map(Number);
}

const means = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

function table(title, pick, skip = () => false) {
  const shown = languages.filter((language) => !skip(language.name));
  const rows = [["", ...shown.map((language) => language.name)]];
  const columns = new Map(shown.map((language) => [language.name, []]));
  for (const { name, entries } of results) {
    const base = entries.find((entry) => entry.language === "C gcc") ?? entries.find((entry) => entry.language === "Go") ?? entries[0];
    rows.push([
      name,
      ...shown.map((language) => {
        const entry = entries.find((candidate) => candidate.language === language.name);
        const ratio = entry === undefined || base === undefined ? Number.NaN : pick(entry) / pick(base);
        if (base?.language === "C gcc" && Number.isFinite(ratio) && ratio > 0) {
          columns.get(language.name).push(ratio);
        }
        return Number.isFinite(ratio) ? ratio.toFixed(2) : "-";
      }),
    ]);
  }
  rows.push(["geometric mean", ...shown.map((language) => (columns.get(language.name).length === 0 ? "-" : means(columns.get(language.name)).toFixed(2)))]);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${title}`);
  for (const row of rows) {
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  "));
  }
}

if (options.json) {
  console.log(JSON.stringify(results, undefined, 2));
} else {
  table("CPU time, C gcc = 1", (entry) => Math.max(entry.seconds, 1e-4));
  table("Peak memory, C gcc = 1", (entry) => entry.memory);
  table("Size of the executable, C gcc = 1", (entry) => entry.bytes, (name) => name === "Node");
  table("CPU time of the build, C gcc = 1", (entry) => Math.max(entry.build, 1e-3), (name) => name === "Node");
  for (const { name, pauses } of results) {
    if (pauses !== undefined) {
      const [collections, aside, total, longest, p99] = pauses;
      console.log(`${name}: ${collections} collections, ${aside} aside; paused ${total / 1000} ms, longest ${longest / 1000} ms, 99th percentile ${p99 / 1000} ms`);
    }
  }
  const go = results.flatMap(({ entries }) => {
    const ours = entries.find((entry) => entry.language === "Mochi");
    const theirs = entries.find((entry) => entry.language === "Go");
    return ours === undefined || theirs === undefined ? [] : [{ time: ours.seconds / theirs.seconds, memory: ours.memory / theirs.memory }];
  });
  if (go.length > 0) {
    console.log(`\nMochi against Go: time ${means(go.map((entry) => entry.time)).toFixed(2)} (worst ${Math.max(...go.map((entry) => entry.time)).toFixed(2)}), memory ${means(go.map((entry) => entry.memory)).toFixed(2)} (worst ${Math.max(...go.map((entry) => entry.memory)).toFixed(2)})`);
  }
}
