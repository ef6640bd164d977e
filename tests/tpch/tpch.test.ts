// The 22 queries of TPC-H in Mochi, at scale 0.01: their results are those that DuckDB computed from the same files
// (expected.py), floats within 1e-9 of them, in the same order. Those that the specification writes with queries
// inside queries stand in `correlated` in that form, too.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { buildFixture } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import { generateTables } from "./generate.ts";

type Value = string | number;
type Row = Readonly<Record<string, Value>>;

const expected: Readonly<Record<string, readonly Row[]>> = JSON.parse(readFileSync(join("tests", "tpch", "expected.json"), "utf8"));

function agrees(expectedValue: Value | undefined, value: Value | undefined): boolean {
  if (typeof expectedValue === "number" && typeof value === "number") {
    return Math.abs(expectedValue - value) <= 1e-9 * Math.max(Math.abs(expectedValue), Math.abs(value));
  }
  return expectedValue === value;
}

function compare(wanted: readonly Row[], rows: readonly Row[]): void {
  assert.equal(rows.length, wanted.length, "number of rows");
  wanted.forEach((row, index) => {
    const actual = rows[index] ?? {};
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(row).sort());
    for (const [name, value] of Object.entries(row)) {
      assert.ok(agrees(value, actual[name]), `row ${index + 1}: ${name} is ${actual[name]}, not ${value}`);
    }
  });
}

describe("TPC-H", { concurrency: 2 }, () => {
  let data = "";
  before(() => {
    data = mkdtempSync(join(tmpdir(), "mochi-tpch-"));
    generateTables(0.01, data);
  });
  after(() => rmSync(data, { recursive: true, force: true }));

  const forms = ["queries", "correlated"].flatMap((form) => readdirSync(join("tests", "tpch", form)).map((file) => ({ form, name: file.replace(".mochi", "") })));
  test("tpch: every query has results to compare with", () => {
    assert.deepEqual(forms.filter(({ form }) => form === "queries").map(({ name }) => name).sort(), Object.keys(expected).sort());
  });
  for (const { form, name } of forms) {
    test(`tpch: ${name} of ${form}`, async () => {
      const folder = join("tests", "tpch", form);
      const wanted = expected[name] ?? [];
      const program = await buildFixture({ name: `tpch/${form}/${name}`, feature: "tpch", folder, file: `${name}.mochi`, stem: join(folder, name) });
      assert.equal(program.kind, "program", program.kind === "refused" ? program.why : "");
      if (program.kind === "program") {
        const end = await runProgram(program.path, { folder: data, timeout: 120_000 });
        assert.equal(end.err, "");
        compare(wanted, end.out.split("\n").filter((line) => line !== "").map((line): Row => JSON.parse(line)));
      }
    });
  }
});
