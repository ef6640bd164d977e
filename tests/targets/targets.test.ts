// Cross builds, for every target whose kit is in dist/kits: a sample of the fixtures runs where
// something here runs them (qemu, wine, Node), and Mach-O files are read. That bytes are the same everywhere is in
// reproducible.test.ts. MOCHI_TEST_TARGET=TRIPLE runs all fixtures (tests/run).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { readMachO } from "../../cli/targets/macho-file.ts";
import { signatureFault } from "../../cli/targets/macho-sign.ts";
import { findTarget, targetOf, TRIPLES } from "../../cli/targets/triple.ts";
import { compareFixture } from "../harness/compare-fixture.ts";
import { argumentsOf, findFixtures, inputOf } from "../harness/fixture.ts";
import { buildFixture, fitsTarget } from "../harness/fixture-program.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";
import { runForTarget, targetCompiler, testTarget, zigFolder } from "../harness/target-program.ts";

const built = TRIPLES.filter((name) => typeof targetCompiler(name) !== "string");
const unbuilt = TRIPLES.filter((name) => !built.includes(name));
if (unbuilt.length > 0) {
  console.log(`targets: not built here: ${unbuilt.map((name) => `${name} (${targetCompiler(name)})`).join("; ")}`);
}

const SAMPLE_STEP = 36;
const PROGRAM = 'let xs = [3, 1, 2]\nfun depth(n: int): int { return if n == 0 { 0 } else { 1 + depth(n - 1) } }\nprint("hello", sort(xs), depth(10), "é")\n';

/** zig for a command with an empty home. */
const environment = { MOCHI_ZIG: zigFolder() };

function buildFor(play: Playground, name: string): Buffer {
  const out = `out${findTarget(name)?.suffix ?? ""}`;
  const end = play.mochi(["build", `--target=${name}`, "-o", out, "program.mochi"], { environment });
  assert.deepEqual(end, { status: 0, out: "", err: "" });
  return readFileSync(play.path(out));
}

describe("targets", { concurrency: 1 }, () => {
  for (const name of built) {
    const ready = testTarget(name);
    if (typeof ready === "string") {
      console.log(`targets: ${ready}: its programs are linked, not run`);
    }
    const { format } = targetOf(name);
    test(`${name}: a sample of the fixtures ${typeof ready === "string" ? "links" : "runs"}`, async () => {
      const sample = findFixtures("tests/run").filter((fixture, index) => index % SAMPLE_STEP === 0 && fixture.feature !== "limits");
      const usable = sample.filter((fixture) => fitsTarget(fixture, targetOf(name)));
      assert.ok(usable.length > 8);
      for (const fixture of typeof ready === "string" ? usable.slice(0, 4) : usable) {
        const compiler = targetCompiler(name);
        const program = await buildFixture(fixture, typeof compiler === "string" ? undefined : compiler);
        assert.equal(program.kind, "program", `${fixture.name}: ${program.kind === "refused" ? program.why : ""}`);
        if (program.kind === "program" && typeof ready !== "string") {
          compareFixture(fixture, await runForTarget(program.path, ready, { input: inputOf(fixture), args: argumentsOf(fixture), timeout: 30_000 }));
        }
      }
    });

    test(`${name}: linking by hand what --emit=obj wrote, as it prints, makes the same bytes`, async () => {
      await withPlayground(async (play) => {
        play.write("program.mochi", `${PROGRAM}try { print(10 / depth(0)) } catch e { print("caught", e.message) }\n`);
        const program = `program${findTarget(name)?.suffix ?? ""}`;
        const { status, out, err } = play.mochi(["build", "--emit=obj", `--target=${name}`, "program.mochi"], { environment });
        assert.deepEqual([status, err], [0, ""]);
        execFileSync("sh", ["-ec", out], { cwd: play.folder, env: { ...process.env, HOME: play.home, MOCHI_HOME: play.path(".mochi") } });
        const byHand = readFileSync(play.path(program));
        assert.ok(byHand.equals(buildFor(play, name)));
        if (typeof ready !== "string") {
          const end = await runForTarget(play.path(program), ready, { timeout: 30_000 });
          assert.deepEqual([end.status, end.out.split("\n")[1]], [0, "caught division by zero"], end.err);
        }
      });
    });

    if (format === "coff") {
      test(`${name}: objects carry no time`, async () => {
        await withPlayground((play) => {
          play.write("program.mochi", PROGRAM);
          const end = play.mochi(["build", "--emit=obj", `--target=${name}`, "-o", "program.obj", "program.mochi"], { environment });
          assert.equal(end.status, 0, end.err);
          assert.equal(readFileSync(play.path("program.obj")).readUInt32LE(4), 0);
        });
      });
    }

    if (format === "macho") {
      test(`${name}: a signed Mach-O executable for that processor`, async () => {
        await withPlayground((play) => {
          play.write("program.mochi", PROGRAM);
          const bytes = buildFor(play, name);
          const header = readMachO(bytes);
          const kinds = header?.commands.map(({ kind }) => kind) ?? [];
          assert.equal(header?.cpuType, name.startsWith("aarch64") ? 0x0100000c : 0x01000007);
          assert.equal(header?.fileType, 2);
          // LC_SEGMENT_64, LC_LOAD_DYLINKER, LC_MAIN, LC_LOAD_DYLIB, LC_BUILD_VERSION
          for (const kind of [0x19, 0xe, 0x80000028, 0xc, 0x32]) {
            assert.ok(kinds.includes(kind), `load command 0x${kind.toString(16)}`);
          }
          assert.equal(signatureFault(bytes), undefined);
        });
      });
    }
  }

  test("--target: what can't be built is said in one message with a remedy", async () => {
    await withPlayground((play) => {
      play.write("program.mochi", PROGRAM);
      const refuse = (args: readonly string[], status: number, message: RegExp): void => {
        const end = play.mochi(["build", ...args, "program.mochi"], { environment });
        assert.equal(end.status, status, end.err);
        assert.match(end.err, message);
      };
      refuse(["--target=riscv64-linux-gnu"], 2, /no target «riscv64-linux-gnu»; there are x86_64-linux-gnu/);
      refuse(["--target=wasm32-wasi", "--cc=cc"], 2, /--target and --cc exclude each other/);
      if (built.includes("wasm32-wasi")) {
        refuse(["--target=wasm32-wasi", "--gc=bdw"], 1, /--gc=bdw does not run on wasm32-wasi/);
      }
    });
  });

  test("C for a target, and for this machine, needs no compiler at all", async () => {
    await withPlayground((play) => {
      play.write("program.mochi", PROGRAM);
      const bare = { environment: { PATH: "/nonexistent", CC: "", MOCHI_CC: "", MOCHI_ZIG: "", MOCHI_OFFLINE: "1" } };
      for (const target of [[], ...TRIPLES.map((name) => [`--target=${name}`])]) {
        const end = play.mochi(["build", "--emit=c", ...target, "-o", "program.c", "program.mochi"], bare);
        assert.deepEqual(end, { status: 0, out: "", err: "" });
        assert.match(readFileSync(play.path("program.c"), "utf8"), /mochi program/);
      }
      play.write("program.mochi", "fun count(n: int): list<int> { return if n == 0 { [0] } else { append(count(n - 1), n) } }\nprint(count(3))\n");
      const dumpOf = (target: string): string => play.mochi(["build", "--dump=c", `--target=${target}`, "program.mochi"], bare).out;
      assert.match(dumpOf("wasm32-wasi"), /mochi_roots_due/);
      assert.doesNotMatch(dumpOf("x86_64-linux-musl"), /mochi_roots_due/);
    });
  });

  test("linking by hand: for this machine; and what postlink refuses", async () => {
    await withPlayground((play) => {
      play.write("program.mochi", PROGRAM);
      const { status, out, err } = play.mochi(["build", "--emit=obj", "program.mochi"]);
      assert.deepEqual([status, err], [0, ""]);
      execFileSync("sh", ["-ec", out], { cwd: play.folder });
      assert.equal(execFileSync(play.path("program"), { encoding: "utf8" }), "hello [1, 2, 3] 10 é\n");
      const refuse = (args: readonly string[], end: number, message: RegExp): void => {
        const refused = play.mochi(["postlink", ...args]);
        assert.equal(refused.status, end);
        assert.match(refused.err, message);
      };
      refuse([], 2, /postlink needs a linked program/);
      refuse(["nothing.wasm"], 1, /^mochi: nothing\.wasm: no such file/);
      refuse(["program"], 1, /^mochi: program is neither a WebAssembly module nor a 64-bit Mach-O executable\nhelp: programs for other targets are complete/);
      const empty = Buffer.from("\0asm\x01\0\0\0", "latin1");
      writeFileSync(play.path("empty.wasm"), empty);
      refuse(["empty.wasm"], 0, /^mochi: nothing is left to do: empty\.wasm has no `try`, or was linked without --export-if-defined=mochi_unwind /);
      assert.deepEqual(readFileSync(play.path("empty.wasm")), empty);
      writeFileSync(play.path("half.wasm"), Buffer.concat([empty, Buffer.of(7, 100, 1)]));
      refuse(["half.wasm"], 1, /^mochi: half\.wasm can't be completed: [^]*\nhelp: link it as/);
      refuse(["-o", "program.mochi", "empty.wasm"], 1, /program\.mochi exists and was not made by Mochi/);
    });
  });

  test("mochi targets lists all of them", async () => {
    await withPlayground((play) => {
      const { out, status } = play.mochi(["targets"], { environment });
      assert.equal(status, 0);
      for (const name of TRIPLES) {
        assert.match(out, new RegExp(`^(ready|missing) +${name} `, "m"));
      }
      const rows = JSON.parse(play.mochi(["targets", "--json"], { environment }).out) as readonly { readonly name: string; readonly ready: boolean }[];
      assert.deepEqual(rows.filter(({ ready }) => ready).map(({ name }) => name), built);
    });
  });
});
