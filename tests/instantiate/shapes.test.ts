// Record literals: which are structs, of which types, and why the others are maps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { printShapes } from "../../core/instantiate/print-shapes.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { testTypes, typedTree } from "./typed-text.ts";

function shapesOf(text: string): string {
  return printShapes(typedTree(text), [newSourceFile("test.mochi", text)]);
}

/** Each case: a program of which every literal is shown, with all lines of the dump. */
function testShapes(title: string, cases: readonly (readonly [text: string, ...lines: readonly string[]])[]): void {
  for (const [text, ...lines] of cases) {
    test(`${title}: ${text.split("\n").join(" ⏎ ").slice(0, 90)}`, () => assert.deepEqual(shapesOf(text).trimEnd().split("\n"), lines));
  }
}

testTypes("records", [
  ["let r = {n: 1, name: \"x\"}\nlet n = r.n", "r: {n: int, name: string}", "n: int"],
  ["let rs = [{b: 1, a: \"x\"}, {a: \"y\", b: 2}]", "rs: list<{a: string, b: int}>"],
  ["let rows = [{id: 1, v: 2.5}]\nlet out = from r in rows where r.v > 1 select {id: r.id, double: r.v * 2}", "rows: list<{id: int, v: float}>", "out: list<{double: float, id: int}>"],
  ["fun swap(p) { return {a: p.b, b: p.a} }\nlet s = swap({a: 1, b: \"x\"})", "s: {a: string, b: int}", "swap({a: int, b: string}): {a: string, b: int}"],
  ["fun id<T>(x: T): T { return x }\nlet s = id({a: 1, b: \"x\"})", "s: {a: int, b: string}", "id({a: int, b: string}): {a: int, b: string}"],
  ["var r = {n: 1, name: \"x\"}\nr.n = 2.5", "r: {n: any, name: string}"],
  ["var rs = [{n: 1, name: \"x\"}]\nfor r in rs { r.n = 2.5 }", "rs: list<{n: any, name: string}>"],
  ["var r = {xs: [], name: \"x\"}\nr.xs = append(r.xs, 1)", "r: {name: string, xs: list<int>}"],
  ["fun f(b: bool) { if b { return {a: 1, s: \"x\"} } return none }\nlet r = f(true)\nlet a = r.a", "r: {a: int, s: string}?", "a: int?", "f(bool): {a: int, s: string}?"],
  ["let xs = [{a: 1, s: \"x\"}]\nlet ys = map(filter(xs, fun(x) => x.a > 0), fun(x) => x.s)", "xs: list<{a: int, s: string}>", "ys: list<string>"],
  ["let s = reduce([1], fun(acc, x) => {sum: acc.sum + x, n: acc.n + 1.0}, {sum: 0, n: 0.0})", "s: {n: float, sum: int}"],
]);

testShapes("groups", [
  [
    "let xs = [{t: \"a\", v: 1}]\nlet gs = from x in xs group by x.t into g select g",
    "test.mochi:1:11 struct {t: string, v: int}",
    "test.mochi:2:50 struct {__group__: bool, count: int, items: list<{t: string, v: int}>, key: string}",
  ],
]);

testShapes("one literal is a map, others of its shape are not", [
  ["let a = {x: 1}\nlet b = {x: 2}\nprint(keys(b), a.x)", "test.mochi:1:9 struct {x: int}", "test.mochi:2:9 map<string, int>: keys takes a map (test.mochi:3:12)"],
  ["fun f(m: map<string, int>): int { return len(m) }\nprint(f({x: 1}), {x: 1})", "test.mochi:2:9 map<string, int>: its place takes no record", "test.mochi:2:18 struct {x: int}"],
  ["let a: any = {x: 1}\nlet b = {x: 2}", "test.mochi:1:14 map<string, int>: its place takes no record", "test.mochi:2:9 struct {x: int}"],
  ["let xs = [{x: 1}, {y: 2}]\nlet b = {x: 2}", "test.mochi:1:11 map<string, int>: its place takes no record", "test.mochi:1:19 map<string, int>: its place takes no record", "test.mochi:2:9 struct {x: int}"],
]);

testShapes("uses that make a map", [
  ["var r = {a: 1}\nr.b = 2", "test.mochi:1:9 map<string, int>: the field b is added (test.mochi:2:1)"],
  ["let r = {a: 1}\nfor k in r { print(r[k]) }", "test.mochi:1:9 map<string, int>: its keys are iterated over (test.mochi:2:10)"],
  ["let r = {a: 1}\nlet k = \"a\"\nprint(r[k])", "test.mochi:1:9 map<string, int>: it is indexed by a computed key (test.mochi:3:7)"],
  ["let r = {a: 1}\nprint(len(r), \"a\" in r)", "test.mochi:1:9 map<string, int>: its entries are counted (test.mochi:2:11)"],
  ["let r = {a: 1}\nprint(\"a\" in r)", "test.mochi:1:9 map<string, int>: a key is looked for in it (test.mochi:2:14)"],
  ["let r = {a: 1, b: \"x\"}\nlet xs: list<any> = [r]", "test.mochi:1:9 map<string, any>: it is used as any (test.mochi:2:22)"],
  ["fun f(d: int) { if d == 0 { return {n: none} } return {n: f(d - 1)} }\nprint(f(2))", "test.mochi:1:36 map<string, any>: it contains its own shape (test.mochi:1:55)", "test.mochi:1:55 map<string, any>: it contains its own shape (test.mochi:1:55)"],
]);

test("a computed key where the origin is out of reach makes maps of the whole shape", () => {
  const text = "let rows = [{a: 1, b: 2}]\nfor r in rows { for k in r { print(k) } }\nprint({a: 3, b: 4}.a)";
  assert.deepEqual(shapesOf(text).trimEnd().split("\n"), [
    "test.mochi:1:13 map<string, int>: its keys are iterated over (test.mochi:2:26)",
    "test.mochi:3:7 map<string, int>: its keys are iterated over (test.mochi:2:26)",
  ]);
});
