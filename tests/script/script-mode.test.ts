// Script mode as a user meets it: `mochi run` compiles without a C compiler, `mochi build` does so where
// there is none, programs do the same as with the host's compiler.
// Where the build could make no runtime image (no musl-gcc), the tests say so and check that instead.

import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { beginScript } from "../../cli/script/compile-script.ts";
import { readImage } from "../../cli/script/runtime-image.ts";
import { hostTarget } from "../../cli/targets/triple.ts";
import { compareFixture } from "../harness/compare-fixture.ts";
import { argumentsOf, type Fixture, findFixtures, inputOf } from "../harness/fixture.ts";
import { compileAsOptimised, compileAsScript, emitFixture, type FixtureProgram } from "../harness/fixture-program.ts";
import { withPlayground } from "../harness/mochi-command.ts";
import { type ProgramEnd, type ProgramRun, runProgram } from "../harness/run-program.ts";
import { runForTarget, scriptMachine, targetCompiler, zigFolder } from "../harness/target-program.ts";

const folder = join("dist", "script");
const image = readImage(folder);
const NO_COMPILER = { PATH: "/nonexistent", CC: undefined, MOCHI_CC: undefined, MOCHI_ZIG: undefined, MOCHI_OFFLINE: "1" };
const PROGRAM = 'type P {\n  x: int\n  y: string\n}\nlet ps = [P { x: 1, y: "a" }, P { x: 2, y: "b" }]\nfor p in ps {\n  print(p.x, p.y)\n}\n';

if (image === undefined) {
  console.log("script mode is tested without tcc: the build found no musl-gcc, so scripts go to the host's C compiler");
}

test("script: the share folder has the image and everything beside it, or nothing", () => {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  assert.deepEqual(names, image === undefined ? [] : ["compile", "image", "image.json", "image.map", "mochi.h", "quick-core", "quick-core.heap", "tcc.COPYING"]);
});

async function checkFixture(fixture: Fixture, made: FixtureProgram, run: (path: string, how: ProgramRun) => Promise<ProgramEnd>): Promise<void> {
  assert.equal(made.kind, "program", made.kind === "refused" ? made.why : "");
  if (made.kind === "program") {
    compareFixture(fixture, await run(made.path, { input: inputOf(fixture), args: argumentsOf(fixture), environment: {}, timeout: 20_000 }));
  }
}

describe("script: every twentieth fixture", { concurrency: 2 }, () => {
  for (const fixture of findFixtures("tests/run").filter((_, index) => image !== undefined && index % 20 === 0)) {
    test(fixture.name, () => checkFixture(fixture, compileAsScript(emitFixture(fixture).c ?? ""), runProgram));
  }
});

describe("script: some fixtures, compiled as scripts that run often are", { concurrency: 2 }, () => {
  for (const fixture of findFixtures("tests/run").filter((_, index) => image !== undefined && index % 80 === 3)) {
    test(fixture.name, () => checkFixture(fixture, compileAsOptimised(emitFixture(fixture).c ?? ""), runProgram));
  }
});

const arm = scriptMachine("aarch64-linux-musl");
if (typeof arm === "string") {
  console.log(`script: arm64's isn't tried: ${arm}`);
}

describe("script: some fixtures with the image, and by the tcc, of arm64", { concurrency: 2 }, () => {
  for (const fixture of findFixtures("tests/run").filter((_, index) => index % 40 === 7)) {
    if (typeof arm !== "string") {
      test(fixture.name, () => checkFixture(fixture, compileAsScript(emitFixture(fixture).c ?? "", "precise", arm), (path, how) => runForTarget(path, arm, how)));
    }
  }
});

test("script: a function that the image lacks is an answer", () => {
  if (image === undefined) {
    return;
  }
  const work = mkdtempSync(join(tmpdir(), "mochi-script-"));
  try {
    const compile = (c: string): unknown => beginScript(image, { folder }, c)(work, { mark: "" });
    const lacking = '#include "mochi.h"\nvoid mochi_other(void);\nvoid mochi_program(void) { mochi_other(); }\n';
    assert.deepEqual(compile(lacking), { kind: "unlinkable", why: "the runtime image has no mochi_other" });
    assert.deepEqual(compile('#include "net/net.h"\n'), { kind: "unlinkable", why: "it includes a header that the runtime image doesn't stand for" });
    const broken = compile('#include "mochi.h"\nvoid mochi_program(void) { 1 = 2; }\n') as { readonly kind: string; readonly why: string };
    assert.equal(broken.kind, "unlinkable");
    assert.match(broken.why, /error/);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

test("script: without any C compiler, programs run, are tested and built", async () => {
  await withPlayground(({ write, mochi }) => {
    write("p.mochi", PROGRAM);
    write("t.mochi", 'test "sum" {\n  expect 1 + 1 == 2\n}\n');
    const options = { environment: NO_COMPILER };
    const run = mochi(["run", "p.mochi"], options);
    const build = mochi(["build", "p.mochi"], options);
    if (image === undefined) {
      assert.equal(run.status, 1);
      assert.match(run.err, /no C compiler found/);
      return;
    }
    assert.deepEqual(run, { status: 0, out: "1 a\n2 b\n", err: "" });
    assert.equal(build.status, 0, build.err);
    assert.match(build.err, /no C compiler found: p\.mochi is compiled in the script profile/);
    assert.equal(mochi(["build", "p.mochi"], options).status, 0, "its own product may be overwritten");
    assert.equal(mochi(["test", "t.mochi"], options).status, 0);
    const release = mochi(["build", "--release", "p.mochi"], options);
    assert.equal(release.status, 1);
    assert.match(release.err, /^mochi: no C compiler found[^]*\nhelp: install one/m);
  });
});

test("script: --verbose tells which way a script was compiled; --cc is obeyed", async () => {
  await withPlayground(({ write, mochi }) => {
    write("p.mochi", PROGRAM);
    const compiler = process.env["CC"] ?? "cc";
    const named = mochi(["run", "--verbose", "--cc", compiler, "p.mochi"]);
    assert.equal(named.out, "1 a\n2 b\n");
    assert.doesNotMatch(named.err, /script\/compile/);
    const own = mochi(["run", "--verbose", "p.mochi"], { environment: { MOCHI_CC: undefined } });
    assert.equal(own.out, "1 a\n2 b\n");
    assert.equal(/script\/compile/.test(own.err), image !== undefined, own.err);
  });
});

test("script: collectors and checked arithmetic are the same", async () => {
  await withPlayground(({ write, mochi }) => {
    write("p.mochi", PROGRAM);
    write("deep.mochi", "fun f(n: int): int {\n  return f(n + 1) + 1\n}\nprint(f(0))\n");
    for (const collector of ["precise", "bdw", "arena", "none"]) {
      assert.deepEqual(mochi(["run", `--gc=${collector}`, "p.mochi"]), { status: 0, out: "1 a\n2 b\n", err: "" });
    }
    const deep = mochi(["run", "deep.mochi"]);
    assert.equal(deep.status, 1);
    assert.match(deep.err, /^error: stack overflow\n --> deep\.mochi:2/);
    const overflow = mochi(["run", "-e", "var x = 9223372036854775807\nx = x + 1\nprint(x)"]);
    assert.equal(overflow.status, 1);
    assert.match(overflow.err, /integer overflow[\s\S]*at <eval>/);
  });
});

/** A copy of Mochi without libraries for a C compiler; `lacking`: with a runtime image that can print nothing, else with none. */
function poorCopy(copy: string, lacking: boolean): void {
  const kit = join("kits", hostTarget()?.name ?? "none");
  const parts = ["build-id", "mochi", "mochi-core", "mochi-core.cjs", "mochi.cjs", "command.cjs", "package.json", "include", "vendor", kit, ...(lacking ? ["script"] : [])];
  for (const part of parts.filter((one) => existsSync(join("dist", one)))) {
    cpSync(join("dist", part), join(copy, part), { recursive: true });
  }
  const map = join(copy, "script", "image.map");
  if (existsSync(map)) {
    writeFileSync(map, readFileSync(map, "utf8").replace(/^symbol mochi_print.*\n/gm, ""));
  }
}

for (const [world, lacking] of [["where there is neither script mode nor a C compiler", false], ["where the image lacks what a script names, and there is no C compiler", true]] as const) {
  test(`script: ${world}, zig compiles`, async () => {
    const compiler = targetCompiler(hostTarget()?.name ?? "");
    const zig = zigFolder();
    await withPlayground(({ folder: work, home, write }) => {
      const copy = join(work, "copy");
      poorCopy(copy, lacking);
      write("p.mochi", PROGRAM);
      write("t.mochi", 'test "sum" {\n  print(1)\n  expect 1 + 1 == 2\n}\n');
      const mochi = (words: readonly string[], changes: NodeJS.ProcessEnv): SpawnSyncReturns<string> => {
        const { CC: _cc, MOCHI_CC: _named, ...inherited } = process.env;
        const environment = { ...inherited, PATH: "/nonexistent", HOME: home, MOCHI_HOME: join(home, ".mochi"), MOCHI_OFFLINE: "1", ...changes };
        return spawnSync(join(copy, "mochi"), words, { cwd: work, encoding: "utf8", env: environment });
      };
      const without = mochi(["run", "p.mochi"], { MOCHI_ZIG: "" });
      assert.deepEqual([without.status, without.stdout], [1, ""]);
      assert.match(without.stderr, /^mochi: no C compiler found, and [^\n]+\nhelp: install one/);
      if (typeof compiler === "string" || zig === undefined) {
        console.log(`script: zig is tested as missing only: ${String(compiler)}`);
        return;
      }
      const environment = { MOCHI_ZIG: zig };
      const run = mochi(["run", "--verbose", "p.mochi"], environment);
      assert.deepEqual([run.status, run.stdout], [0, "1 a\n2 b\n"], run.stderr);
      assert.match(run.stderr, /zig clang .*-O1/);
      assert.equal(/^not in script mode: the runtime image has no mochi_print/m.test(run.stderr), lacking && image !== undefined, run.stderr);
      assert.equal(mochi(["test", "t.mochi"], environment).status, 0);
      assert.equal(mochi(["build", "p.mochi"], environment).status, 0);
    });
  });
}
