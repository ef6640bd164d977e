// Every expected output belongs to a program.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { findFixtures, findOrphans } from "../harness/fixture.ts";

test("house: no orphan goldens in tests/run", () => {
  assert.deepEqual(findOrphans("tests/run"), []);
});

test("house: every fixture says what it prints", () => {
  assert.deepEqual(
    findFixtures("tests/run")
      .filter(({ stem }) => !existsSync(`${stem}.out`))
      .map(({ name }) => name),
    [],
  );
});
