// Roots in a shadow stack: what becomes of small functions, and a sample of the fixtures that runs on the host
// with it, the collector blind for the real stack: collecting after each allocation, with what is free
// poisoned, so that a missing root shows. MOCHI_TEST_SHADOW_STACK=1 with MOCHI_TEST_GC_STRESS=1 runs all
// fixtures so (tests/run); MOCHI_TEST_SANITIZE=1 adds AddressSanitizer.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileText } from "../emit/compile-text.ts";
import { compareFixture } from "../harness/compare-fixture.ts";
import { argumentsOf, findFixtures, inputOf } from "../harness/fixture.ts";
import { buildFixture } from "../harness/fixture-program.ts";
import { runProgram } from "../harness/run-program.ts";

const node = "type N { value: int, next: N? }\nfun build(n: int): N? { if n == 0 { return nil }\nreturn N { value: n, next: build(n - 1) } }\n";

/** What stands in the function `f` about roots, a line each; safepoints with what they root. */
function rootsOf(program: string): readonly string[] {
  const { dump } = compileText(`${node}${program}`, { dump: "aotir:place-roots", shadowStack: true });
  const body = dump.split("\n\n").find((part) => part.startsWith("fun test__main__f(")) ?? "";
  return body.split("\n").flatMap((line) => {
    const said = /^ *(for|while|loop|if mochi_roots_due|mochi_root\w*|mochi_gc_safepoint|.*build\(|.*mochi_try_run)(.*)$/.exec(line);
    return said === null ? [] : [line.trim().replace(/\(roots, |:u32| @\d+|mochi_|test__main__/g, (text) => (text === "(roots, " ? "(" : ""))];
  });
}

const cases: readonly (readonly [fact: string, program: string, roots: readonly string[]])[] = [
  ["what is needed after a call is rooted, the rest isn't", "fun f(n: int): int { let a = build(n)\nlet b = build(n + 1)\nlet c = build(n + 2)\nreturn (b?.value ?? 0) + (c?.value ?? 0) }\nprint(f(1))", ["build(n)", "roots_keep(0)", "let b: N = build((n +! 1))", "root(0, b)", "roots_keep(1)", "let c: N = build((n +! 2))"]],
  ["a loop that allocates has a safepoint", "fun f(n: int): list<int> { var xs: list<int> = []\nfor i in 0..n { xs = append(xs, i) }\nreturn xs }\nprint(f(1))", ["for: for i: i64 in 0..n", "if roots_due(roots)", "root(0, xs)", "gc_safepoint(1)"]],
  ["of nested loops the one that allocates", "fun f(n: int): list<int> { var xs: list<int> = []\nfor i in 0..n { for j in 0..i { xs = append(xs, j) } }\nreturn xs }\nprint(f(1))", ["for: for i: i64 in 0..n", "for.2: for j: i64 in 0..i", "if roots_due(roots)", "root(0, xs)", "gc_safepoint(1)"]],
  ["a loop that doesn't allocate has none", "fun f(xs: list<int>): int { var t = 0\nfor x in xs { t = t + x }\nreturn t }\nprint(f([1]))", ["for: for %2: u32 in 0..%1"]],
  ["a loop around a call that allocates has one", "fun g(n: int): string { return \"number \" + str(n) }\nfun f(n: int): int { var t = 0\nfor i in 0..n { t = t + len(g(i)) }\nreturn t }\nprint(f(1))", ["for: for i: i64 in 0..n", "if roots_due(roots)", "gc_safepoint(0)"]],
  ["a call whose value is the result needs nothing", "fun f(n: int): N? { return build(n) }\nprint(f(1))", ["return build(n)"]],
  ["a call within an expression comes first", "fun g(a: string, n: N?): string { return a }\nfun f(s: string): string { return g(s + \" and more\", build(len(s))) }\nprint(f(\"x\"))", ["root_string(0, %1)", "roots_keep(1)", "let %2: N = build(string_length(s))"]],
  ["what a `try` assigns around it is rooted by its body", "fun f(n: int): string { var text = \"none\"\ntry { text = str(build(n)?.value ?? 0) } catch e { text = e.message }\nreturn text }\nprint(f(1))", ["root_string(0, text)", "roots_keep(1)", "let %1: bool = try_run(&attempt, code f_try, &variables)"]],
];

for (const [fact, program, roots] of cases) {
  test(`optimize: shadow stack: ${fact}`, () => {
    assert.deepEqual(rootsOf(program), roots);
  });
}

test("optimize: programs that don't allocate have no shadow stack", () => {
  const { c } = compileText("fun f(n: int): int { if n == 0 { return 0 }\nreturn f(n - 1) }\nprint(f(3))", { shadowStack: true });
  assert.ok(!c.includes("mochi_root"), c);
});

const SAMPLE_STEP = 24;
const STRESS = { MOCHI_GC_STRESS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" };

describe("a sample of the fixtures with a shadow stack", { concurrency: 2 }, () => {
  for (const fixture of findFixtures("tests/run").filter(({ feature }, index) => index % SAMPLE_STEP === 11 && feature !== "limits")) {
    test(`shadow stack: run/${fixture.name}`, async () => {
      const program = await buildFixture(fixture, undefined, "precise", { shadowStack: true });
      assert.equal(program.kind, "program", program.kind === "refused" ? program.why : "");
      if (program.kind === "program") {
        compareFixture(fixture, await runProgram(program.path, { input: inputOf(fixture), args: argumentsOf(fixture), environment: STRESS, timeout: 60_000 }));
      }
    });
  }
});
