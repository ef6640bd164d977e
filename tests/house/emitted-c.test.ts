// Emitted C is strict C11: a sample of the fixtures compiles under every C compiler that is here,
// pedantically and without warnings, except that a program needn't use all it defines, and that some
// of our programs recurse without end on purpose.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { findFixtures } from "../harness/fixture.ts";
import { emitFixture } from "../harness/fixture-program.ts";

const FLAGS = ["-std=c11", "-pedantic-errors", "-Wall", "-Wextra", "-Wno-unused", "-Wno-unknown-warning-option", "-Wno-infinite-recursion", "-Werror", "-fsyntax-only", "-Idist/include", "-x", "c", "-"];

for (const compiler of ["gcc", "clang"].filter((name) => findExecutable(name) !== undefined)) {
  test(`house: emitted C is strict C11 to ${compiler}`, () => {
    const wrong = findFixtures("tests/run")
      .filter((_, index) => index % 16 === 0)
      .flatMap((fixture) => {
        const { c } = emitFixture(fixture);
        const result = c === undefined ? undefined : spawnSync(compiler, FLAGS, { input: c, encoding: "utf8" });
        return result === undefined || result.status === 0 ? [] : [`${fixture.name}: ${result.stderr.split("\n").slice(0, 6).join("\n")}`];
      });
    assert.deepEqual(wrong, []);
  });
}
