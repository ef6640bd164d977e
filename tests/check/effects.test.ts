// What functions do, found from their bodies (core.md §3.3, builtins.md): seen through `where`,
// which takes only calls that do nothing, and through annotations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "./check-text.ts";

/** The effects that `where f(x)` complains about, or undefined when it takes the call. */
function effectsOf(functions: string): string | undefined {
  const [first] = checkText(`${functions}\nprint(from x in [1] where f(x) select x)`);
  return first === undefined ? undefined : (/produces effect\(s\) (.*), not allowed/.exec(first)?.[1] ?? first);
}

test("effects: a function does what its calls do", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["fun f(n: int): bool { return n > 1 }", undefined],
    ["fun f(n: int): bool { print(n)  return true }", "io"],
    ["fun f(n: int): bool { return now() > 0 && len(readFile(\"a\")) > n }", "fs, time"],
    ["fun f(n: int): bool { return g(n) }\nfun g(n: int): bool { print(n)  return n > 0 }", "io"],
    ["fun f(n: int): bool { if n > 0 { return g(n - 1) } return true }\nfun g(n: int): bool { if now() > 0 { return f(n) } return false }", "time"],
    ["fun f(n: int): bool { match n { 1 => { print(n) } _ => { print(0) } }  return true }", "io"],
    ["fun f(n: int): bool { return [g(n)][0] }\nfun g(n: int): bool { print(n)  return true }", "io"],
    ["fun f(n: int): bool { let rows = load \"a.csv\" as any  return len(rows) > n }", "fs"],
  ];
  for (const [program, effects] of cases) {
    assert.equal(effectsOf(program), effects, program);
  }
});

test("effects: making a function does nothing, passing or calling it does", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["fun f(n: int): bool { let _g = fun() { print(n) }  return n > 0 }", undefined],
    ["fun f(n: int): bool { fun g() { print(n) }  return n > 0 }", undefined],
    ["fun f(n: int): bool { fun g(): bool { print(n)  return true }  return g() }", "io"],
    ["fun f(n: int): bool { return some([n], fun(m: int): bool { print(m)  return true }) }", "io"],
    ["fun f(n: int): bool { return apply(g) }\nfun g() { print(1) }\nfun apply(h: fun()): bool { h()  return true }", "io"],
  ];
  for (const [program, effects] of cases) {
    assert.equal(effectsOf(program), effects, program);
  }
});

test("effects: writing where others see it counts, writing to locals does not", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["var n = 0\nfun f(x: int): bool { n = x  return true }", "write"],
    ["fun f(x: int): bool { var n = 0  n = x  return n > 0 }", undefined],
    ["fun f(x: int): bool { var xs = [1]  xs[0] = x  return xs[0] > 0 }", undefined],
    ["fun f(x: int): bool { var xs = [1]  insert(xs, 0, x)  return true }", "write"],
  ];
  for (const [program, effects] of cases) {
    assert.equal(effectsOf(program), effects, program);
  }
});

test("effects: an annotation is what callers see, and what the body is measured by", () => {
  assert.equal(effectsOf("fun f(n: int): bool ! io, time { return n > 0 }"), "io, time");
  assert.deepEqual(checkText("var n = 0\nfun f() ! io { n = 1  print(n) }\nf()"), []);
  assert.deepEqual(
    checkText("let f = fun(): int64 ! io => now()\nlet n: int = \"late\"\nprint(f(), n)").map((line) => line.slice(0, 9)),
    ["T008 2:14", "T065 1:9 "],
  );
});
