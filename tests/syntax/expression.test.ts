// Operators, postfix forms and primaries.

import { testTrees } from "./parse-text.ts";

testTrees("precedence", [
  ["let x = 1 + 2 * 3", "(let x (+ 1 (* 2 3)))"],
  ["let x = 1 - 2 - 3", "(let x (- (- 1 2) 3))"],
  ["let x = 1 < 2 == true", "(let x (== (< 1 2) true))"],
  ["let x = a && b || c && d", "(let x (|| (&& a b) (&& c d)))"],
  ["let x = m[k] ?? 0 + 1", "(let x (?? ([] m k) (+ 0 1)))"],
  ["let x = a in b + c", "(let x (in a (+ b c)))"],
  ["let x = a union b ?? c", "(let x (union a (?? b c)))"],
  ["let x = a union all b except c intersect d", "(let x (intersect (except (union all a b) c) d))"],
  ["let x = 1 + 2 as float", "(let x (+ 1 (as 2 float)))"],
  ["let x = -5 as float", "(let x (- (as 5 float)))"],
  ["let x = -xs[0]", "(let x (- ([] xs 0)))"],
  ["let x = -!a", "(let x (- (! a)))"],
  ["let x = a % b / c * d", "(let x (* (/ (% a b) c) d))"],
]);

testTrees("postfix", [
  ["let x = a.b.c", "(let x (. (. a b) c))"],
  ["let x = f(1)(2).g[3]", "(let x ([] (. (call (call f 1) 2) g) 3))"],
  ["let x = a?.b?[0]", "(let x (?[] (?. a b) 0))"],
  ["let x = xs[1:2]", "(let x ([:] xs 1 2 _))"],
  ["let x = xs[:-1]", "(let x ([:] xs _ (- 1) _))"],
  ["let x = xs[1:-1]", "(let x ([:] xs 1 (- 1) _))"],
  ["let x = xs[::-1]", "(let x ([:] xs _ _ (- 1)))"],
  ["let x = xs[1:2:3]", "(let x ([:] xs 1 2 3))"],
  ["let x = y as int?", "(let x (as y int?))"],
  ["let x = y as list<int>", "(let x (as y list<int>))"],
  ["let x = y as int ?? 1", "(let x (?? (as y int) 1))"],
  ["let x = f()", "(let x (call f))"],
  ["let x = geo.Point { x: 1 }", "(let x (struct geo.Point {x: 1}))"],
]);

testTrees("a line break ends nothing", [
  ["let f = g\n(3)", "(let f (call g 3))"],
  ["let b = a\n-3", "(let b (- a 3))"],
  ["let y = xs\n[1]", "(let y ([] xs 1))"],
  ["print(1) print(2) let a = 1; let b = 2", "(call print 1) (call print 2) (let a 1) (let b 2)"],
  ["xs[0]\n.name\n= 3", "(= (. ([] xs 0) name) 3)"],
]);

testTrees("primaries", [
  ["let x = [1, 2,]", "(let x [1 2])"],
  ["let x = []", "(let x [])"],
  ["let x = {}", "(let x {})"],
  ["let x = {a: 1, \"b\": 2, (c): 3, 4: d}", "(let x {a: 1, \"b\": 2, (paren c): 3, 4: d})"],
  ["let x = {\"a\":-1}", "(let x {\"a\": (- 1)})"],
  ["let x = P { x: 1, y: -2 }", "(let x (struct P {x: 1, y: (- 2)}))"],
  ["let x = P {}", "(let x (struct P {}))"],
  ["let x = fun(a: int, b): int => a", "(let x (fun(a: int, b): int a))"],
  ["let x = fun<T>(a: T): T ! io, fs { return a }", "(let x (fun<T>(a: T): T ! io, fs {(return a)}))"],
  ["let x = fun() {}", "(let x (fun() {}))"],
  ["let x = if a { 1 } else { 2 }", "(let x (if a 1 2))"],
  ["let x = if a then 1 else if b then 2 else 3", "(let x (if a 1 (if b 2 3)))"],
  ["let x = if a { 1 } else { k: 2 }", "(let x (if a 1 {k: 2}))"],
  ["let x = if a { 1 } else {}", "(let x (if a 1 {}))"],
  ["let x = if a { 1 }", "(let x (if a 1))"],
  ["let x = none ?? nil", "(let x (?? none nil))"],
  ["let x = \"true\"", "(let x \"true\")"],
]);

testTrees("heads", [
  ["if ok { }", "(if ok {})"],
  ["for k in xs { }", "(for k xs {})"],
  ["while b { }", "(while b {})"],
  ["for i in 0..n { }", "(for i 0 .. n {})"],
  ["if x == (B { }) { f() }", "(if (== x (paren (struct B {}))) {(call f)})"],
  ["if f(B { }) { f() }", "(if (call f (struct B {})) {(call f)})"],
  ["if p == P { x: 1 } { f() }", "(if (== p (struct P {x: 1})) {(call f)})"],
  ["if a.b { f() }", "(if (. a b) {(call f)})"],
]);

testTrees("sets", [
  ["let s = {1, 2}", "(let s {1, 2,})"],
  ["let s = {a,}", "(let s {a,})"],
  ["let s = set<int>()", "(let s set<int>())"],
  ["let s = set<list<int>>()", "(let s set<list<int>>())"],
  ["let b = set < a", "(let b (< set a))"],
  ["let f = fun(a) => ({a, 1})", "(let f (fun(a) (paren {a, 1,})))"],
  ["let s = {{1, 2}, {3,}}", "(let s {{1, 2,}, {3,},})"],
  ["let c = chan<int>(3)", "(let c chan<int>(3))"],
  ["let c = chan<string?>()", "(let c chan<string?>())"],
]);

testTrees("contextual words are names", [
  ["let from = 1 let select = from + 1", "(let from 1) (let select (+ from 1))"],
  ["let as = 1\nas = 2", "(let as 1) (= as 2)"],
  ["let union = [1]\nlet x = a\nunion = b", "(let union [1]) (let x a) (= union b)"],
  ["let query = 5 let set = query let chan = set", "(let query 5) (let set query) (let chan set)"],
  ["let spawn = 1 let try = spawn let catch = try", "(let spawn 1) (let try spawn) (let catch try)"],
  ["let t1Row = x1y + a1_b", "(let t1Row (+ x1y a1_b))"],
  ["if try { f() }", "(if try {(call f)})"],
  ["let π = 3.14 let größe = π", "(let π 3.14) (let größe π)"],
]);
