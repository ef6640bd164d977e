// Programs without a fault, by the rule of the language that accepts them: nothing is reported,
// not even a warning.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "./check-text.ts";

const maybe = "fun maybe(n: int): int? { if n > 0 { return n } return none }\n";
const shapes = "type Shape = Circle(r: float) | Square(side: float) | Dot\n";
const tree = "type Tree = Leaf | Node(left: Tree, value: int, right: Tree)\n";
const person = "type Person { name: string, age: int }\n";

const accepted: Readonly<Record<string, readonly string[]>> = {
  "options: a value stands where an option is expected": [
    "let xs = [none, 1, none]\nprint(xs)",
    "let xs: list<int?> = [1, none, 2]\nprint(append(xs, 5))",
    "fun f(x: int?): int { return x ?? 0 }\nprint(f(5), f(none))",
    `${person}type Team { lead: Person? }\nprint(Team { lead: Person { name: "a", age: 1 } }, Team { lead: none })`,
    "print(if 1 < 2 { 1 } else { none })",
    "print(match 1 { 1 => none  _ => 5 })",
    "let x: int? = nil\nlet y: int? = null\nprint(x, y)",
  ],
  "options: tests narrow": [
    `${maybe}let x = maybe(1)\nif x != none { print(x + 1) }`,
    `${maybe}let x = maybe(1)\nif !(x == none) { print(x + 1) }`,
    `${maybe}let x = maybe(1)\nlet y = maybe(2)\nif x != none && y != none { print(x + y) }`,
    `${maybe}let x = maybe(1)\nif x == none || x > 3 { print("far") } else { print(x + 1) }`,
    `${maybe}fun f(n: int): int {\n  let x = maybe(n)\n  if x == none { return 0 }\n  print("found")\n  return x + 1\n}\nprint(f(1))`,
    `${maybe}fun f(x: int?): int {\n  if x == none { panic("nothing") }\n  return x + 1\n}\nprint(f(1))`,
    `${maybe}for i in 0..3 {\n  let x = maybe(i)\n  if x == none { continue }\n  print(x + 1)\n}`,
    `${maybe}var x = maybe(3)\nwhile x != none {\n  let now = x + 1\n  x = maybe(now - 2)\n}`,
    `${maybe}print(match maybe(3) { none => 0  n => n + 1 })`,
    `${maybe}print(match maybe(3) { none => "no"  1 | 2 => "few"  n if n > 100 => "lots"  _ => "some" })`,
    "fun f(x: int?): int { if x != none { print(x)  return x + 1 } return 0 }\nprint(f(1))",
  ],
  "options: assignments narrow": [
    "var o: int? = none\no = 5\nprint(o + 1)\nprint(o ?? 0, o == none, o != none)\no = none\nprint(o ?? 1)",
    `${person}var p: Person? = none\np = Person { name: "a", age: 1 }\nprint(p.name, p?.name)`,
    "var best: int? = none\nbest = 0\nfor x in [3, 1] {\n  if x > best { best = x }\n}\nprint(best + 1)",
    "var o = none\no = 5\nprint(o ?? 0)",
    "var n = 1\nn = none\nprint(n ?? 2)",
    "var b = 1\nb = 5n\nprint(b)",
    `${shapes}var s = Circle { r: 1.0 }\ns = Square { side: 2.0 }\nprint(match s { Circle(r) => r  Square(w) => w  Dot => 0.0 })`,
    `${shapes}var s: Shape = Dot\ns = Circle { r: 1.0 }\nprint(match s { Circle(r) => r  Square(w) => w  Dot => 0.0 })`,
  ],
  "numbers: literals are floats where floats are expected": [
    "let half: float = 2\nlet xs: list<float> = [1, 2.5, -3]\nprint(half, xs)",
    "print([1, 2.0, 3])",
    "fun f(x: float): float { return -1 }\nprint(f(2))",
    'type P { x: float }\nprint(P { x: 1 }, {"a": 1, "b": 2.5})',
    "print(if 1 < 2 { 1 } else { 2.5 })",
    "print(match 1 { 1 => 1  _ => 2.5 })",
    "let m: map<string, float> = {\"a\": 1}\nlet f = first([1.5]) ?? 2\nprint(m, f)",
  ],
  "numbers: wider types take narrower values": [
    "fun f(a: bigint, b: bigrat, c: int64): bigrat { return a * b }\nprint(f(1, 2, 3))",
    "let r: bigrat = 1\nlet xs: list<bigrat> = [1, 2]\nprint(r, xs, append(xs, 3))",
    "let d = 1.5s + 200ms\nprint(d * 2, d / 2, d / 1ms, d > 1s, now() + d, d as int)",
    "print(123n + 1, 2n * 1.5, sqrt(2), round(2), round(2.567, 2), pow(2, 10), abs(-3) + 1)",
  ],
  "unknown elements: empty literals take what they get": [
    "var xs = []\nxs = append(xs, 1)\nprint(xs)",
    "fun f(xs: list<int>): int { return len(xs) }\nvar xs = []\nprint(f(xs), f([]))",
    "var m = {}\nm[\"a\"] = 1\nprint(m)",
    "let s: set<int> = {}\nprint(s, set<string>(), [] as list<int>)",
  ],
  "any: arguments, fields and elements take it": [
    "fun any_of(x) { return x }\nfun twice(n: int): int { return n * 2 }\nprint(twice(any_of(4)), any_of(1) + 2)",
    "fun any_of(x) { return x }\nvar n = 1\nn = any_of(2)\nlet xs: list<int> = [any_of(1), 2]\nprint(n, xs)",
    "let data: any = {\"a\": [1, 2]}\nprint(data.a[0], data.get(\"a\"), data[\"b\"])",
  ],
  "types: recursive and forward": [
    "type List { head: int, tail: List? }\nlet xs = List { head: 1, tail: List { head: 2, tail: none } }\nprint(xs.tail?.head)",
    "type A { b: B? }\ntype B { a: A? }\nprint(A { b: B { a: none } })",
    "type Names = list<Name>\ntype Name = string\nlet ns: Names = [\"a\"]\nprint(ns)",
    `${tree}fun sum(t: Tree): int { return match t { Leaf => 0  Node(l, v, r) => sum(l) + v + sum(r) } }\nprint(sum(Node(Leaf, 1, Leaf)), sum(Node { left: Leaf, value: 2, right: Leaf }))`,
    "let p: {x: int, y: int} = {x: 1, y: 2}\nprint(p.x + p.y)",
    "fun local(): int {\n  type P { x: int, next: P? }\n  let p = P { x: 1, next: none }\n  return p.x\n}\nprint(local())",
    "type set { x: int }\nlet s: set = set { x: 1 }\nprint(s.x)",
  ],
  "match: nested patterns, alternatives, lists, guards": [
    `${tree}fun depth(t: Tree): int { return match t { Node(Leaf, _, Leaf) => 1  Node(l, _, r) => 1 + depth(l) + depth(r)  Leaf => 0 } }\nprint(depth(Leaf))`,
    `${shapes}fun f(s: Shape): float { return match s { Circle(x) | Square(x) => x  Dot => 0.0 } }\nprint(f(Dot))`,
    "print(match [1, 2, 3] { [] => 0, [x] => x, [a, ...rest] => a + len(rest) })",
    "print(match -5 { -5 => \"five\"  n if n < 0 => \"minus\"  _ => \"plus\" })",
    "type P { x: int, y: int }\nprint(match P { x: 1, y: 2 } { P(0, _) => 0  P(x: 1) => 1  P(_, y) => y })",
    "match 3 {\n  1 => { print(\"one\") }\n  _ => { print(\"many\") }\n}",
    "for i in 0..5 {\n  match i {\n    1 => { continue }\n    3 => { break }\n    _ => { print(i) }\n  }\n}",
  ],
  "functions: values, closures, partial application": [
    "fun add(a: int, b: int): int { return a + b }\nlet inc = add(1)\nprint(inc(4))",
    "let product = fun(n: int): int { if n < 2 { return 1 } return n * product(n - 1) }\nprint(product(5))",
    "fun total(): int { return limit + 1 }\nlet limit = 5\nprint(total())",
    "let f = fun(n: int) { if n > 0 { return \"plus\" } return \"minus\" }\nprint(f(1))",
    "print(map([1, 2], fun(x) => x * 2), filter([1, 2], fun(x) => x > 1), reduce([1, 2], fun(a: int, b: int): int => a + b, 0))",
    "fun apply<T, U>(x: T, f: fun(T): U): U { return f(x) }\nfun twice<T>(x: T): list<T> { return apply(x, fun(y: T): list<T> => [y, y]) }\nprint(twice(3))",
    "fun same<T>(x: T): T { return x }\nlet alias = same\nlet n: int = alias(5)\nprint(n, alias(\"a\"), map([1, 2], same))",
    "fun counter(): fun(): int {\n  var n = 0\n  return fun(): int { n = n + 1  return n }\n}\nlet next = counter()\nprint(next(), next())",
  ],
  "methods of values": [
    "print(\"a,b\".split(\",\"), \" x \".trim().upper(), \"abc\".contains(\"b\"), \"abc\".starts_with(\"a\"), \"abc\".len())",
    "var xs = [3, 1]\nxs.insert(0, 5)\nprint(xs.sort(), xs.map(fun(x) => str(x)).join(\"-\"), xs.pop(), xs.first() ?? 0)",
    "let m = {\"a\": 1}\nprint(m.keys(), m.get(\"z\", 0), m.has(\"a\"), m.values())",
    `${person}type Crew {\n  lead: Person\n  fun title(p: string): string { return p + " " + lead.name }\n}\nlet c = Crew { lead: Person { name: "ann", age: 3 } }\nprint(c.title("Dr"), [c][0].title("Ms"))`,
  ],
  "sets, destructuring, errors, formats": [
    "var s = {1, 2}\ns.add(3)\nprint(s + {4,}, s - 1, 2 in s, len(s))\nfor v in s { print(v) }",
    "let [a, b, ...rest] = [1, 2, 3]\nlet {\"name\": n} = {\"name\": \"ann\"}\nprint(a + b + len(rest), n)",
    "try { panic(5, \"no\") } catch e { print(e.code + 1, e.message) } finally { print(\"end\") }",
    "let n = 255\nprint(f\"{n:x} {n:>8} {1.5:.2f} {\"a\":s} {n}\")",
    "fun check(n: int): int { if n > 0 { return n } panic(\"bad\") }\nprint(check(1))",
  ],
  "channels, streams, agents, logic": [
    "let ch = chan<int>(2)\nfun work(n: int) { send(ch, n) }\nspawn work(1)\nlet v = recv(ch)\nprint(v ?? 0)\nclose(ch)\nfor x in ch { print(x) }",
    "let ch = chan<int>()\nselect {\n  v = recv(ch) => { print(v ?? 0) }\n  send(ch, 1) => { print(\"sent\") }\n  after 5s => { print(\"late\") }\n}",
    "stream Sensor { id: string  value: float }\non Sensor as s where s.value > 1.0 { print(s.id) }\nemit Sensor { id: \"a\", value: 2 }",
    "stream Tick { n: int }\nagent Counter {\n  var seen: int = 0\n  on Tick as t { seen = seen + t.n }\n  intent total(): int { return seen }\n}\nlet c = Counter {}\nemit Tick { n: 2 }\nprint(c.total())",
    "fact parent(\"ann\", \"bob\")\nrule grand(x, z) :- parent(x, y), parent(y, z), x != z\nfor r in query grand(x, z) { print(r) }",
  ],
  "queries": [
    `${person}let ps = [Person { name: "a", age: 3 }]\nlet old = from p in ps where p.age > 2 sort by p.age desc, p.name skip 0 take 3 select { name: p.name, age: p.age }\nprint(old)`,
    "let rows = from x in [1, 2, 3] group by x % 2 into g having count(g) > 0 sort by g.key select { k: g.key, n: count(g), s: sum(g), a: avg(g) }\nprint(rows)",
    `${person}let ps = [Person { name: "a", age: 3 }]\nlet by = from p in ps group by p.name, p.age into g select { name: g.key.name, n: g.count, older: g.key.age + 1 }\nprint(by)`,
    "let ys = from x in [1, 2] left join y in [2] on x == y select y ?? 0\nprint(ys, from x in [1] select sum(x))",
    "let found = from s in [\"b\", \"a\"] sort by -s select distinct s\nprint(found)",
  ],
};

for (const [rule, programs] of Object.entries(accepted)) {
  test(`accepted: ${rule}`, () => {
    const found = programs.map((program) => ({ program, report: checkText(program) })).filter(({ report }) => report.length > 0);
    assert.deepEqual(found, []);
  });
}
