// 5,000 random queries: the compiled plan gives what naive nested loops give, row for row.
// A hundred queries over the same tables make a program. Most are compiled as scripts are, which is
// quick; every tenth by the C compiler, as all are when the sanitizers are asked for.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Fixture } from "../harness/fixture.ts";
import { buildFixture, compileAsScript, emitFixture, type FixtureProgram, SANITIZE } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import { randomQuery, randomTables, tableSource } from "./random-query.ts";

const PROGRAMS = 50;
const QUERIES = 100;

function build(program: number, fixture: Fixture): Promise<FixtureProgram> {
  const { c } = program % 10 === 0 || SANITIZE ? {} : emitFixture(fixture);
  return c === undefined ? buildFixture(fixture) : Promise.resolve(compileAsScript(c));
}

test("5,000 random queries agree with naive nested loops", { timeout: 600_000 }, async () => {
  const folder = join("dist", "tests", "random-queries");
  mkdirSync(folder, { recursive: true });
  for (let program = 0; program < PROGRAMS; program++) {
    const tables = randomTables(program);
    const queries = Array.from({ length: QUERIES }, (_, at) => randomQuery(program * QUERIES + at, tables));
    const file = `queries-${program}.mochi`;
    const declarations = `type R { k: int, s: string, f: float, o: int? }\n${tables.map(tableSource).join("")}`;
    writeFileSync(join(folder, file), declarations + queries.map(({ source }, at) => `fun q${at}() { print(${source}) }\nq${at}()\n`).join(""));
    const built = await build(program, { name: file, feature: "random-queries", folder, file, stem: join(folder, `queries-${program}`) });
    assert.equal(built.kind, "program", built.kind === "refused" ? built.why.slice(0, 2000) : "");
    if (built.kind === "program") {
      const end = await runProgram(built.path, { timeout: 60_000 });
      const lines = end.out.split("\n");
      queries.forEach(({ source, expected }, at) => {
        assert.equal(lines[at] ?? "", expected, `q${at} of ${file}: ${source}\n${end.err}`);
      });
      assert.equal(end.status, 0, end.err);
    }
  }
});
