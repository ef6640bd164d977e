#!/usr/bin/env node
// The transitive closure of a random graph in Mochi's rules beside a loop of C++ that was written for nothing else.
//
//   node tests/bench/logic.mjs [--nodes=2400] [--rounds=3]
//
// Each node has three edges to others; nearly all nodes reach nearly all, so 2,400 of them give more than five
// million pairs. All print how many there are: C++ from a sorted vector, Mochi once with all pairs as a list of maps, in
// order, and once only counted. Runs are interleaved, the fastest round counts: CPU seconds and peak memory. Mochi's facts
// are part of the program, C++ reads them.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const options = { nodes: "2400", rounds: "3" };
for (const arg of process.argv.slice(2)) {
  const match = /^--(nodes|rounds)=(\d+)$/.exec(arg);
  if (match === null) {
    console.error(`unknown argument ${arg}; see the top of tests/bench/logic.mjs`);
    process.exit(2);
  }
  options[match[1]] = match[2];
}

const work = mkdtempSync(join(tmpdir(), "mochi-logic-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const nodes = Number(options.nodes);
let state = 1;
const chance = () => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return Math.floor((state / 2 ** 32) * nodes);
};
const edges = Array.from({ length: nodes * 3 }, (_, index) => [Math.floor(index / 3), chance()]);
writeFileSync(join(work, "edges.txt"), edges.map(([x, y]) => `${x} ${y}\n`).join(""));
const rules = `${edges.map(([x, y]) => `fact edge(${x}, ${y})\n`).join("")}rule path(x, y) :- edge(x, y)\nrule path(x, z) :- edge(x, y), path(y, z)\n`;
writeFileSync(join(work, "list.mochi"), `${rules}let found = query path(x, y)\nprint(len(found), found[len(found) - 1])\n`);
writeFileSync(join(work, "count.mochi"), `${rules}print(len(query path(x, y)))\n`);

const measure = join(work, "measure");
execFileSync(process.env.CC ?? "cc", ["-O1", join(here, "measure.c"), "-o", measure]);
execFileSync("g++", ["-std=c++17", "-O2", join(here, "logic/closure.cpp"), "-o", join(work, "cpp")]);
for (const name of ["list", "count"]) {
  execFileSync(join(here, "../../dist/mochi"), ["build", "--release", join(work, `${name}.mochi`), "-o", join(work, name)]);
}

function run(command) {
  const { stdout, stderr, output } = spawnSync(measure, command, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const [seconds, memory, status] = output[3].trim().split(" ").map(Number);
  if (status !== 0) {
    throw new Error(`${command.join(" ")} ended with ${status}: ${stderr}`);
  }
  return { seconds, memory, out: stdout };
}

const commands = { "Mochi, counted": [join(work, "count")], "Mochi, a list": [join(work, "list")], "C++": [join(work, "cpp"), join(work, "edges.txt")] };
const best = {};
for (let round = 0; round < Number(options.rounds); round++) {
  for (const [name, command] of Object.entries(commands)) {
    const cost = run(command);
    best[name] = best[name] === undefined || cost.seconds < best[name].seconds ? cost : best[name];
  }
}
const pairs = Number.parseInt(best["C++"].out, 10);
for (const [name, { seconds, memory, out }] of Object.entries(best)) {
  if (Number.parseInt(out, 10) !== pairs) {
    throw new Error(`${name} finds ${out}, not ${pairs}`);
  }
  console.log(`${name.padEnd(14)} ${pairs} pairs in ${seconds.toFixed(2)} s: ${(pairs / seconds / 1e6).toFixed(1)} million a second, ${(memory / 1024).toFixed(0)} MB at the peak`);
}
