// Input that no program of tests/run can make for itself: large files, lines without end, closed descriptors, what can't be read.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
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
