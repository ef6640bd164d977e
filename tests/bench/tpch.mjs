#!/usr/bin/env node
// TPC-H in Mochi against DuckDB with one thread, both from the CSV files on: loading counts.
//
//   node tests/bench/tpch.mjs [--scale=1] [--rounds=3] [--only=q01,q06] [--data=FOLDER]
//
// The tables are made once (at scale 1 that is a gigabyte) and kept in FOLDER, dist/tpch-SCALE unless it
// is named. Results are compared. Runs are interleaved, the fastest round counts: CPU seconds and peak
// memory. DuckDB is the Python package (pip install duckdb), whose start takes a tenth of a second of its own.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
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

/** Seconds of CPU time, KiB at the peak, rows. */
function run(command) {
  const { stdout, stderr, output } = spawnSync(measure, command, { cwd: data, encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"], maxBuffer: 1 << 28 });
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

const hasDuckDb = spawnSync("python3", ["-c", "import duckdb"]).status === 0;
if (!hasDuckDb) {
  console.error("skipped: DuckDB (pip install duckdb)");
}
console.log("query   Mochi s      MB   DuckDB s      MB   ratio");
for (const name of options.only.split(",")) {
  const program = join(work, name);
  execFileSync(join(root, "dist/mochi"), ["build", "--release", join(root, `tests/tpch/queries/${name}.mochi`), "-o", program]);
  const best = { mochi: undefined, duckdb: undefined };
  for (let round = 0; round < Number(options.rounds); round++) {
    const ours = run([program]);
    const theirs = hasDuckDb ? run(["python3", join(root, "tests/tpch/expected.py"), data, name]) : undefined;
    if (theirs !== undefined && !same(theirs.rows, ours.rows)) {
      throw new Error(`${name}: the results differ`);
    }
    best.mochi = best.mochi === undefined || ours.seconds < best.mochi.seconds ? ours : best.mochi;
    best.duckdb = best.duckdb === undefined || (theirs?.seconds ?? 0) < best.duckdb.seconds ? theirs : best.duckdb;
  }
  const cells = ({ seconds, memory }) => `${seconds.toFixed(2).padStart(9)} ${(memory / 1024).toFixed(0).padStart(7)}`;
  const { mochi, duckdb } = best;
  console.log(`${name}${cells(mochi)}${duckdb === undefined ? "" : `  ${cells(duckdb)}   ${(mochi.seconds / duckdb.seconds).toFixed(2)}`}`);
}
