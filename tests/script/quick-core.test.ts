// The quick core compiles what the compiler core compiles, to the same bytes, says the same of what is wrong, and leaves the
// rest to it. A sample of the fixtures; all with MOCHI_TEST_QUICK=1.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, test } from "node:test";
import { argumentsOf, findFixtures, inputOf } from "../harness/fixture.ts";
import { type CommandEnd, type Playground, withPlayground } from "../harness/mochi-command.ts";

const hasQuickCore = existsSync(join("dist", "script", "quick-core.heap"));
const share = process.env["MOCHI_TEST_QUICK"] === "1" ? 1 : 20;

/** What is said when it leaves the work to the compiler core. */
const LEFT = /^mochi: the quick core leaves it to the compiler core: (.*)\n/m;

interface Compiled extends CommandEnd {
  /** The seals of what is in the cache then: keys, sizes and hashes of executables. */
  readonly seals: readonly string[];
}

function runIn(play: Playground, cache: string, words: readonly string[], { quick, input = "" }: { readonly quick: boolean; readonly input?: string }): Compiled {
  const folder = join(play.home, cache); // programs may list the folder that they run in
  const end = play.mochi(words, { input, environment: { MOCHI_CACHE_DIR: folder, MOCHI_QUICK: quick ? "1" : "0", MOCHI_BACKGROUND: "0" } });
  const objects = join(folder, "objects");
  const seals = existsSync(objects) ? readdirSync(objects).sort().map((key) => readFileSync(join(objects, key, "seal.json"), "utf8")) : [];
  return { ...end, seals };
}

/** Both compile the program: the same executable comes of it, or the same is said. */
function compareCores(path: string, args: readonly string[], input: string): Promise<void> {
  return withPlayground((play) => {
    const words = ["run", path, ...args];
    const slow = runIn(play, "slow", words, { quick: false, input });
    const quick = runIn(play, "quick", words, { quick: true, input });
    assert.deepEqual(quick, slow);
  });
}

if (!hasQuickCore) {
  console.log("script: the quick core isn't tried: the build made none");
}

describe("script: the quick core makes the same executables", { concurrency: 2, skip: !hasQuickCore }, () => {
  for (const fixture of findFixtures("tests/run").filter((_, index) => index % share === 0)) {
    test(fixture.name, () => compareCores(resolve(fixture.folder, fixture.file), argumentsOf(fixture), inputOf(fixture)));
  }
});

describe("script: the quick core finds the same mistakes", { concurrency: 2, skip: !hasQuickCore }, () => {
  // One of them only warns, and its program doesn't end.
  const names = readdirSync("tests/diagnostics").filter((name) => name.endsWith(".mochi") && !name.includes("endless"));
  for (const name of names.filter((_, index) => index % share === 0)) {
    test(basename(name, ".mochi"), () => compareCores(resolve("tests/diagnostics", name), [], ""));
  }
});

test("script: what the quick core leaves to the compiler core, and why", { skip: !hasQuickCore }, () =>
  withPlayground((play) => {
    play.write("p.mochi", 'print("hello")\n');
    play.write("long.mochi", `${'print("hello, hello, hello")\n'.repeat(3000)}`);
    const left: readonly (readonly [words: readonly string[], why: RegExp | undefined])[] = [
      [["run", "p.mochi"], undefined],
      [["p.mochi", "a", "--time"], undefined],
      [["run", "--fast-int", "--time", "p.mochi"], undefined],
      [["run", "-e", "print(1)"], undefined],
      [["--fast-int", "-e", "print(len(args()))", "--", "--release"], undefined],
      [["-e", "print(1)", "--release"], /no plain call/],
      [["run", "-"], /no plain call/],
      [["run", "--debug", "p.mochi"], /script mode/],
      [["run", "long.mochi"], /large/],
      [["run", "none.mochi"], /isn't there/],
    ];
    for (const [words, why] of left) {
      const { err } = play.mochi(words, { environment: { MOCHI_QUICK: "1", MOCHI_CACHE_DIR: play.path(words.join("-")) } });
      const said = LEFT.exec(err)?.[1];
      assert.ok(why === undefined ? said === undefined : why.test(said ?? ""), `${words.join(" ")}: ${err}`);
    }
  }));

test("script: a program gets its words as they were given, and signals as they were", { skip: !hasQuickCore }, () =>
  withPlayground((play) => {
    play.write("p.mochi", "print(1)\n");
    const mochi = resolve("dist", "mochi");
    // Standard error shows which words the process ended up with, and which signals it ignores: SIGPIPE is number 13, so bit 12.
    play.write("slow.mochi", "for i in 0..2000000000 {\n  if i == 1999999999 {\n    print(i)\n  }\n}\n");
    const seen = spawnSync("sh", ["-c", `"${mochi}" run slow.mochi -- "$(printf 'a\\377b')" & pid=$!; for i in $(seq 200); do readlink /proc/$pid/exe | grep -q /program && break; sleep 0.05; done; tr '\\0' '\\n' < /proc/$pid/cmdline | tail -1 | od -An -tx1; grep SigIgn /proc/$pid/status; grep -cE "MOCHI_(SCRIPT_COMPILER|EXECUTABLE)" /proc/$pid/environ; kill $pid`], {
      cwd: play.folder,
      encoding: "utf8",
      env: { ...process.env, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), MOCHI_QUICK: "1" },
    });
    const [words = "", signals = "", settings = ""] = seen.stdout.split("\n");
    assert.equal(words.trim(), "61 ff 62 0a", seen.stderr);
    assert.equal(BigInt(`0x${signals.replace(/\W*SigIgn:\s*/, "")}`) & (1n << 12n), 0n, signals);
    assert.equal(settings, "0", "what the launcher says to the core is not for programs");
  }));

test("script: a quick core that is damaged, or crashes, or finds another's heap, is passed over", { skip: !hasQuickCore }, () =>
  withPlayground((play) => {
    play.write("p.mochi", 'print("hello")\n');
    const copy = join(play.home, "copy");
    const parts = ["build-id", "mochi", "mochi-core", "mochi-core.cjs", "package.json", "include", "script", "lib", "vendor"];
    parts.filter((part) => existsSync(join("dist", part))).forEach((part) => cpSync(join("dist", part), join(copy, part), { recursive: true }));
    const heap = join(copy, "script", "quick-core.heap");
    const whole = readFileSync(heap);
    const strange = Buffer.from(whole);
    strange.write("another", 0);
    const damages: readonly (readonly [damage: () => void, why: RegExp])[] = [
      [() => truncateSync(heap, whole.length - 5000), /no heap/],
      [() => truncateSync(heap, 0), /no heap/],
      [() => writeFileSync(heap, strange), /no heap/],
      [() => writeFileSync(heap, Buffer.from(whole).fill(0xff, 1 << 16)), /crashed/],
    ];
    for (const [index, [damage, why]] of damages.entries()) {
      damage();
      const { status, stdout, stderr } = spawnSync(join(copy, "mochi"), ["run", "p.mochi"], { cwd: play.folder, encoding: "utf8", env: { ...process.env, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), MOCHI_QUICK: "1", MOCHI_CACHE_DIR: play.path(`cache${index}`) } });
      assert.equal(stdout, "hello\n", stderr);
      assert.match(LEFT.exec(stderr)?.[1] ?? "", why);
      assert.equal(status, 0);
    }
  }));
