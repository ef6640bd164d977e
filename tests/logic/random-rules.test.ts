// 2,000 random sets of rules: the compiled engine answers every query as naive evaluation does.
// A hundred sets make a program. In some programs a filler makes the domain so large that relations
// are hash tables instead of bitmaps.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildFixture } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import { randomRules } from "./random-rules.ts";

const PROGRAMS = 20;
const SETS = 100;

/** Facts that enlarge the domain: nothing, then beyond a bitmap of three columns, then of two. */
function filler(program: number): string {
  const count = program % 10 === 9 ? 17_000 : program % 5 === 4 ? 1_000 : 0;
  return Array.from({ length: count }, (_, at) => `fact filler(${at + 100})\n`).join("");
}

test("2,000 random sets of rules agree with naive evaluation", { timeout: 600_000 }, async () => {
  const folder = join("dist", "tests", "random-rules");
  mkdirSync(folder, { recursive: true });
  for (let program = 0; program < PROGRAMS; program++) {
    const sets = Array.from({ length: SETS }, (_, at) => randomRules(program * SETS + at, `n${at}`));
    const file = `rules-${program}.mochi`;
    writeFileSync(join(folder, file), filler(program) + sets.map(({ source }) => source).join(""));
    const built = await buildFixture({ name: file, feature: "random-rules", folder, file, stem: join(folder, `rules-${program}`) });
    assert.equal(built.kind, "program", built.kind === "refused" ? built.why.slice(0, 2000) : "");
    if (built.kind === "program") {
      const end = await runProgram(built.path, { timeout: 60_000 });
      assert.equal(end.status, 0, end.err);
      const lines = end.out.split("\n");
      sets.forEach(({ source, expected }, at) => {
        assert.equal(`${lines.slice(at * 4, at * 4 + 4).join("\n")}\n`, expected, `set ${at} of ${file}:\n${source}`);
      });
    }
  }
});
