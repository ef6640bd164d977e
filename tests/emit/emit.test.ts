// What the C looks like. Programs with their output (tests/run) say whether it is right.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileText } from "./compile-text.ts";

const fib = "fun fib(n: int): int {\n  if n < 2 {\n    return n\n  }\n  return fib(n - 1) + fib(n - 2)\n}\nprint(fib(9))\n";

/** C without the lines that only say where it comes from. */
function plain(c: string): string {
  return c.replace(/^#line .*\n/gm, "");
}

test("emit: a function reads like its source", () => {
  assert.ok(
    plain(compileText(fib).c).includes(
      "// fun fib(n: int): int (test.mochi:1)\nstatic int64_t test__main__fib(int64_t n) {\n  if (n < 2) {\n    return n;\n  }\n",
    ),
  );
});

test("emit: every statement is placed at its line", () => {
  assert.match(compileText(fib).c, /#line 2 "test\.mochi"\n {2}if \(n < 2\) \{\n(#line 3 "test\.mochi"\n)? {4}return n;/);
});

test("emit: the same source gives the same bytes", () => {
  assert.equal(compileText(fib).c, compileText(fib).c);
});

test("emit: names that C or its library use stay readable and apart", () => {
  const { c } = compileText("fun f(double: int, index: int): int {\n  let NULL = double + index\n  return NULL * 2\n}\nprint(f(1, 2))\n");
  assert.match(c, /static int64_t test__main__f\(int64_t double_, int64_t index_2\)/);
  assert.match(c, /int64_t NULL_ =/);
});

test("emit: release code has no frames, script code notes its calls", () => {
  assert.doesNotMatch(compileText(fib).c, /mochi_frame/);
  const { c } = compileText(fib, { profile: "script" });
  assert.match(c, /mochi_frame frame = \{ NULL, "fib", NULL \};\n(.*\n)? {2}mochi_frame_enter\(&frame\);/);
  assert.match(c, /frame\.call = &at_5_\d+/);
});

test("emit: a loop over a list runs without checks", () => {
  const { c } = compileText("fun sum(xs: list<int>): int {\n  var t = 0\n  for i in 0..len(xs) {\n    t = t + xs[i]\n  }\n  return t\n}\nprint(sum([1, 2]))\n");
  assert.doesNotMatch(c, /mochi_list_check/);
});

test("emit: --fast-int wraps", () => {
  const { c } = compileText("fun f(a: int, b: int): int {\n  return a * b\n}\nlet g = f\nprint(g(2, 3))\n", { fastInt: true });
  assert.match(c, /mochi_int_multiply_wrapping\(a, b\)/);
});

test("emit: a chain of 100,000 operands becomes flat C", () => {
  const terms = Array.from({ length: 100_000 }, () => "x").join(" + ");
  const { c } = compileText(`fun f(x: int): int {\n  return ${terms}\n}\nprint(f(1))\n`);
  let depth = 0;
  let deepest = 0;
  for (const character of c.replace(/"(\\.|[^"\\])*"/g, "")) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    deepest = Math.max(deepest, depth);
  }
  assert.ok(deepest < 200, `brackets nest ${deepest} deep`);
});
