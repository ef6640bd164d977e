// Every fixture under tests/run, compiled and run, two at a time.
// Modes: MOCHI_TEST_SANITIZE=1 (ASan and UBSan), MOCHI_TEST_GC_STRESS=1 (collect at every allocation, and
// check and poison the heap), MOCHI_TEST_GC=precise|bdw|arena|none.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { argumentsOf, expectationOf, type Fixture, findFixtures, inputOf } from "../harness/fixture.ts";
import { buildFixture, GC_STRESS, SANITIZE } from "../harness/fixture-program.ts";
import { expectGolden, isUpdating } from "../harness/golden.ts";
import { runProgram, type ProgramEnd } from "../harness/run-program.ts";

const TIMEOUT_MS = SANITIZE || GC_STRESS ? 120_000 : 20_000;

function compare(fixture: Fixture, end: ProgramEnd): void {
  const expected = expectationOf(fixture);
  if (isUpdating(`run/${fixture.name}`)) {
    expectGolden(`run/${fixture.name}`, `${fixture.stem}.out`, end.out);
    expectGolden(`run/${fixture.name}`, `${fixture.stem}.exit`, end.status === 0 ? undefined : `${end.status}\n`);
    if (expected.err !== undefined) {
      expectGolden(`run/${fixture.name}`, `${fixture.stem}.err`, end.err);
    }
    return;
  }
  assert.notEqual(expected.out, undefined, `${fixture.stem}.out is missing`);
  const shown = end.err === "" ? "" : `\nstandard error:\n${end.err.slice(0, 2000)}`;
  assert.equal(end.out, expected.out, `standard output differs${end.out === expected.out ? "" : difference(expected.out ?? "", end.out)}${shown}`);
  assert.equal(end.status, expected.exit, `exit status ${end.status} instead of ${expected.exit}${shown}`);
  if (expected.err !== undefined) {
    assert.equal(end.err, expected.err);
  } else if (expected.exit === 0) {
    assert.equal(end.err, "", "standard error should be empty");
  } else {
    assert.notEqual(end.err, "", "a program that fails should say why");
  }
}

/** The first line that differs. */
function difference(expected: string, actual: string): string {
  const left = expected.split("\n");
  const right = actual.split("\n");
  const at = left.findIndex((line, index) => line !== right[index]);
  const line = at < 0 ? left.length : at;
  return ` at line ${line + 1}:\n  expected ${JSON.stringify(left[line])}\n  got      ${JSON.stringify(right[line])}`;
}

const fixtures = findFixtures("tests/run", process.env["MOCHI_TEST_FILTER"]);

describe("programs", { concurrency: 2 }, () => {
  for (const fixture of fixtures) {
    test(`run/${fixture.name}`, async () => {
      const program = await buildFixture(fixture);
      assert.equal(program.kind, "program", program.kind === "refused" ? program.why : "");
      if (program.kind === "program") {
        const environment: Record<string, string> = GC_STRESS ? { MOCHI_GC_STRESS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" } : {};
        compare(fixture, await runProgram(program.path, { input: inputOf(fixture), args: argumentsOf(fixture), environment, timeout: TIMEOUT_MS }));
      }
    });
  }
});
