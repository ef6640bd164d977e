// Input that no program of tests/run can make for itself: large files, lines without end, closed descriptors, what can't be read.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, closeSync, lstatSync, openSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { exitStatus } from "../../cli/driver/execute.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

const LOADING = 'type R { a: string }\ntry { print(len(load as R)) } catch e { print(e.code, e.message) }\nprint("alive")\n';

function built(play: Playground, text: string): string {
  play.write("data.mochi", text);
  const end = play.mochi(["build", "--debug", "data.mochi", "-o", "data"]);
  assert.equal(end.status, 0, end.err);
  return join(play.folder, "data");
}

test("cli: a line without end is an error before it fills the memory", () =>
  withPlayground((play) => {
    const program = built(play, LOADING);
    // A gigabyte would come, were it read.
    const out = execFileSync("sh", ["-c", `head -c 1000000000 /dev/zero | tr '\\0' x | "${program}"`], { encoding: "utf8" });
    assert.equal(out, "-2 <stdin>:1:1: this record is longer than max_record, 67108864 bytes\nalive\n");
  }));

test("cli: no format takes a record beyond max_record", () =>
  withPlayground((play) => {
    const program = built(play, 'type R { a: string }\ntry { print(len(load as R with {format: args()[0], max_record: 1000000})) } catch e { print(e.code, e.message) }\n');
    const longest = "this record is longer than max_record, 1000000 bytes\n";
    const cases = { csv: ['a\n"', `2:1: ${longest}`], tsv: ["a\n", `2:1: ${longest}`], json: ['[{"a": "', `1:2: ${longest}`], jsonl: ['{"a": "', `1:1: ${longest}`], yaml: ['- a: "', `1:1: ${longest}`] };
    for (const [format, [start = "", said = ""]] of Object.entries(cases)) {
      assert.equal(spawnSync(program, [format], { input: start + "x".repeat(4_000_000), encoding: "utf8" }).stdout, `-2 <stdin>:${said}`, format);
    }
  }));

test("cli: saving keeps the file's mode, writes through links and into pipes, and leaves nothing when it fails", () =>
  withPlayground((play) => {
    const program = built(play, 'try { save (from i in range(int(args()[1])) select {i: i}) to args()[0] } catch e { print(e.code, e.message) }\n');
    const save = (path: string, rows: number): string => spawnSync(program, [path, String(rows)], { cwd: play.folder, encoding: "utf8" }).stdout;
    play.write("kept.csv", "old");
    chmodSync(play.path("kept.csv"), 0o640);
    symlinkSync("kept.csv", play.path("link.csv"));
    symlinkSync("made.csv", play.path("dangling.csv"));
    assert.equal(save("link.csv", 2) + save("dangling.csv", 1), "");
    assert.equal(readFileSync(play.path("kept.csv"), "utf8"), "0\n1\n");
    assert.equal(statSync(play.path("kept.csv")).mode & 0o777, 0o640);
    assert.ok(lstatSync(play.path("link.csv")).isSymbolicLink() && lstatSync(play.path("dangling.csv")).isSymbolicLink());
    assert.equal(readFileSync(play.path("made.csv"), "utf8"), "0\n");
    assert.equal(execFileSync("sh", ["-c", `mkfifo pipe.csv; cat pipe.csv & "${program}" pipe.csv 3; wait`], { cwd: play.folder, encoding: "utf8" }), "0\n1\n2\n");
    // The kernel's limit on a file's size stands for a disk that is full half way.
    const before = readdirSync(play.folder);
    const limited = execFileSync("sh", ["-c", `ulimit -f 64; "${program}" kept.csv 1000000`], { cwd: play.folder, encoding: "utf8" });
    assert.equal(limited, '-1 cannot write "kept.csv": file too large\n');
    assert.equal(readFileSync(play.path("kept.csv"), "utf8"), "0\n1\n");
    assert.deepEqual(readdirSync(play.folder), before);
  }));

test("cli: saving that a signal ends leaves the old file and no other", () =>
  withPlayground(async (play) => {
    const program = built(play, 'save (from i in range(100000000) select {i: i}) to "kept.csv"\n');
    play.write("kept.csv", "old");
    const before = readdirSync(play.folder).sort();
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      const child = spawn(program, { cwd: play.folder });
      const end = new Promise<NodeJS.Signals | null>((done) => child.on("close", (_, by) => done(by)));
      while (readdirSync(play.folder).length === before.length && child.exitCode === null) {
        await sleep(5);
      }
      child.kill(signal);
      assert.equal(await end, signal);
      assert.deepEqual(readdirSync(play.folder).sort(), before);
      assert.equal(readFileSync(play.path("kept.csv"), "utf8"), "old");
    }
  }));

test("cli: printing into a file beyond the limit on its size is an error with its cause", () =>
  withPlayground((play) => {
    const program = built(play, 'for i in 0..100000 { print("line", i) }\n');
    const end = spawnSync("sh", ["-c", `ulimit -f 8; "${program}" >out`], { cwd: play.folder, encoding: "utf8" });
    assert.deepEqual([end.status, end.stderr], [1, "error: cannot write to standard output: file too large\n"]);
  }));

test("cli: standard input that is closed or a folder is an error with its cause", () =>
  withPlayground((play) => {
    const program = built(play, LOADING);
    assert.equal(execFileSync("sh", ["-c", `"${program}" <&-`], { encoding: "utf8" }), '-1 cannot read "<stdin>": closed\nalive\n');
    const folder = openSync(play.folder, "r");
    assert.equal(spawnSync(program, { stdio: [folder, "pipe", "pipe"], encoding: "utf8" }).stdout, '-1 cannot read "<stdin>": is a folder\nalive\n');
    closeSync(folder);
  }));

test("cli: a reader that leaves ends a program that saves, quietly", () =>
  withPlayground((play) => {
    const program = built(play, "save (from i in range(1000000) select {i: i})\n");
    const result = spawnSync("sh", ["-c", `{ "${program}"; echo "status $?" >&2; } | head -n 1`], { encoding: "utf8" });
    assert.equal(result.stdout, "0\n");
    assert.equal(result.stderr, "status 141\n");
    assert.equal(exitStatus(result.status, result.signal), 0);
  }));

test("cli: a query over a file holds some rows of it, not all", () =>
  withPlayground((play) => {
    const rows = 1_500_000;
    writeFileSync(play.path("rows.csv"), `id,name\n${Array.from({ length: rows / 1000 }, (_, block) => `${block},a name that is no short string\n`.repeat(1000)).join("")}`);
    const program = built(
      play,
      `type R { id: int, name: string }
print(from r in load "rows.csv" as R where r.id % 2 == 1 select sum(len(r.name)))
print(filter(readLines("/proc/self/status"), fun(line: string): bool => startsWith(line, "VmHWM"))[0])
`,
    );
    const [sum, peak = ""] = spawnSync(program, { cwd: play.folder, encoding: "utf8" }).stdout.split("\n");
    assert.equal(Number(sum), (rows / 2) * 30);
    const kibibytes = Number(/(\d+) kB/.exec(peak)?.[1]);
    // The file has 50 MB, its rows 100.
    assert.ok(kibibytes < 30_000, `${kibibytes} KiB at the peak`);
  }));

test("cli: aliases of aliases of aliases are an error before they fill the memory", () =>
  withPlayground((play) => {
    const levels = Array.from({ length: 11 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array.from({ length: 10 }, () => `*a${level}`).join(", ")}]\n`);
    play.write("bomb.yaml", `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${levels.join("")}`);
    const program = built(play, 'try { print(len(load "bomb.yaml" as any)) } catch e { print(e.code, e.message) }\n');
    assert.equal(spawnSync(program, { cwd: play.folder, encoding: "utf8" }).stdout, "-2 bomb.yaml:1:19: the aliases of this document stand for too many values\n");
  }));
