// What the instantiator finds out: parameters, results, variables, empty literals, generics.

import assert from "node:assert/strict";
import { test } from "node:test";
import { testTypes, typesOf } from "./typed-text.ts";

testTypes("untyped functions", [
  ["fun fib(n) { if n < 2 { return n } return fib(n - 1) + fib(n - 2) }\nprint(fib(20))", "fib(int): int"],
  ["fun even(n) { if n == 0 { return true } return odd(n - 1) }\nfun odd(n) { if n == 0 { return false } return even(n - 1) }\nprint(even(4))", "even(int): bool", "odd(int): bool"],
  ["fun id(x) { return x }\nprint(id(1), id(\"a\"))", "id(int): int", "id(string): string"],
  ["fun id(x) { return x }\nlet f = id", "f: fun(any): any", "id(any): any"],
  ["fun id(x) { return x }\nlet ys = map([1], id)", "ys: list<int>", "id(int): int"],
  ["fun say(x) { print(x) }\nsay(1)", "say(int): unit"],
]);

test("instances of a function that nests its argument end with any", () => {
  const types = typesOf("fun deep(x, n) { if n == 0 { return 0 } return deep([x], n - 1) }\nprint(deep(1, 3))");
  assert.ok(types.length <= 17);
  assert.equal(types.at(-1), "deep(any, any): int");
});

testTypes("may be none", [
  ["fun f(x: int): int { if x > 3 { return x } }\nlet y = f(1)", "y: int?", "f(int): int?"],
  ["fun f(x: int) { if x > 3 { return x } }\nlet y = f(1)", "y: int?", "f(int): int?"],
  ["fun f(x: int): int { if x > 3 { return x } panic(\"no\") }\nlet y = f(1)", "y: int", "f(int): int"],
  ["fun f(x: int): int { while true { if x > 3 { return x } } }\nlet y = f(1)", "y: int", "f(int): int"],
  ["fun fail() { panic(\"no\") }\nfun f(x: int): int { if x > 3 { return x } fail() }\nlet y = f(1)", "y: int", "f(int): int", "fail(): never"],
  ["let m = {\"a\": 1}\nlet x = m.a\nlet y: int = m.a", "m: map<string, int>", "x: int?", "y: int?"],
  ["let x = if 1 < 2 { 3 }", "x: int?"],
  ["let x = match 3 { 1 => \"one\" }", "x: string?"],
  ["let x = match true { true => 1, false => 2 }", "x: int"],
  ["var x = none\nx = 5", "x: int?"],
  ["let m = {\"a\": 1}\nlet xs = [1, m.a]", "m: map<string, int>", "xs: list<int?>"],
  ["let o: int? = 3\nfun f(): int { if o == none { return 0 } return o + 1 }\nprint(f())", "o: int?", "f(): int"],
]);

testTypes("empty literals", [
  ["var xs = []\nxs = append(xs, 1)", "xs: list<int>"],
  ["var xs = []\nxs = append(xs, 1)\nxs = append(xs, \"a\")", "xs: list<any>"],
  ["var xs = []\nxs = push(xs, [])\nxs[0] = [1.5]", "xs: list<list<float>>"],
  ["var m = {}\nm[\"a\"] = 1", "m: map<string, int>"],
  ["var m = {}\nm[1] = []\nm[2] = [true]", "m: map<int, list<bool>>"],
  ["let xs = []", "xs: list<any>"],
  ["fun total(xs: list<float>): float { return sum(xs) }\nvar xs = []\nprint(total(xs))", "xs: list<float>", "total(list<float>): float"],
  ["fun none_yet(): list<string> { var out = []  return out }\nlet xs = none_yet()", "xs: list<string>", "none_yet(): list<string>"],
  ["fun count_up(n) { var out = []  for i in 0..n { out = append(out, i) }  return out }\nvar xs = count_up(3)\nxs = append(xs, 2)", "xs: list<int>", "count_up(int): list<int>"],
  ["fun count_up(n) { var out = []  for i in 0..n { out = append(out, i) }  return out }\nvar xs = count_up(3)\nxs = append(xs, \"a\")", "xs: list<any>", "count_up(int): list<any>"],
  ["let xs = [1, 2.5]", "xs: list<float>"],
  ["let xs = [[], [1]]", "xs: list<list<int>>"],
  ["let m = {\"a\": 1, \"b\": \"x\"}", "m: map<string, any>"],
]);

testTypes("variables join what is stored", [
  ["var x = 1\nx = 2n", "x: bigint"],
  ["type U = A(x: int) | B\nvar u = A { x: 1 }\nu = B", "u: U"],
  ["let x = 1\nlet x = 2\nlet x = \"s\"", "x: int", "x: string"],
]);

testTypes("generics", [
  ["fun first_of<T>(xs: list<T>): T { return xs[0] }\nlet a = first_of([1])\nlet b = first_of([\"x\"])", "a: int", "b: string", "first_of(list<int>): int", "first_of(list<string>): string"],
  ["fun apply<T, U>(xs: list<T>, f: fun(T): U): list<U> { return map(xs, f) }\nlet a = apply([1, 2], fun(x) => x * 1.5)", "a: list<float>", "apply(list<int>, fun(int): float): list<float>"],
]);

testTypes("builtins", [
  ["let a = reduce([1, 2], fun(s, x) => s + x, 0)", "a: int"],
  ["let a = reduce([1.5], fun(s, x) => s + x, 0)", "a: float"],
  ["let a = reduce([1, 2], fun(xs, x) => append(xs, str(x)), [])", "a: list<string>"],
  ["let a = filter([1, 2], fun(x) => x > 1)\nlet b = find(a, fun(x) => x > 1)", "a: list<int>", "b: int?"],
  ["let a = \"a,b\".split(\",\")\nlet b = a.len()", "a: list<string>", "b: int"],
  ["let a = sum([1, 2])\nlet b = avg([1])\nlet c = max([1.5])", "a: int", "b: float", "c: float"],
]);

testTypes("globals that may be read too early", [
  ["print(get())\nlet n = 3\nfun get(): int { return n }", "n: int checked", "get(): int"],
  ["let n = 3\nfun get(): int { return n }\nprint(get())", "n: int", "get(): int"],
]);
