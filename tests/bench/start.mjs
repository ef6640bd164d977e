#!/usr/bin/env node
// How long a script takes to start: a cached `mochi run` beside the bare executable and other tools.
//
//   node tests/bench/start.mjs [--rounds=200] [--json] [--install]
//
// All commands print one line and run in turn, round by round, so that a busy moment of the machine
// hits all alike; shown are the fastest (which says most on a busy machine), the median and the 90th percentile of the wall time,
// and the median's distance to the bare executable. Slow tools get a tenth of the rounds. What isn't installed is named and left out;
// --install brings deno and bun, from npm, into the bench's own folder.
// Where a release was made (`node build.mjs release`), its executable runs the same scripts: it carries 40 MB.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const mochi = join(here, "../../dist/mochi");
const options = { rounds: 200, json: false, install: false };
for (const arg of process.argv.slice(2)) {
  const [, key, value] = /^--(rounds|json|install)(?:=(\d+))?$/.exec(arg) ?? [];
  if (key === undefined) {
    console.error(`unknown argument ${arg}; see the top of tests/bench/start.mjs`);
    process.exit(2);
  }
  options[key] = key === "rounds" ? Number(value) : true;
}

const work = mkdtempSync(join(tmpdir(), "mochi-start-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
process.env["MOCHI_HOME"] = join(work, "home");
process.env["NO_COLOR"] = "1";

if (options.install) {
  execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", work, "deno", "bun"], { stdio: ["ignore", "ignore", "inherit"] });
  process.env["PATH"] = `${join(work, "node_modules", ".bin")}:${process.env["PATH"]}`;
}

/** Writes a file into the work folder; returns its path. */
function write(name, text) {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
}

const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
const hello = write("hello.mochi", 'print("hello")\n');
for (const n of numbers) {
  write(`part${n}.mochi`, `export fun add(x: int): int {\n  return x + ${n}\n}\n`);
}
const imports = numbers.map((n) => `import "./part${n}" as part${n}\n`).join("");
const many = write("many.mochi", `${imports}print(${numbers.map((n) => `part${n}.add(${n})`).join(" + ")})\n`);
const c = write("hello.c", '#include <stdio.h>\nint main(void) {\n  puts("hello");\n  return 0;\n}\n');
const go = write("hello.go", 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("hello")\n}\n');
const js = write("hello.js", 'console.log("hello");\n');
const bare = join(work, "hello");
const bareMany = join(work, "many");
const measure = join(work, "start");
const compiler = process.env["CC"] ?? "cc";
execFileSync(compiler, ["-O1", join(here, "start.c"), "-o", measure]);
execFileSync(mochi, ["run", hello]);
execFileSync(mochi, ["run", many]);
// The bare executables are the very files that the cache runs: compiled as `run` compiles them.
execFileSync("sh", ["-c", 'find "$0/cache/objects" -name program | xargs ls -tr | { read one; read two; cp "$one" "$1"; cp "$two" "$2"; }', process.env["MOCHI_HOME"], bare, bareMany]);

const release = join(here, `../../dist/release/mochi-${process.platform}-${process.arch}`);
const released = existsSync(release)
  ? [
      { name: "one-file release, cached", words: [release, "run", hello] },
      { name: "one-file release, ten imports", words: [release, "run", many] },
    ]
  : [];
for (const { words } of released) {
  execFileSync(words[0], words.slice(1)); // unpacks its compiler and fills the cache
}

const cases = [
  { name: "bare executable", words: [bare] },
  { name: "mochi run, cached", words: [mochi, "run", hello] },
  { name: "bare executable, ten imports", words: [bareMany] },
  { name: "mochi run, ten imports, cached", words: [mochi, "run", many] },
  ...released,
  { name: "bash -c", words: ["bash", "-c", "echo hello"] },
  { name: "tcc -run", words: ["tcc", "-run", c] },
  { name: "mochi.cjs (no launcher), cached", words: ["node", `${mochi}.cjs`, "run", hello], slow: true },
  { name: "python3", words: ["python3", "-c", "print('hello')"], slow: true },
  { name: "node", words: ["node", js], slow: true },
  { name: "deno run", words: ["deno", "run", js], slow: true },
  { name: "bun run", words: ["bun", "run", js], slow: true },
  { name: "go run", words: ["go", "run", go], slow: true },
].filter(({ name, words }) => {
  const runs = spawnSync(words[0], words.slice(1), { stdio: "ignore" }).status === 0;
  if (!runs) console.error(`left out: ${name} (${words[0]} is not here, or fails)`);
  return runs;
});

const results = [false, true].flatMap((slow) => {
  const chosen = cases.filter((one) => (one.slow ?? false) === slow);
  if (chosen.length === 0) return [];
  const rounds = slow ? Math.max(1, Math.ceil(options.rounds / 10)) : options.rounds;
  const words = chosen.flatMap((one, index) => (index === 0 ? one.words : ["---", ...one.words]));
  const lines = execFileSync(measure, [String(rounds), ...words], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line, index) => {
    const [fastest, median, p90] = line.split(" ").map(Number);
    return { name: chosen[index].name, fastest, median, p90 };
  });
});

if (options.json) {
  console.log(JSON.stringify(results, undefined, 2));
} else {
  const floor = results[0].median;
  console.log(`${"".padEnd(32)} fastest   median      p90   over the bare executable (ms)`);
  for (const { name, fastest, median, p90 } of results) {
    console.log(`${name.padEnd(32)}${fastest.toFixed(3).padStart(8)} ${median.toFixed(3).padStart(8)} ${p90.toFixed(3).padStart(8)} ${(median - floor).toFixed(3).padStart(8)}`);
  }
}
