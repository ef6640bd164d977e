// Random programs that make small objects and pass them around: through variables, calls, each other, closures,
// loops and `try`. A seed enters, a function's source leaves; what it prints depends on who is whom, so an
// object that is placed where it can't live, or is copied, shows.

import { newRandom, type Random } from "./random-memory.ts";

export const OBJECT_DECLARATIONS = `type P { x: int, y: int, next: P? }
type Shape = Dot(at: P) | Line(from: P, to: P) | Sized(size: int) | Empty
type Acc { total: int, count: int }
var kept: list<P> = []
fun make(x: int, y: int): P {
  return P { x: x, y: y, next: nil }
}
fun linked(x: int, next: P): P {
  return P { x: x, y: next.x % 100, next: next }
}
fun same(p: P): P {
  return p
}
fun pick(first: bool, p: P, q: P): P {
  if first {
    return p
  }
  return q
}
fun change(p: P, by: int) {
  p.x = (p.x + by) % 1000
}
fun keep(p: P): int {
  if len(kept) > 5 {
    kept = []
  }
  kept = append(kept, p)
  return len(kept)
}
fun tail(p: P): P {
  return p.next ?? p
}
fun sum(p: P, depth: int): int {
  if depth == 0 {
    return p.x + p.y
  }
  return (sum(make(p.y, p.x), depth - 1) + p.x) % 1000
}
fun size(s: Shape): int {
  return match s {
    Dot(at) => at.x
    Line(from, to) => from.x * 3 + to.y
    Sized(size) => size
    Empty => 7
  }
}
fun shape(n: int, p: P, q: P): Shape {
  if n % 3 == 0 {
    return Dot { at: p }
  }
  if n % 3 == 1 {
    return Line { from: p, to: q }
  }
  return Sized { size: n }
}
fun call(f: fun(int): int, n: int): int {
  return f(n) + f(n + 1)
}
fun add(a: Acc, n: int): Acc {
  return Acc { total: (a.total + n) % 1000, count: a.count + 1 }
}
fun both(a: Acc, b: Acc): Acc {
  return Acc { total: (a.total * 3 + b.total) % 1000, count: a.count + b.count }
}
`;

const object = (random: Random): string => `p${random(4)}`;
const shape = (random: Random): string => `s${random(2)}`;
const account = (random: Random): string => `a${random(3)}`;

function value(random: Random): string {
  const values: readonly (() => string)[] = [
    () => `make(n, ${random(9)})`,
    () => `P { x: n, y: ${object(random)}.x, next: nil }`,
    () => `P { x: ${random(99)}, y: n % 7, next: ${object(random)} }`,
    () => `linked(n, ${object(random)})`,
    () => `same(${object(random)})`,
    () => `pick(n % ${2 + random(3)} == 0, ${object(random)}, ${object(random)})`,
    () => `pick(${object(random)}.x > ${object(random)}.x, make(n, 1), ${object(random)})`,
    () => `tail(${object(random)})`,
    () => object(random),
  ];
  return values[random(values.length)]?.() ?? "";
}

function statement(random: Random, depth: number, level: string): string {
  const block = (count: number): string => Array.from({ length: count }, (_, at) => statement(random, depth - 1, `${level}_${at}`)).join("\n");
  const simple: readonly (() => string)[] = [
    () => `${object(random)} = ${value(random)}`,
    () => `${object(random)} = ${value(random)}`,
    () => `change(${value(random)}, n)`,
    () => `${object(random)}.y = n % 50`,
    () => `${object(random)}.next = nil`,
    () => `if ${object(random)}.next == nil { ${object(random)}.next = make(n, n % 3) }`,
    () => `n = (n + keep(${value(random)})) % 1000`,
    () => `n = (n + sum(${value(random)}, ${random(4)})) % 1000`,
    () => `${shape(random)} = shape(n, ${object(random)}, ${value(random)})`,
    () => `n = (n + size(${shape(random)})) % 1000`,
    () => `n = (n + size(shape(n, ${object(random)}, ${object(random)}))) % 1000`,
    () => `n = (n + match shape(n, ${object(random)}, ${object(random)}) { Dot(at) => at.y  Line(from, to) => to.x  Sized(z) => z  Empty => 0 }) % 1000`,
    () => `${account(random)} = add(${account(random)}, n)`,
    () => `${account(random)} = both(${account(random)}, add(${account(random)}, ${object(random)}.x))`,
    () => `${account(random)} = ${account(random)}`,
    () => `n = (n + add(${account(random)}, n).total) % 1000`,
    () => `n = (n + call(fun(k: int): int => (k + ${object(random)}.x) % 100, n)) % 1000`,
    () => `f = fun(k: int): int => (k * 3 + n) % 100`,
    () => `n = (n + call(f, n)) % 1000`,
    () => `out = (out * 31 + ${object(random)}.x * 7 + ${object(random)}.y + n) % 1000003`,
  ];
  const nested: readonly (() => string)[] = [
    () => `for i${level} in 0..${1 + random(5)} {\nn = (n + i${level}) % 1000\n${block(1 + random(4))}\n}`,
    () => `if n % ${2 + random(3)} == 0 {\n${block(1 + random(3))}\n} else {\n${block(1 + random(2))}\n}`,
    () => `try {\n${block(1 + random(3))}\nn = n + 100 / (n % ${2 + random(3)})\n${block(1)}\n} catch e${level} {\n${block(1)}\n}`,
    () => `var q${level} = ${value(random)}\n${block(1)}\nq${level}.x = (q${level}.x + n) % 1000\n${object(random)} = pick(n % 2 == 0, q${level}, ${object(random)})`,
    () => `var c${level} = ${random(9)}\nlet g${level} = fun(k: int): int {\nc${level} = (c${level} + k) % 100\nreturn c${level}\n}\nn = (n + call(g${level}, n) + c${level}) % 1000\n${random(3) === 0 ? `f = g${level}` : ""}`,
  ];
  const choices = depth > 0 && random(3) === 0 ? nested : simple;
  return choices[random(choices.length)]?.() ?? "";
}

/** A function `o<seed>` and its call. */
export function randomObjects(seed: number): string {
  const random = newRandom(seed);
  const lines = [
    "var n = 1",
    "var out = 0",
    "kept = []",
    ...[0, 1, 2, 3].map((at) => `var p${at} = make(${at}, ${at + 1})`),
    "var s0: Shape = Empty {}",
    "var s1: Shape = Sized { size: 2 }",
    ...[0, 1, 2].map((at) => `var a${at} = Acc { total: ${at}, count: 0 }`),
    "var f = fun(k: int): int => k + 1",
    `for i in 0..${3 + random(9)} {`,
    "n = (n + i) % 1000",
    ...Array.from({ length: 4 + random(8) }, (_, at) => statement(random, 2, `${at}`)),
    "out = (out * 31 + p0.x + p1.y * 3 + p2.x * 5 + p3.y * 7 + a0.total + a1.count * 3 + a2.total + size(s0) + size(s1)) % 1000003",
    "}",
    "for p in kept { out = (out * 31 + p.x + p.y) % 1000003 }",
    `print(${seed}, out, n, p0.x, p1.x, p2.y, p3.y, a0.total, a1.total, a2.count, f(1))`,
  ];
  return `fun o${seed}() {\n${lines.join("\n")}\n}\no${seed}()\n`;
}

export function randomObjectsProgram(first: number, count: number): string {
  return OBJECT_DECLARATIONS + Array.from({ length: count }, (_, at) => randomObjects(first + at)).join("");
}
