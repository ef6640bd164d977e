// The cache under fire: hits, edits, damage, parallel runs, kill in mid-write, a cache that can't
// be used. Whatever happens, the program runs and is the right one.

import assert from "node:assert/strict";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

const PROGRAM = 'print("one")\n';
const OTHER = 'print("two")\n';

function cacheOf({ home }: Playground): string {
  return join(home, ".mochi", "cache");
}

function entries(play: Playground): readonly string[] {
  const objects = join(cacheOf(play), "objects");
  return existsSync(objects) ? readdirSync(objects).map((name) => join(objects, name)) : [];
}

/** The one entry's path. */
function onlyEntry(play: Playground): string {
  const [entry = "", ...more] = entries(play);
  assert.notEqual(entry, "");
  assert.deepEqual(more, []);
  return entry;
}

describe("cache", { concurrency: 2 }, () => {
  test("cache: the second run compiles nothing", () =>
    withPlayground((play) => {
      play.write("a.mochi", PROGRAM);
      assert.deepEqual(play.mochi(["run", "a.mochi"]), { status: 0, out: "one\n", err: "" });
      // Without a C compiler only a cached program can run.
      const second = play.mochi(["run", "a.mochi"], { environment: { PATH: "/nowhere" } });
      assert.deepEqual(second, { status: 0, out: "one\n", err: "" });
      assert.equal(statSync(cacheOf(play)).mode & 0o777, 0o700);
    }));

  test("cache: an edit is seen, also with the same size and time", () =>
    withPlayground((play) => {
      const path = play.write("a.mochi", PROGRAM);
      const { atime, mtime } = statSync(path);
      assert.equal(play.mochi(["a.mochi"]).out, "one\n");
      writeFileSync(path, OTHER);
      utimesSync(path, atime, mtime);
      assert.equal(play.mochi(["a.mochi"]).out, "two\n");
    }));

  test("cache: an edited import is seen", () =>
    withPlayground((play) => {
      play.write("lib.mochi", 'export fun word(): string { return "one" }\n');
      play.write("a.mochi", 'import "./lib" as lib\nprint(lib.word())\n');
      assert.equal(play.mochi(["a.mochi"]).out, "one\n");
      play.write("lib.mochi", 'export fun word(): string { return "two" }\n');
      assert.equal(play.mochi(["a.mochi"]).out, "two\n");
    }));

  for (const [how, damage] of [
    ["longer", (program: string) => appendFileSync(program, "x")],
    ["truncated", (program: string) => truncateSync(program, 100)],
    ["empty", (program: string) => truncateSync(program, 0)],
    ["missing", (program: string) => rmSync(program)],
  ] as const) {
    test(`cache: a ${how} program is rebuilt, never run`, () =>
      withPlayground((play) => {
        play.write("a.mochi", PROGRAM);
        play.mochi(["a.mochi"]);
        const program = join(onlyEntry(play), "program");
        chmodSync(program, 0o700);
        damage(program);
        assert.deepEqual(play.mochi(["a.mochi"]), { status: 0, out: "one\n", err: "" });
        assert.ok(readFileSync(join(onlyEntry(play), "program")).length > 1000);
      }));
  }

  test("cache: another program's bytes under a key are not run", () =>
    withPlayground((play) => {
      play.write("a.mochi", PROGRAM);
      play.mochi(["a.mochi"]);
      const program = join(onlyEntry(play), "program");
      const bytes = readFileSync(program);
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
      writeFileSync(program, bytes);
      assert.equal(play.mochi(["a.mochi"]).out, "one\n");
    }));

  test("cache: an index that is none is ignored", () =>
    withPlayground((play) => {
      play.write("a.mochi", PROGRAM);
      play.mochi(["a.mochi"]);
      const index = join(cacheOf(play), "index");
      for (const name of readdirSync(index)) {
        writeFileSync(join(index, name), "{");
      }
      assert.equal(play.mochi(["a.mochi"]).out, "one\n");
    }));

  test("cache: failures are not kept", () =>
    withPlayground((play) => {
      play.write("a.mochi", 'let x: int = "text"\n');
      assert.equal(play.mochi(["a.mochi"]).status, 1);
      assert.equal(play.mochi(["a.mochi"]).status, 1);
      assert.deepEqual(entries(play), []);
    }));

  test("cache: parallel first runs all work and leave one entry", () =>
    withPlayground(async (play) => {
      play.write("a.mochi", PROGRAM);
      const runs = Array.from({ length: 10 }, () => play.start(["run", "a.mochi"]).end);
      for (const end of await Promise.all(runs)) {
        assert.deepEqual(end, { status: 0, out: "one\n", err: "" });
      }
      onlyEntry(play);
    }));

  test("cache: killed at any moment, the next run is right", () =>
    withPlayground(async (play) => {
      play.write("a.mochi", PROGRAM);
      const begun = performance.now();
      play.mochi(["run", "a.mochi"]);
      const usual = performance.now() - begun;
      for (let kill = 0; kill < 12; kill++) {
        rmSync(cacheOf(play), { recursive: true, force: true });
        const delay = usual * (0.4 + 0.6 * Math.random());
        const run = play.start(["run", "a.mochi"]);
        await sleep(delay);
        run.kill("SIGKILL");
        await run.end;
        assert.deepEqual(play.mochi(["run", "a.mochi"]), { status: 0, out: "one\n", err: "" }, `killed after ${delay} ms`);
      }
    }));

  test("cache: where no cache can be, programs run from a temporary folder", () =>
    withPlayground((play) => {
      play.write("a.mochi", PROGRAM);
      const blocked = play.write("blocked", "a file where the cache should be");
      const end = play.mochi(["run", "a.mochi"], { environment: { MOCHI_CACHE_DIR: join(blocked, "cache") } });
      assert.equal(end.status, 0);
      assert.equal(end.out, "one\n");
      assert.match(end.err, /^mochi: warning: the cache .* can't be used \(.*\); working in a temporary folder\nhelp: .*MOCHI_CACHE_DIR.*\n$/);
    }));

  test("cache: with no writable folder at all, the message says what to do", () =>
    withPlayground((play) => {
      play.write("a.mochi", PROGRAM);
      const blocked = play.write("blocked", "");
      const end = play.mochi(["run", "a.mochi"], { environment: { MOCHI_CACHE_DIR: join(blocked, "cache"), TMPDIR: join(blocked, "tmp") } });
      assert.equal(end.status, 1);
      assert.match(end.err, /help: name a writable folder in MOCHI_CACHE_DIR or TMPDIR/);
    }));

  test("cache: path, size, gc and clear", () =>
    withPlayground((play) => {
      play.write("a.mochi", PROGRAM);
      play.mochi(["a.mochi"]);
      assert.equal(play.mochi(["cache", "path"]).out, `${cacheOf(play)}\n`);
      assert.match(play.mochi(["cache", "size"]).out, /^1 programs, /);
      const old = new Date(Date.now() - 40 * 86_400_000);
      utimesSync(onlyEntry(play), old, old);
      assert.match(play.mochi(["cache", "gc"]).out, /^removed 1 programs, /);
      play.mochi(["a.mochi"]);
      mkdirSync(join(cacheOf(play), "mine"));
      assert.equal(play.mochi(["cache", "clear"]).status, 0);
      assert.deepEqual(readdirSync(cacheOf(play)), ["mine"]);
    }));
});
