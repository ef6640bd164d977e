// Random programs (random-objects.ts) print the same with every object on the heap and with those in frames that
// place-objects.ts puts there; also while every allocation collects and what is free is poisoned. With
// MOCHI_TEST_SANITIZE=1 AddressSanitizer watches the frames. MOCHI_TEST_SEEDS=n runs n programs (default 30),
// MOCHI_TEST_SEED=k begins with the k-th.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Collector } from "../../cli/driver/collector.ts";
import { buildFixture, SANITIZE } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import { randomObjectsProgram } from "./random-objects.ts";

const PROGRAMS = Number(process.env["MOCHI_TEST_SEEDS"] ?? 30);
const FIRST = Number(process.env["MOCHI_TEST_SEED"] ?? 0);
const BATCH = Math.min(PROGRAMS, 100);

interface Way {
  readonly without: readonly string[];
  readonly collector: Collector;
  readonly environment: Readonly<Record<string, string>>;
}

/** AddressSanitizer keeps variables that may be used after their return on its own heap, where collectors don't look. */
const WAYS: readonly Way[] = [
  { without: ["place-objects"], collector: "none", environment: {} },
  { without: [], collector: "none", environment: { ASAN_OPTIONS: "detect_stack_use_after_return=1:detect_leaks=0" } },
  ...(SANITIZE ? [] : [{ without: [], collector: "precise", environment: { MOCHI_GC_STRESS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" } } as const]),
];

test(`${PROGRAMS} random programs don't see where their objects live`, { timeout: 7_200_000 }, async () => {
  const folder = join("dist", "tests", "random-objects");
  mkdirSync(folder, { recursive: true });
  for (let first = FIRST; first < FIRST + PROGRAMS; first += BATCH) {
    const file = `objects-${first}.mochi`;
    writeFileSync(join(folder, file), randomObjectsProgram(first, BATCH));
    let expected: readonly string[] | undefined;
    for (const { without, collector, environment } of WAYS) {
      const built = await buildFixture({ name: file, feature: "random-objects", folder, file, stem: join(folder, `objects-${first}`) }, undefined, collector, { without });
      assert.equal(built.kind, "program", built.kind === "refused" ? built.why.slice(0, 2000) : "");
      if (built.kind === "program") {
        const end = await runProgram(built.path, { environment, timeout: 120_000 });
        const how = `${file} with ${collector} ${JSON.stringify(environment)} ${without.length > 0 ? "on the heap" : "in frames"}`;
        assert.equal(end.status, 0, `${how}: ${end.err}`);
        const lines = end.out.split("\n");
        assert.equal(lines.length, BATCH + 1, how);
        expected ??= lines;
        assert.deepEqual(lines, expected, how);
      }
    }
  }
});
