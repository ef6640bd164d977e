// The same program gives the same C, byte for byte: compiled twice, and compiled after others
// (no state survives a compilation).

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Fixture, findFixtures } from "../harness/fixture.ts";
import { emitFixture } from "../harness/fixture-program.ts";

function emitted(fixture: Fixture): string {
  const { c, diagnostics } = emitFixture(fixture, { profile: "release" });
  return c ?? diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n");
}

test("house: compiling is deterministic", () => {
  const sample = findFixtures("tests/run").filter((_, index) => index % 10 === 0);
  const first = sample.map(emitted);
  const second = [...sample].reverse().map(emitted).reverse();
  sample.forEach(({ name }, index) => {
    assert.ok(first[index] === second[index], `${name} compiles differently the second time`);
  });
});
