// The collector as a user meets it: how much memory programs need, what happens where there is none,
// and that every collector runs the same program. MOCHI_MAX_HEAP is the measure: what fits, fits.
// MOCHI_TEST_GIGABYTES=200 makes the long run as long as it is meant to be (default 2).

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Builds a program and returns how to run it. */
function built(play: Playground, source: string, options: readonly string[] = []): (environment: Readonly<Record<string, string>>) => Ended {
  play.write("p.mochi", source);
  const end = play.mochi(["build", ...options, "p.mochi"]);
  assert.equal(end.status, 0, end.err);
  return (environment) => {
    const { status, stdout, stderr } = spawnSync(play.path("p"), [], { encoding: "utf8", env: { ...process.env, ...environment } });
    return { status, out: stdout, err: stderr };
  };
}

const CHURN = `var kept: list<string> = []
for i in 0..50000 {
  kept = append(kept, "a text of about sixty characters, too long to be kept in place " + str(i))
}
var total = 0
for i in 0..4000000 {
  let text = "text number " + str(i) + ", which is forgotten soon, as most texts of a program are"
  kept[i % 50000] = text
  total = total + len(text)
}
print(total)
`;

const GIGABYTES = Number(process.env["MOCHI_TEST_GIGABYTES"] ?? 2);

/** Keeps 1000 items, which need 8 MB, and replaces one after the other: 60,000 replacements allocate a gigabyte. */
const LONG = `type Item {
  id: int
  text: string
  numbers: list<int>
}
fun made(id: int): Item {
  var numbers: list<int> = []
  for i in 0..1000 {
    numbers = append(numbers, id + i)
  }
  return Item { id: id, text: "the text of the item with the number " + str(id), numbers: numbers }
}
var kept: list<Item> = []
for i in 0..1000 {
  kept = append(kept, made(i))
}
var right = 0
for i in 0..${GIGABYTES} * 60000 {
  kept[i % 1000] = made(i)
  let other = kept[i * 7 % 1000]
  if other.numbers[i % 1000] == other.id + i % 1000 {
    right = right + 1
  }
}
print(right)
`;

/** Lists, a map, strings. */
const USUAL = `var words = ["one", "two", "three"]
words = append(words, "four" + str(len(words)))
var lengths: map<string, int> = {}
for word in words {
  lengths[upper(word)] = len(word)
}
print(keys(lengths), lengths["ONE"], join(words, ", "))
`;

/** A cons cell and a text for each level, live at once, below a call for each level. */
const DEEP = `type Chain = End | Link(text: string, rest: Chain)
fun build(n: int): Chain {
  if n == 0 {
    return End {}
  }
  let text = "the text of level number " + str(n)
  return Link { text: text, rest: build(n - 1) }
}
fun length(chain: Chain, total: int): int {
  return match chain {
    End => total
    Link(text, rest) => length(rest, total + len(text))
  }
}
print(length(build(1000000), 0))
`;

/** 300,000 cells in a circle, and texts that are forgotten soon. */
const LARGE = `type Cell {
  text: string
  peers: list<Cell>
}
var cells: list<Cell> = []
for i in 0..300000 {
  cells = append(cells, Cell { text: "cell " + str(i), peers: [] })
}
for i in 0..300000 {
  var c = cells[i]
  c.peers = [cells[(i + 1) % 300000], cells[i * 7 % 300000]]
}
var total = 0
var at = cells[0]
for i in 0..3000000 {
  let text = "the text that is made for step number " + str(i) + " of the way"
  total = total + len(text) + len(at.text)
  at = at.peers[i % 2]
}
print(total)
`;

/** The program that a process runs; undefined when the process is gone, or going. */
function executable(id: string): string | undefined {
  try {
    return readlinkSync(join("/proc", id, "exe"));
  } catch {
    return undefined;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let left = 1000; !holds(); left--) {
    assert.ok(left > 0, "within 10 seconds");
    await delay(10);
  }
}

describe("memory", { concurrency: 2 }, () => {
  test("memory: 400 MB that come and go need little more than the 5 MB that stay", () =>
    withPlayground((play) => {
      const run = built(play, CHURN);
      assert.deepEqual(run({ MOCHI_MAX_HEAP: "16m" }), { status: 0, out: "302888890\n", err: "" });
    }));

  test(`memory: ${GIGABYTES} GB that come and go beside 8 MB that stay need no more than a short run`, { timeout: 3_600_000 }, () =>
    withPlayground((play) => {
      const ended = built(play, LONG, ["--release"])({ MOCHI_MAX_HEAP: "20m", MOCHI_GC_STATS: "1" });
      assert.equal(ended.out, `${GIGABYTES * 60000}\n`);
      const allocated = Number(/allocated (\d+)/.exec(ended.err)?.[1]);
      assert.ok(allocated > GIGABYTES * 900_000, ended.err);
    }));

  test("memory: a static program is small: 20 KB, 80 KB with lists, maps and strings", () =>
    withPlayground((play) => {
      if (spawnSync("musl-gcc", ["--version"]).status !== 0) {
        console.log("memory: no musl-gcc here; sizes of static programs were not looked at");
        return;
      }
      const size = (source: string): number => {
        built(play, source, ["--release", "--static", "--cc", "musl-gcc"]);
        return statSync(play.path("p")).size;
      };
      const [hello, usual] = [size('print("hello")\n'), size(USUAL)];
      assert.ok(hello <= 20 << 10, `${hello} bytes`);
      assert.ok(usual <= 80 << 10, `${usual} bytes`);
    }));

  test("memory: a list grows in its place", () =>
    withPlayground((play) => {
      const run = built(play, "var xs: list<int> = []\nfor i in 0..10000000 {\n  xs = append(xs, i)\n}\nprint(len(xs), xs[9999999])\n");
      // 80 MB of ints; by copying it would need twice that and more.
      const limit = process.platform === "linux" ? "112m" : "220m";
      assert.deepEqual(run({ MOCHI_MAX_HEAP: limit }), { status: 0, out: "10000000 9999999\n", err: "" });
    }));

  test("memory: a million calls deep, allocating", () =>
    withPlayground((play) => {
      assert.deepEqual(built(play, DEEP)({}), { status: 0, out: "30888896\n", err: "" });
    }));

  test("memory: more than MOCHI_MAX_HEAP is an error with its place", () =>
    withPlayground((play) => {
      const source = "fun fill(n: int): list<string> {\n  var xs: list<string> = []\n  for i in 0..n {\n    xs = append(xs, \"a text that is too long to be kept in place \" + str(i))\n  }\n  print(xs[n])\n  return xs\n}\nprint(len(fill(1000000)))\n";
      const ended = built(play, source, ["--debug"])({ MOCHI_MAX_HEAP: "4m" });
      assert.equal(ended.status, 1);
      assert.equal(ended.out, "");
      assert.match(ended.err, /^error: out of memory\n --> p\.mochi:9:11\n/);
    }));

  test("memory: MOCHI_GC_STATS counts, and switches for tests work in release builds", () =>
    withPlayground((play) => {
      const run = built(play, CHURN.replace("4000000", "200000"));
      const ended = run({ MOCHI_GC_STATS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" });
      assert.equal(ended.out, "14888890\n");
      assert.match(ended.err, /^gc: collections [1-9]\d* \(aside 0\), paused us: total \d+ longest \d+ p99 \d+\ngc: KB: allocated \d{5} survived \d+ most alive \d+ largest heap \d+\n$/);
      assert.deepEqual(run({ MOCHI_GC_FAIL_AT: "1000" }), { status: 1, out: "", err: "error: out of memory\n" });
    }));

  test("memory: a large heap is marked aside, where forking is possible, with the same result", () =>
    withPlayground((play) => {
      const run = built(play, LARGE);
      const out = "198771390\n";
      const ended = run({ MOCHI_GC_STATS: "1" });
      assert.equal(ended.out, out);
      const aside = Number(/\(aside (\d+)\)/.exec(ended.err)?.[1]);
      assert.equal(aside > 0, process.platform === "linux", ended.err);
      assert.deepEqual(run({ MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "1m" }), { status: 0, out, err: "" });
      const alone = run({ MOCHI_GC_ASIDE: "0", MOCHI_GC_STATS: "1" });
      assert.equal(alone.out, out);
      assert.match(alone.err, /\(aside 0\)/);
    }));

  // Only Linux has snapshots, and /proc.
  if (process.platform === "linux") {
    test("memory: no snapshot outlives its program", () =>
      withPlayground(async (play) => {
        built(play, LARGE.replace("3000000", "3000000000"));
        const path = realpathSync(play.path("p"));
        const program = spawn(path, [], { stdio: "ignore", env: { ...process.env, MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "1m" } });
        const processes = (): number => readdirSync("/proc").filter((name) => /^\d+$/.test(name) && executable(name) === path).length;
        try {
          await until(() => processes() === 2);
        } finally {
          program.kill("SIGKILL");
        }
        await until(() => processes() === 0);
      }));
  }

  test("memory: every collector runs the same program", () =>
    withPlayground((play) => {
      for (const collector of ["precise", "bdw", "arena", "none"]) {
        assert.deepEqual(built(play, CHURN.replace("4000000", "200000"), [`--gc=${collector}`])({}), { status: 0, out: "14888890\n", err: "" }, collector);
      }
    }));
});
