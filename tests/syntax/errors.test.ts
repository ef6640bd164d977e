// Syntax errors: codes and places of core.md §3.6, and how the parser goes on behind them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseText, testErrors } from "./parse-text.ts";

testErrors("codes of unexpected tokens", [
  ["fun f(a: int): int", "P001 1:19"],
  ["if x ) { }", "P001 1:6"],
  ["fun f() { ) }", "P001 1:11"],
  ["let m = {a: 1 b: 2}", "P001 1:15"],
  ["fun f() => 5", "P001 1:9"],
  ["fun f => 5", "P011 1:7"],
  ["let f = fun(a: int: int => a", "P011 1:19"],
  ["let : int = 5", "P031 1:5"],
  ["f(1 2)", "P052 1:5"],
  ["fun f(a: int: int { }", "P052 1:13"],
  ["let x = (1 + 2", "P052 1:15"],
  ["let x = a.", "P999 1:11"],
  ["let x = .5", "P055 1:9"],
  ["let let x = 1", "P056 1:5"],
  ["let x = 1 + * 2", "P999 1:13"],
  ["let xs = [1 2]", "P999 1:13"],
  ["let y = xs[1", "P999 1:13"],
  ["f() = 3", "P999 1:5"],
  ["xs[1:2] = 3", "P999 1:9"],
  ["a?.b = 3", "P999 1:6"],
  ["f(1,)", "P999 1:5"],
  ["let x = a ?", "P999 1:12"],
  [")", "P999 1:1"],
]);

testErrors("mistakes of shape", [
  ["let y = xs[]", "P060 1:11"],
  ["let y = xs[:]", "P060 1:11"],
  ["import pythn \"math\"", "P064 1:1"],
  ["x + 2", "P065 1:1"],
  ["fun f() { x }", "P065 1:11"],
  ["try { x } catch e { y }", "P065 1:7", "P065 1:21"],
  ["xs[f()]"],
  ["[1, f()]"],
  ["if a { [b] } else { c == d }", "P065 1:8", "P065 1:21"],
  ["type T { x: int fun m() { x } }"],
  ["let f = fun(x: int): int", "P070 1:9"],
]);

testErrors("our own", [
  ["let s = {a}", "P083 1:11"],
  ["export expect true", "P085 1:8"],
  ["try { f() }", "P086 1:1"],
  ["let [a, b]", "P087 1:5"],
  ["let [...a, b] = xs", "P088 1:9"],
  ["spawn f(1) + 2", "P089 1:7"],
  ["let f = fun(a) => {a, 1}", "P090 1:19"],
  ["fun f() { import \"x\" }", "P091 1:11"],
  ["if a { fact p(1) rule q(x) :- p(x) export fun f() { } }", "P091 1:8", "P091 1:18", "P091 1:36"],
]);

testErrors("several errors in one file", [
  ["let x = 1 +\nlet y = 2\nfun f( {\n}\nlet z = )\nprint(z)", "P056 2:1", "P052 3:8", "P999 5:9"],
  ["fun f() {\n  let a = * 2\n  let b = 3\n  c = = 4\n}\nfun g() { let = 1 }", "P999 2:11", "P999 4:7", "P999 6:15"],
  ["let s = \"\\q\"\nlet x = +", "P041 1:9", "P999 2:9"],
  ["let a = &b\nlet c = +", "P040 1:9", "P999 2:9"],
  ["let a = 'b'\nlet c = 'd'", "P040 1:9", "P040 2:9"],
  ["let p = P { x: 1\nprint(p)\nlet q = )", "P001 2:1", "P999 3:9"],
  ["let xs = [\n  1 2,\n  3\n]\nlet q = )", "P999 2:5", "P999 5:9"],
]);

test("statements behind an error are in the tree", () => {
  const { tree } = parseText("let x = +\nlet y = 2\nif a {\n  b = )\n  c()\n}\nd()");
  assert.equal(tree, "error (let y 2) (if a {error (call c)}) (call d)");
});

test("a mistake of shape is silent in a file with syntax errors", () => {
  assert.deepEqual(parseText("x + 2\nlet y = )").errors, ["P999 2:9"]);
});

test("a bracket that was left open is pointed at", () => {
  const [diagnostic] = parseText("print(\n  1").diagnostics;
  assert.deepEqual(diagnostic?.notes, [{ message: "`(` was opened here", span: { file: 0, start: 5, end: 6 } }]);
});

for (const [source, help] of [
  ["x += 1", "There is no compound assignment: write `x = x + 1`."],
  ["i++", "There is no `++` or `--`: write `x = x + 1`."],
  ["let y = a ? b : c", "There is no `a ? b : c`: write `if a then b else c`."],
  ["let y = a ** 2", "Powers are `pow(a, b)`."],
  ["let y = a << 2", "Shifts are `shl(a, n)` and `shr(a, n)`."],
  ["let y = a === b", "Equality is `==` and `!=`; types never convert in it."],
  ["fun f() -> int { }", "The arrow is `=>`; the type of a result stands behind `:`."],
  ["let type = 1", "`type` is a reserved word; choose another name."],
  ["let m = {type: 1}", "`type` is a reserved word: choose another name, or quote it as the key of a map."],
  ["if x = 1 { }", "Equality is `==`; `=` assigns, as a statement of its own."],
  ["if a and b { }", "The logical operators are `&&`, `||` and `!`."],
  ["let f = x => x + 1", "A function as a value is `fun(x: int) => x + 1`."],
  ["let f = (x) => x + 1", "A function as a value is `fun(x: int) => x + 1`."],
  ["for i, x in xs { }", "A loop is `for x in xs { … }` or `for i in 0..n { … }`: no parentheses, one variable."],
  ["for (x in xs) { }", "A loop is `for x in xs { … }` or `for i in 0..n { … }`: no parentheses, one variable."],
  ["let y = [x * 2 for x in xs]", "A list made from another is a query: `from x in xs select x * 2`."],
  ["for i in 1..=3 { }", "A range ends before its second bound: write `1..n + 1`."],
  ["let y = [1..5]", "`a..b` stands in `for` only; `range(a, b)` is a list."],
  ["let y = a & b", "The logical operator is `&&`; for bits use `bitAnd(a, b)`."],
]) {
  test(`a habit from elsewhere: ${source}`, () => {
    assert.equal(parseText(source as string).diagnostics[0]?.help, help);
  });
}

test("a bare name that is nearly a word of the language", () => {
  for (const [source, word] of [["retrun\nf()", "return"], ["function f(x)", "fun"], ["elif f()", "else if"]] as const) {
    assert.deepEqual(parseText(source).diagnostics[0]?.notes, [{ message: `did you mean \`${word}\`?` }]);
  }
  assert.deepEqual(parseText("total").diagnostics[0]?.notes, []);
});

test("a syntax error says what was expected and how to go on", () => {
  const [diagnostic] = parseText("f(1 2)").diagnostics;
  assert.equal(diagnostic?.message, "unexpected `2`, expected `)` or `,`");
  assert.equal(diagnostic?.help, "Unbalanced parentheses. Check for missing `(` or `)`.");
});
