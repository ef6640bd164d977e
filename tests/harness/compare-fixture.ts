// What a fixture's program printed against what it must print; or the goldens rewritten.

import assert from "node:assert/strict";
import { expectationOf, type Fixture } from "./fixture.ts";
import { expectGolden, isUpdating } from "./golden.ts";
import type { ProgramEnd } from "./run-program.ts";

export function compareFixture(fixture: Fixture, end: ProgramEnd): void {
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
