// Statements, declarations and types.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseText, testTrees } from "./parse-text.ts";

testTrees("bindings", [
  ["let x: int = 1", "(let x : int 1)"],
  ["var x: list<int>= []", "(var x : list<int> [])"],
  ["let xs: list<list<int>>= []", "(let xs : list<list<int>> [])"],
  ["let x: map<string, fun(int, string): bool?>", "(let x : map<string, fun(int, string): bool?>)"],
  ["let f: fun()", "(let f : fun())"],
  ["let p: {x: int, y: geo.Point?}", "(let p : {x: int, y: geo.Point?})"],
  ["let [a, _, ...rest] = xs", "(let [a _ ...rest] xs)"],
  ["let [a, [b, c]] = xs", "(let [a [b c]] xs)"],
  ["let {\"name\": n, age: a} = m", "(let {name: n age: a} m)"],
  ["export let x = 1", "(export let x 1)"],
]);

testTrees("assignment", [
  ["x = 1", "(= x 1)"],
  ["x.f[i].g = 1", "(= (. ([] (. x f) i) g) 1)"],
  ["m[\"a\"][0] = x", "(= ([] ([] m \"a\") 0) x)"],
]);

testTrees("functions", [
  ["fun f(a: int, b): int { return a }", "(fun f(a: int, b): int {(return a)})"],
  ["fun f<T, U>(a: T): U ! io { }", "(fun f<T, U>(a: T): U ! io {})"],
  ["export fun f() { fun g() { } }", "(export fun f() {(fun g() {})})"],
]);

testTrees("control flow", [
  ["if a { f() } else if b { g() } else { h() }", "(if a {(call f)} (if b {(call g)} {(call h)}))"],
  ["while true { break continue }", "(while true {break continue})"],
  ["for x in xs { f(x) }", "(for x xs {(call f x)})"],
  ["fun f() { return\n1 }", "(fun f() {(return 1)})"],
  ["test \"t\" { expect 1 + 1 == 2 }", "(test \"t\" {(expect (== (+ 1 1) 2))})"],
  ["bench \"b\" { f() }", "(bench \"b\" {(call f)})"],
  ["update us set { age: age + 1 } where age > 2", "(update us {age: (+ age 1)} where (> age 2))"],
]);

testTrees("types", [
  ["type P { x: int, y: int }", "(type P {x: int, y: int})"],
  ["type P = { x: int y: int }", "(type P {x: int, y: int})"],
  ["type P { x: int fun get(): int { return x } }", "(type P {x: int, (fun get(): int {(return x)})})"],
  ["type T = A(x: int) | B { y: int z: T } | C", "(type T A(x: int) | B(y: int, z: T) | C)"],
  ["type T = A(x: int)", "(type T A(x: int))"],
  ["type T = list<int>?", "(type T = list<int>?)"],
  ["type T = fun(int): int", "(type T = fun(int): int)"],
  ["export type T = int", "(export type T = int)"],
]);

testTrees("errors", [
  ["try { f() } catch e { g(e.code) } finally { h() }", "(try {(call f)} catch e {(call g (. e code))} finally {(call h)})"],
  ["try { f() } finally { h() }", "(try {(call f)} finally {(call h)})"],
  ["try { f() } catch e { }\ncatch = 1", "(try {(call f)} catch e {}) (= catch 1)"],
]);

testTrees("channels", [
  ["spawn f(1)", "(spawn (call f 1))"],
  ["spawn pool.run(job)", "(spawn (call (. pool run) job))"],
  ["spawn fun() { f() }()", "(spawn (call (fun() {(call f)})))"],
  ["spawn(f)", "(call spawn f)"],
  ["select { v = recv(ch) => print(v)\n send(ch, 1 + 2) => { f() }\n after 5s => g(), _ => h() }", "(select (recv v ch {(call print v)}) (send ch (+ 1 2) {(call f)}) (after 5s {(call g)}) (_ {(call h)}))"],
  ["select { recv(ch) => print(1) }", "(select (recv ch {(call print 1)}))"],
]);

testTrees("streams and agents", [
  ["stream S { id: string value: float }", "(stream S id: string value: float)"],
  ["on S as x where x.id == \"a\" { print(x) }", "(on S as x where (== (. x id) \"a\") {(call print x)})"],
  ["on S as x where busy { }", "(on S as x where busy {})"],
  ["emit S { id: \"a\", value: 1.5 }", "(emit S {id: \"a\", value: 1.5})"],
  ["agent A { var n: int = 0 on S as x { n = n + 1 } intent get(k: int): int { return n } }", "(agent A (var n : int 0) (on S as x {(= n (+ n 1))}) (intent get(k: int): int {(return n)}))"],
  ["model m { provider: \"p\" name: \"n\" }", "(model m {provider: \"p\", name: \"n\"})"],
]);

testTrees("modules and foreign code", [
  ["package geo import \"./x\" as y", "(import \"./x\" as y)"],
  ["import python \"math\" as m auto", "(import python \"math\" as m auto)"],
  ["import c \"m.h\" as h", "(import c \"m.h\" as h)"],
  ["extern fun m.sqrt(x: float): float", "(extern fun m.sqrt(x: float): float)"],
  ["extern let m.pi: float extern var g: int", "(extern let m.pi : float) (extern var g : int)"],
  ["extern type T extern object O", "(extern type T) (extern object O)"],
]);

testTrees("logic", [
  ["fact parent(\"a\", -1, true, 2.5)", "(fact parent(\"a\", -1, true, 2.5))"],
  ["rule anc(x, z) :- parent(x, y), anc(y, z), not dead(_), x != z, y >= 3", "(rule anc(x, z) parent(x, y) anc(y, z) not dead(_) (!= x z) (>= y 3))"],
  ["let q = query anc(\"a\", x)", "(let q (query anc(\"a\", x)))"],
]);

test("doc comments belong to the declaration below them", () => {
  const { program } = parseText("/// Adds.\n/// Twice.\nfun add() { }\n// plain\nlet x = 1\n\n/// far\n\nlet y = 2");
  const docs = program.statements.map((statement) => ("doc" in statement ? statement.doc : undefined));
  assert.deepEqual(docs, ["Adds.\nTwice.", undefined, undefined]);
});
