// Random programs (random-memory.ts) print the same under every collector, and under ours while it
// marks aside all the time, and while it collects at every allocation, checks its heap and poisons what is free; that also with
// roots in a shadow stack. MOCHI_TEST_SEEDS=n runs n programs (default 100), MOCHI_TEST_SEED=k begins with the k-th.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildFixture } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import type { Collector } from "../../cli/driver/collector.ts";
import type { CompileOptions } from "../../core/compile.ts";
import { randomMemoryProgram } from "./random-memory.ts";

const PROGRAMS = Number(process.env["MOCHI_TEST_SEEDS"] ?? 100);
const FIRST = Number(process.env["MOCHI_TEST_SEED"] ?? 0);
const BATCH = 100;

const STRESS = { MOCHI_GC_STRESS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" };

const WAYS: readonly (readonly [collector: Collector, environment: Readonly<Record<string, string>>, changes?: Partial<CompileOptions>])[] = [
  ["bdw", {}],
  ["arena", {}],
  ["none", {}],
  ["precise", {}],
  ["precise", { MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "1" }],
  ["precise", { MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "8k", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" }],
  ["precise", { ...STRESS, MOCHI_GC_MARK_STACK: "50" }],
  ["precise", STRESS, { shadowStack: true }],
];

test(`${PROGRAMS} random programs run alike under all collectors`, { timeout: 7_200_000 }, async () => {
  const folder = join("dist", "tests", "random-memory");
  mkdirSync(folder, { recursive: true });
  for (let first = FIRST; first < FIRST + PROGRAMS; first += BATCH) {
    const file = `memory-${first}.mochi`;
    writeFileSync(join(folder, file), randomMemoryProgram(first, BATCH));
    let expected: readonly string[] | undefined;
    for (const [collector, environment, changes] of WAYS) {
      const built = await buildFixture({ name: file, feature: "random-memory", folder, file, stem: join(folder, `memory-${first}`) }, undefined, collector, changes);
      assert.equal(built.kind, "program", built.kind === "refused" ? built.why.slice(0, 2000) : "");
      if (built.kind === "program") {
        const end = await runProgram(built.path, { environment, timeout: 120_000 });
        const how = `${file} with ${collector} ${JSON.stringify({ ...changes, ...environment })}`;
        assert.equal(end.status, 0, `${how}: ${end.err}`);
        const lines = end.out.split("\n");
        assert.equal(lines.length, BATCH + 1, how);
        expected ??= lines;
        assert.deepEqual(lines, expected, how);
      }
    }
  }
});
