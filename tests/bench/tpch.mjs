#!/usr/bin/env node
// TPC-H in Mochi beside C, Go, DuckDB and Polars, each on one thread and from the CSV files on: loading counts.
//
//   node tests/bench/tpch.mjs [--scale=1] [--rounds=3] [--only=q01,q06] [--data=FOLDER]
//
// The tables are made once (at scale 1 that is a gigabyte) and kept in FOLDER, dist/tpch-SCALE unless it
// is named. Results are compared with DuckDB's, floats within 1e-9. Runs are interleaved, the fastest round counts: CPU
// seconds, the system's too, and peak memory. C and Go (tests/bench/tpch) are written by hand for Q1, Q3, Q6, Q9 and Q18, Polars
// queries too; `--only=all` runs all 22 in what has them. DuckDB and Polars are Python packages (pip install duckdb polars), whose
// start takes a tenth of a second of its own. What isn't installed is left out, and said so.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const programs = join(root, "tests/bench/tpch");
const options = { scale: "1", rounds: "3", only: "q01,q03,q06,q09,q18", data: "" };
for (const arg of process.argv.slice(2)) {
  const match = /^--(scale|rounds|only|data)=(.+)$/.exec(arg);
  if (match === null) {
    console.error(`unknown argument ${arg}; see the top of tests/bench/tpch.mjs`);
    process.exit(2);
  }
  options[match[1]] = match[2];
}

const work = mkdtempSync(join(tmpdir(), "mochi-tpch-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const data = options.data === "" ? join(root, "dist", `tpch-${options.scale}`) : options.data;
if (!existsSync(join(data, "orders.csv"))) {
  const generator = join(work, "generate.mjs");
  await build({ entryPoints: [join(root, "tests/tpch/generate.ts")], outfile: generator, bundle: true, platform: "node", format: "esm" });
  const { generateTables } = await import(pathToFileURL(generator).href);
  generateTables(Number(options.scale), data);
}

const measure = join(work, "measure");
execFileSync(process.env.CC ?? "cc", ["-O1", join(root, "tests/bench/measure.c"), "-o", measure]);

const duckdb = { name: "DuckDB", check: ["python3", "-c", "import duckdb"], install: "pip install duckdb", command: (query) => ["python3", join(root, "tests/tpch/expected.py"), data, query] };
const contenders = [
  {
    name: "Mochi",
    check: [join(root, "dist/mochi"), "version"],
    install: "node build.mjs",
    build: (query, to) => [join(root, "dist/mochi"), "build", "--release", join(root, `tests/tpch/queries/${query}.mochi`), "-o", to],
  },
  { name: "C", check: ["gcc", "--version"], install: "gcc", source: (query) => `${query}.c`, build: (query, to) => ["gcc", "-std=c11", "-D_GNU_SOURCE", "-O2", join(programs, `${query}.c`), "-o", to] },
  { name: "Go", check: ["go", "version"], install: "go", source: (query) => `${query}.go`, build: (query, to) => ["go", "build", "-o", to, join(programs, "table.go"), join(programs, `${query}.go`)] },
  duckdb,
  {
    name: "Polars",
    check: ["python3", "-c", "import polars"],
    install: "pip install polars",
    // It has the queries that C has.
    source: (query) => `${query}.c`,
    command: (query) => ["python3", join(programs, "polars_query.py"), data, query],
  },
].filter(({ name, check: [tool, ...args], install }) => {
  const found = spawnSync(tool, args, { stdio: "ignore" }).status === 0;
  if (!found) {
    console.error(`skipped: ${name} (${install})`);
  }
  return found;
});

/** Seconds of CPU time, KiB at the peak, rows. */
function run(command) {
  const { stdout, stderr, output } = spawnSync(measure, command, {
    cwd: data,
    encoding: "utf8",
    env: { ...process.env, POLARS_MAX_THREADS: "1", GOMAXPROCS: "1" },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
  const [seconds, memory, status] = output[3].trim().split(" ").map(Number);
  if (status !== 0) {
    throw new Error(`${command.join(" ")} ended with ${status}: ${stderr}`);
  }
  return { seconds, memory, rows: stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)) };
}

function same(left, right) {
  const near = (a, b) => a === b || (typeof a === "number" && typeof b === "number" && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
  return left.length === right.length && left.every((row, index) => Object.keys(row).every((name) => near(row[name], right[index][name])));
}

const all = readdirSync(join(root, "tests/tpch/queries")).map((file) => file.slice(0, 3)).sort();
console.log(`CPU seconds and peak MB${contenders.map(({ name }) => name.padStart(14)).join("")}   Mochi/C  Mochi/Go  Mochi/DuckDB`);
for (const query of options.only === "all" ? all : options.only.split(",")) {
  const entries = contenders
    .filter(({ source }) => source === undefined || existsSync(join(programs, source(query))))
    .map((contender) => {
      const program = join(work, `${query}-${contender.name}`);
      if (contender.build !== undefined) {
        const [tool, ...args] = contender.build(query, program);
        execFileSync(tool, args);
      }
      return { name: contender.name, command: contender.command?.(query) ?? [program], best: undefined };
    });
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const entry of entries) {
      const cost = run(entry.command);
      entry.best = entry.best === undefined || cost.seconds < entry.best.seconds ? cost : entry.best;
    }
  }
  const expected = entries.find(({ name }) => name === duckdb.name) ?? entries[0];
  for (const { name, best } of entries) {
    if (!same(expected.best.rows, best.rows)) {
      throw new Error(`${query}: ${name} and ${expected.name} differ`);
    }
  }
  const cells = contenders.map(({ name }) => {
    const best = entries.find((entry) => entry.name === name)?.best;
    return (best === undefined ? "-" : `${best.seconds.toFixed(2)} ${(best.memory / 1024).toFixed(0).padStart(5)}`).padStart(14);
  });
  const ratio = (other) => {
    const [ours, theirs] = ["Mochi", other].map((name) => entries.find((entry) => entry.name === name)?.best);
    return ours === undefined || theirs === undefined ? "-" : (ours.seconds / theirs.seconds).toFixed(2);
  };
  console.log(`${query.padEnd(23)}${cells.join("")}   ${ratio("C").padStart(7)}  ${ratio("Go").padStart(8)}  ${ratio("DuckDB").padStart(12)}`);
}
