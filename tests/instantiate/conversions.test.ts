// Where conversions stand in the tree, and what control flow shows about none.

import { testBodies } from "./typed-text.ts";

testBodies("narrowing", [
  ["fun f(): int? { return 1 }\nlet o = f()\nif o != none { print(o + 1) }", "init @o = f()\nif !is-none(@o) {\n  #print((narrowed<int>(@o) + 1))\n}"],
  ["let o: int? = none\nif o == none || o > 1 { print(1) }", "init @o = none:int?\nif (is-none(@o) || (narrowed<int>(@o) > 1)) {\n  #print(1)\n}"],
  ["let m = {\"a\": 1}\nprint(m.a + 1)", "init @m = {\"a\": 1}:map<string, int>\n#print((unwrap<int>(@m[\"a\"]) + 1))"],
  ["let m = {\"a\": [1]}\nprint(len(m.b))", "init @m = {\"a\": [1]:list<int>}:map<string, list<int>>\n#print(#len(or-empty<list<int>>(@m[\"b\"])))"],
]);

testBodies("strings", [
  ["print(\"v=\" + 1 + none)", "#print(((\"v=\" + text(1)) + text(none:any)))"],
  ["let s = \"a\"\nprint(s.upper())", "init @s = \"a\"\n#print(#upper(@s))"],
]);

testBodies("numbers", [
  ["let x: float = 1", "init @x = 1.0"],
  ["print(1 + 2.5)", "#print((1.0 + 2.5))"],
  ["let i = 1\nprint(i + 2.5)", "init @i = 1\n#print((widen<float>(@i) + 2.5))"],
  ["print(1 + 2n)", "#print((widen<bigint>(1) + 2n))"],
]);

testBodies("calls", [
  ["fun add(a: int, b: int): int { return a + b }\nlet inc = add(1)\nprint(inc(2))", "init @inc = partial add(1)\n#print(call @inc(2))"],
  ["fun f(x: any) { print(x) }\nf(1)", "f(widen<any>(1))"],
  ["fun len(x: int): int { return x }\nprint(len(3))", "#print(len(3))"],
]);

testBodies("destructuring", [
  ["let [a, ...rest] = [1, 2]", "let whole: list<int> = [1, 2]:list<int>\ncheck-length whole >= 1\ninit @a = whole[0]\ninit @rest = whole[1:]"],
  ["let {\"k\": v} = {\"k\": 1}", "let whole: map<string, int> = {\"k\": 1}:map<string, int>\ninit @v = require whole[\"k\"]"],
]);
