// Every fixture under tests/run, compiled and run, two at a time.
// Modes: MOCHI_TEST_SANITIZE=1 (ASan and UBSan), MOCHI_TEST_GC_STRESS=1 (collect at every allocation, and
// check and poison the heap) or =aside (mark aside all the time), MOCHI_TEST_GC=precise|bdw|arena|none, MOCHI_TEST_TARGET=TRIPLE (cross-built,
// and run by an emulator).

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareFixture } from "../harness/compare-fixture.ts";
import { argumentsOf, findFixtures, inputOf } from "../harness/fixture.ts";
import { buildFixture, fitsTarget, GC_STRESS, SANITIZE } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import { findTestTarget, runForTarget } from "../harness/target-program.ts";

const target = findTestTarget(process.env["MOCHI_TEST_TARGET"]);

const TIMEOUT_MS = SANITIZE || GC_STRESS !== undefined || target !== undefined ? 120_000 : 20_000;

const all = findFixtures("tests/run", process.env["MOCHI_TEST_FILTER"]);
const cross = target?.compiler.cross;
const fixtures = cross === undefined ? all : all.filter((fixture) => fitsTarget(fixture, cross.target));
if (fixtures.length < all.length) {
  console.log(`${all.length - fixtures.length} of ${all.length} fixtures need what ${cross?.target.name} lacks`);
}

describe("programs", { concurrency: 2 }, () => {
  for (const fixture of fixtures) {
    test(`run/${fixture.name}`, async () => {
      const program = await buildFixture(fixture, target?.compiler);
      assert.equal(program.kind, "program", program.kind === "refused" ? program.why : "");
      if (program.kind === "program") {
        const run = { input: inputOf(fixture), args: argumentsOf(fixture), environment: GC_STRESS ?? {}, timeout: TIMEOUT_MS };
        compareFixture(fixture, await (target === undefined ? runProgram(program.path, run) : runForTarget(program.path, target, run)));
      }
    });
  }
});
