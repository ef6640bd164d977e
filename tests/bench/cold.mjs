#!/usr/bin/env node
// How long a script takes that was never run before: hello and a program of 300 lines, cache emptied.
//
//   node tests/bench/cold.mjs [--rounds=30] [--json] [--mochi=dist/release/mochi-linux-x64]
//
// --mochi measures another executable than the checkout's, such as a release, in an empty home of its own.
//
// First the whole, from the call of `mochi` to its end, beside Node starting with nothing to do, beside the compiler core in the quick
// core's place (MOCHI_QUICK=0) and beside the host's C compiler instead of script mode; then the parts, as --time reports
// them: «start» is the quick core, or Node and the compiler core, getting ready, parse … emit the front end, compile the script compiler (cc: the C
// compiler), store and index the cache. Runs alternate, so that a busy moment of the
// machine hits all alike; medians, and the fastest run, which says most on a busy machine.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../dist");
const options = { rounds: 30, json: false, mochi: join(dist, "mochi") };
for (const arg of process.argv.slice(2)) {
  const [, key, value] = /^--(rounds|json|mochi)(?:=(.+))?$/.exec(arg) ?? [];
  if (key === undefined) {
    console.error(`unknown argument ${arg}; see the top of tests/bench/cold.mjs`);
    process.exit(2);
  }
  options[key] = key === "json" ? true : key === "mochi" ? resolve(value) : Number(value);
}
const { mochi } = options;

const work = mkdtempSync(join(tmpdir(), "mochi-cold-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const cache = join(work, "cache");
const environment = { ...process.env, MOCHI_HOME: join(work, "home"), MOCHI_CACHE_DIR: cache, MOCHI_BACKGROUND: "0", NO_COLOR: "1" };

/** Twenty lines of types, matches, lists, maps and text. */
function block(n) {
  return `type Item${n} {
  name: string
  price: float
  count: int
}

type Move${n} = Buy${n}(count: int) | Sell${n}(count: int) | Rename${n}(name: string)

fun apply${n}(item: Item${n}, move: Move${n}): Item${n} {
  return match move {
    Buy${n}(count) => Item${n} { name: item.name, price: item.price, count: item.count + count }
    Sell${n}(count) => Item${n} { name: item.name, price: item.price, count: item.count - count }
    Rename${n}(name) => Item${n} { name: name, price: item.price, count: item.count }
  }
}

let item${n} = apply${n}(Item${n} { name: "thing", price: ${n}.5, count: ${n} }, Buy${n}(2))
var total${n}: map<string, float> = {}
total${n}[item${n}.name] = item${n}.price * float(item${n}.count)
print(item${n}.name, total${n}[item${n}.name], len(str(item${n}.count)))
`;
}

const hello = join(work, "hello.mochi");
const long = join(work, "long.mochi");
writeFileSync(hello, 'print("hello")\n');
writeFileSync(long, Array.from({ length: 14 }, (_, n) => block(n + 1)).join("\n"));
const compiler = spawnSync(process.env["CC"] ?? "cc", ["--version"], { stdio: "ignore" }).status === 0 ? (process.env["CC"] ?? "cc") : undefined;
const lines = execFileSync("wc", ["-l", long], { encoding: "utf8" }).trim().split(" ")[0];

// The core's own Node is the one that its first line names.
const node = execFileSync("head", ["-1", join(dist, "mochi-core")], { encoding: "utf8" }).trim().replace(/^#!(\S+).*$/, "$1");
const cases = [
  { name: `node with nothing to do (${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()})`, words: [node, "-e", "0"] },
  { name: "mochi run hello", words: [mochi, "run", hello] },
  { name: `mochi run, ${lines} lines`, words: [mochi, "run", long] },
  { name: "MOCHI_QUICK=0 mochi run hello", words: [mochi, "run", hello], changes: { MOCHI_QUICK: "0" } },
  { name: `MOCHI_QUICK=0 mochi run, ${lines} lines`, words: [mochi, "run", long], changes: { MOCHI_QUICK: "0" } },
  ...(compiler === undefined ? [] : [{ name: `mochi run --cc ${compiler} hello`, words: [mochi, "run", "--cc", compiler, hello] }, { name: `mochi run --cc ${compiler}, ${lines} lines`, words: [mochi, "run", "--cc", compiler, long] }]),
];

function once(words, changes = {}) {
  rmSync(cache, { recursive: true, force: true });
  const begun = process.hrtime.bigint();
  const run = spawnSync(words[0], words.slice(1), { env: { ...environment, ...changes }, encoding: "utf8" });
  const took = Number(process.hrtime.bigint() - begun) / 1e6;
  if (run.status !== 0) {
    throw new Error(`${words.join(" ")} ended with ${run.status}\n${run.stderr}`);
  }
  return { took, said: run.stderr };
}

function summary(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0] };
}

spawnSync(mochi, ["version"], { env: environment, stdio: "ignore" }); // a release unpacks itself
const wholes = cases.map(() => []);
const parts = [new Map(), new Map()];
for (let round = 0; round < options.rounds; round++) {
  cases.forEach(({ words, changes }, index) => wholes[index].push(once(words, changes).took));
  [hello, long].forEach((file, index) => {
    for (const [, name, took] of once([mochi, "run", "--time", file]).said.matchAll(/^(\S+) +([\d.]+) ms$/gm)) {
      parts[index].set(name, [...(parts[index].get(name) ?? []), Number(took)]);
    }
  });
}

const results = {
  scriptMode: existsSync(join(dist, "script", "image.json")),
  whole: cases.map(({ name }, index) => ({ name, ...summary(wholes[index]) })),
  parts: [...parts[0].keys()].map((name) => ({ name, hello: summary(parts[0].get(name)), long: summary(parts[1].get(name) ?? [0]) })),
};
if (options.json) {
  console.log(JSON.stringify(results, undefined, 2));
} else {
  const number = (value) => value.toFixed(1).padStart(9);
  console.log(`${"".padEnd(40)}   median   fastest (ms)${results.scriptMode ? "" : "   no runtime image: not in script mode"}`);
  for (const { name, median, least } of results.whole) {
    console.log(`${name.padEnd(40)}${number(median)} ${number(least)}`);
  }
  console.log(`\n${"part".padEnd(16)}    hello   fastest${`${lines} lines`.padStart(12)}   fastest (ms)`);
  for (const { name, hello: one, long: other } of results.parts) {
    console.log(`${name.padEnd(16)}${number(one.median)} ${number(one.least)}  ${number(other.median)} ${number(other.least)}`);
  }
}
