// Random functions full of `try` (random-tries.ts) yield what JavaScript says they do: here, and on WebAssembly
// where that can be built. MOCHI_TEST_SEEDS=n makes n of them (default 40), MOCHI_TEST_SEED=k begins with
// the k-th.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { buildFixture } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";
import { testTarget } from "../harness/target-program.ts";
import { randomTries } from "./random-tries.ts";

const FUNCTIONS = Number(process.env["MOCHI_TEST_SEEDS"] ?? 40);
const FIRST = Number(process.env["MOCHI_TEST_SEED"] ?? 0);
const BATCH = 20;

const wasm = testTarget("wasm32-wasi");
if (typeof wasm === "string") {
  console.log(`random-tries: ${wasm}: compared natively only`);
}

test(`${FUNCTIONS} random functions raise, catch and leave as they should`, { timeout: 7_200_000 }, async () => {
  const folder = join("dist", "tests", "random-tries");
  mkdirSync(folder, { recursive: true });
  for (let first = FIRST; first < FIRST + FUNCTIONS; first += BATCH) {
    const file = `tries-${first}.mochi`;
    const { mochi, javascript } = randomTries(first, BATCH);
    writeFileSync(join(folder, file), mochi);
    const expected = String(runInNewContext(javascript)).split("\n");
    for (const target of [undefined, ...(typeof wasm === "string" ? [] : [wasm])]) {
      const how = `${join(folder, file)}, ${target?.compiler.triple ?? "native"}`;
      const built = await buildFixture({ name: file, feature: "random-tries", folder, file, stem: join(folder, `tries-${first}`) }, target?.compiler);
      assert.equal(built.kind, "program", `${how}: ${built.kind === "refused" ? built.why.slice(0, 2000) : ""}`);
      if (built.kind === "program") {
        const end = await runProgram(built.path, { runner: target?.runner ?? [], environment: target?.environment ?? {}, timeout: 120_000 });
        assert.equal(end.status, 0, `${how}: ${end.err}`);
        assert.deepEqual(end.out.trimEnd().split("\n"), expected, how);
      }
    }
  }
});
