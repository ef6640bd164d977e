// `try` on WebAssembly, which cli/targets/wasm-unwind.ts puts into linked modules: errors pass through the
// runtime, closures and libc; nothing of them stays behind. The fixtures with `try` are run by
// MOCHI_TEST_TARGET=wasm32-wasi node build.mjs test run/; a sample here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { addUnwinding } from "../../cli/targets/wasm-unwind.ts";
import { compareFixture } from "../harness/compare-fixture.ts";
import { findFixtures } from "../harness/fixture.ts";
import { buildFixture, compileForTarget } from "../harness/fixture-program.ts";
import { withPlayground } from "../harness/mochi-command.ts";
import { runProgram } from "../harness/run-program.ts";
import { testTarget, zigFolder } from "../harness/target-program.ts";

const ready = testTarget("wasm32-wasi");
if (typeof ready === "string") {
  console.log(`wasm-unwind: ${ready}: nothing is built or run`);
}

/** One that nests, one through closures, one through a `finally` that is left, one whose message is made by the runtime. */
const SAMPLE = ["errors/nested-try", "errors/catch-in-closure", "errors/finally-on-break-and-continue", "errors/catch-bigint-division", "errors/catch-any-cast"];

/** What each raise would leave behind, if it did: stack of C (8 MB in all), a flag, an open `try`. */
const MANY = `
fun deep(n: int, text: any): int {
  let parts = [text, n]
  if n == 0 { return int(str(parts[0])) }
  return deep(n - 1, parts[0]) + 1
}
fun attempt(i: int): int {
  try {
    return deep(20, if i % 2 == 0 { "x" } else { "7" })
  } catch e {
    return if e.message == "cannot cast \\"x\\" to int" { 1 } else { 1000000 }
  } finally {
    finished = finished + 1
  }
}
var finished = 0
var sum = 0
for i in 0..100000 { sum = sum + attempt(i) }
print(sum, finished)
let checked = map([1, 2, 5], fun(x: int): int => 10 / x)
try { print(map([5, 0], fun(x: int): int => 10 / x)) } catch e { print(e.code, checked) }
try { print(from x in [3, 1, 2] where 6 / (x - 2) > 0 sort by 6 / (x - 2) select x) } catch e { print(e.code) }
let boxed: any = [fun(x: int): int => xs()[x]]
fun xs(): list<int> { return [4, 5] }
for i in 0..3 { try { let f = boxed[0] as fun(int): int
  print(f(i)) } catch e { print(e.message) } }
print(1 / (sum - sum))
`;

describe("try on wasm32-wasi", { concurrency: 1 }, () => {
  if (typeof ready !== "string") {
    const fixtures = findFixtures("tests/run");
    for (const name of SAMPLE) {
      test(name, async () => {
        const fixture = fixtures.find((one) => one.name === name);
        assert.ok(fixture !== undefined, `there is no fixture ${name} any more`);
        const program = await buildFixture(fixture, ready.compiler);
        assert.equal(program.kind, "program", program.kind === "refused" ? program.why : "");
        if (program.kind === "program") {
          compareFixture(fixture, await runProgram(program.path, { runner: ready.runner, environment: ready.environment, timeout: 30_000 }));
        }
      });
    }

    test("100,000 errors leave nothing behind; errors pass through closures, queries and `any`", async () => {
      await withPlayground(async (play) => {
        play.write("many.mochi", MANY);
        const built = play.mochi(["build", "--release", "--target=wasm32-wasi", "-o", "many.wasm", "many.mochi"], { environment: { MOCHI_ZIG: zigFolder() } });
        assert.deepEqual(built, { status: 0, out: "", err: "" });
        assert.ok(!readFileSync(play.path("many.wasm")).includes("mochi_unwind"), "our exports are gone");
        const end = await runProgram(play.path("many.wasm"), { runner: ready.runner, environment: ready.environment, timeout: 60_000 });
        assert.equal(end.out, "1400000 100000\n-5 [10, 5, 2]\n-5\n4\n5\nlist index out of range: 2 (len 2)\n");
        assert.match(end.err, /^error: division by zero\n/);
        assert.equal(end.status, 1);
      });
    });

    test("a program without `try` stays as it was linked", async () => {
      const program = await compileForTarget(ready.compiler, '#include "mochi.h"\nvoid mochi_program(void) { mochi_raise_nil("x", NULL, NULL); }\n');
      assert.equal(program.kind, "program", program.kind === "refused" ? program.why : "");
      if (program.kind === "program") {
        const module = readFileSync(program.path);
        assert.ok(addUnwinding(module) === module);
      }
    });
  }
});
