// Scripts that are run often are optimised in the background: when, and what can go wrong meanwhile.
// The launcher's part is seen from outside: what it prints, and which executable it became.
// Where there is no script mode (script-mode.test.ts says so), nothing is counted: that is tested instead.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { RUNS_BEFORE_OPTIMISING } from "../../cli/cache/counted-runs.ts";
import { readImage } from "../../cli/script/runtime-image.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

const HAS_IMAGE = readImage(join("dist", "script")) !== undefined;
const CORE = resolve("dist", "mochi-core");
const QUIET = { environment: { MOCHI_CACHE_DIR: undefined, MOCHI_CC: undefined, MOCHI_BACKGROUND: undefined } };
/** Says which executable it is. */
const WHICH = "import \"./text\" as text\nprint(text.text())\n";

function objects({ home }: Playground): string {
  return join(home, ".mochi", "cache", "objects");
}

function entries(play: Playground): readonly string[] {
  return readdirSync(objects(play)).sort();
}

/** The entry whose runs are counted. */
function countedEntry(play: Playground): string | undefined {
  return entries(play).find((key) => existsSync(join(objects(play), key, "runs")));
}

function runs(play: Playground): number | undefined {
  const key = countedEntry(play);
  return key === undefined ? undefined : statSync(join(objects(play), key, "runs")).size;
}

function environmentOf({ home }: Playground, changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, MOCHI_HOME: join(home, ".mochi"), ...QUIET.environment, ...changes };
}

/** What the launcher starts in the background, here and now. */
function optimise(play: Playground, changes: NodeJS.ProcessEnv = {}): number | null {
  return spawnSync(CORE, ["--optimise", "p.mochi"], { cwd: play.folder, env: environmentOf(play, changes), stdio: "ignore" }).status;
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 50) {
    assert.ok(waited < 30_000, "it took too long");
    await sleep(50);
  }
}

function run(play: Playground): string {
  const end = play.mochi(["p.mochi"], QUIET);
  assert.equal(end.err, "");
  return end.out;
}

test("script: the tenth run has the script optimised, and the executable that runs is never touched", async () => {
  await withPlayground(async (play) => {
    play.write("p.mochi", WHICH);
    play.write("text.mochi", 'export fun text(): string {\n  return "hello"\n}\n');
    assert.equal(run(play), "hello\n");
    if (!HAS_IMAGE) {
      assert.equal(runs(play), undefined);
      return;
    }
    const [first = ""] = entries(play);
    const before = statSync(join(objects(play), first, "program"));
    for (let count = 1; count < RUNS_BEFORE_OPTIMISING; count++) {
      assert.equal(run(play), "hello\n");
      assert.equal(runs(play), count);
    }
    assert.equal(run(play), "hello\n");
    await until(() => countedEntry(play) === undefined);
    const optimised = readFileSync(join(objects(play), first, "optimised"), "utf8");
    assert.deepEqual(entries(play), [first, optimised].sort());
    const after = statSync(join(objects(play), first, "program"));
    assert.deepEqual([after.ino, after.mtimeMs, after.ctimeMs], [before.ino, before.mtimeMs, before.ctimeMs]);
    assert.equal(run(play), "hello\n");
    play.write("text.mochi", 'export fun text(): string {\n  return "world"\n}\n');
    assert.equal(run(play), "world\n", "sources are looked at as before");
    play.write("text.mochi", 'export fun text(): string {\n  return "hello"\n}\n');
    assert.equal(run(play), "hello\n");
    assert.equal(entries(play).filter((key) => existsSync(join(objects(play), key, "optimised"))).length, 1, "what was optimised once is found again");
  });
});

test("script: optimised, it is as static as before and prints the same digits", () => {
  if (!HAS_IMAGE) {
    return;
  }
  return withPlayground((play) => {
    const functions = ["sin(x)", "cos(x)", "tan(x)", "exp(x / 9.0)", "log(x)", "log2(x)", "log10(x)", "pow(x, 2.3)", "pow(x, 2.0)", "atan(x)", "atan2(x, 3.0)", "asin(1.0 / x)", "acos(1.0 / x)", "cbrt(x)", "hypot(x, 7.0)"];
    play.write("p.mochi", `for i in 1..60 {\n  let x = float(i) * 1.0137\n  print(${functions.join(", ")})\n}\nprint(sin(0.5), exp(1.5), log(3.0), pow(1.1, 5.5), tan(2.5), cbrt(2.0))\n`);
    const first = run(play);
    const [entry = ""] = entries(play);
    assert.equal(optimise(play), 0);
    const optimised = readFileSync(join(objects(play), entry, "optimised"), "utf8");
    const program = readFileSync(join(objects(play), optimised, "program"));
    assert.ok(!program.includes("/ld-linux"), "no loader is named");
    assert.equal(run(play), first);
    assert.equal(spawnSync(join(objects(play), optimised, "program"), { encoding: "utf8" }).stdout, first);
  });
});

test("script: MOCHI_BACKGROUND=0 counts nothing and starts nothing", async () => {
  await withPlayground((play) => {
    play.write("p.mochi", 'print("hello")\n');
    const off = { environment: { ...QUIET.environment, MOCHI_BACKGROUND: "0" } };
    for (let count = 0; count < RUNS_BEFORE_OPTIMISING + 2; count++) {
      assert.equal(play.mochi(["p.mochi"], off).out, "hello\n");
    }
    assert.equal(runs(play), undefined);
    assert.equal(entries(play).length, 1);
  });
});

test("script: a second of work is enough; errors show the same trace before and after", async () => {
  await withPlayground(async (play) => {
    play.write("p.mochi", 'fun fail(x: int): int {\n  return [1, 2][x]\n}\nfun work(count: int): int {\n  var x = 0\n  for i in 0..count {\n    x = (x + i) % 7\n  }\n  return fail(x + 2)\n}\nprint(work(int(args()[0])))\n');
    const ends = [play.mochi(["p.mochi", "300000000"], QUIET)];
    assert.equal(runs(play), HAS_IMAGE ? RUNS_BEFORE_OPTIMISING - 1 : undefined);
    ends.push(play.mochi(["p.mochi", "4"], QUIET));
    await until(() => countedEntry(play) === undefined);
    assert.equal(entries(play).length, HAS_IMAGE ? 2 : 1);
    ends.push(play.mochi(["p.mochi", "4"], QUIET));
    for (const { status, err } of ends) {
      assert.equal(status, 1);
      assert.match(err, /^error: list index out of range[^]*at fail \(p\.mochi:2\)\n {2}at work \(p\.mochi:9\)\n/);
    }
  });
});

test("script: parallel runs around the tenth all print the same", async () => {
  await withPlayground(async (play) => {
    play.write("p.mochi", 'print("hello")\n');
    assert.equal(run(play), "hello\n");
    const ends = await Promise.all(Array.from({ length: 24 }, () => play.start(["p.mochi"], QUIET).end));
    assert.deepEqual(new Set(ends.map(({ out, err, status }) => `${status} ${out}${err}`)), new Set(["0 hello\n"]));
    await until(() => countedEntry(play) === undefined);
    assert.equal(run(play), "hello\n");
    assert.equal(entries(play).length, HAS_IMAGE ? 2 : 1);
  });
});

test("script: an optimiser that is killed leaves a script that runs, and is followed by another", async () => {
  await withPlayground(async (play) => {
    play.write("p.mochi", 'print("hello")\n');
    assert.equal(run(play), "hello\n");
    for (const wait of [20, 90, 150, 210, 270, 330, 400]) {
      const child = spawn(CORE, ["--optimise", "p.mochi"], { cwd: play.folder, env: environmentOf(play), stdio: "ignore" });
      const ended = once(child, "exit");
      await sleep(wait);
      child.kill("SIGKILL");
      await ended;
      assert.equal(run(play), "hello\n", `killed after ${wait} ms`);
    }
    assert.equal(optimise(play), 0);
    assert.equal(countedEntry(play), undefined);
    assert.equal(run(play), "hello\n");
  });
});

test("script: an optimiser that comes late optimises what the sources say now", async () => {
  await withPlayground((play) => {
    play.write("p.mochi", 'print("old")\n');
    assert.equal(run(play), "old\n");
    play.write("p.mochi", 'print("new")\n');
    assert.equal(optimise(play), 0);
    assert.equal(run(play), "new\n");
    play.write("p.mochi", 'print("old")\n');
    assert.equal(run(play), "old\n");
  });
});

test("script: without a C compiler nobody tries a second time", async () => {
  await withPlayground((play) => {
    play.write("p.mochi", 'print("hello")\n');
    assert.equal(run(play), "hello\n");
    assert.equal(optimise(play, { PATH: "/nonexistent", CC: "" }), HAS_IMAGE ? 1 : 0);
    assert.equal(countedEntry(play), undefined);
    assert.equal(run(play), "hello\n");
  });
});
