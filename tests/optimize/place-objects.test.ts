// What becomes of the objects that functions make. Each case: what it shows, a program, its --dump=escape without places.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileText } from "../emit/compile-text.ts";

const point = "type P { x: int, y: int }\n";
const linked = "type N { value: int, next: N? }\n";

const cases: readonly (readonly [fact: string, program: string, fates: readonly string[]])[] = [
  ["a struct that is only read lives in the frame", `${point}fun f(n: int): int { let p = P { x: n, y: 1 }\nreturn p.x + p.y }\nprint(f(1))`, ["P in f: frame"]],
  ["a result that is kept lives on the heap", `${point}var kept: list<P> = []\nfun f(n: int): P { return P { x: n, y: 1 } }\nfun g() { kept = append(kept, f(1)) }\ng()\nprint(kept)`, ["P in f: heap, returned"]],
  ["a result that is only read is returned by value", `${point}fun f(n: int): P { return P { x: n, y: 1 } }\nfun g(n: int): int { return f(n).x + f(n + 1).y }\nprint(g(1))`, ["P in f: by value", "result of f in g: frame", "result of f in g: frame"]],
  ["both kinds of callers get the function they need", `${point}var kept: list<P> = []\nfun f(n: int): P { return P { x: n, y: 1 } }\nfun g(n: int): int { kept = append(kept, f(1))\nreturn f(n).x }\nprint(g(1), kept)`, ["P in f: heap, returned", "P in f: by value", "result of f in g: frame"]],
  ["a struct that is filled and then returned", `${point}fun f(n: int): P { var p = P { x: 0, y: 1 }\np.x = n\nreturn p }\nfun g(n: int): int { return f(n).x }\nprint(g(1))`, ["P in f: frame", "result of f in g: frame"]],
  ["a result that was stored before is no new one", `${point}var kept: list<P> = []\nfun f(n: int): P { var p = P { x: 0, y: 1 }\nkept = append(kept, p)\np.x = n\nreturn p }\nfun g(n: int): int { return f(n).x }\nprint(g(1), kept)`, ["P in f: heap, stored"]],
  ["variants are returned by value, too", "type R = Ok(value: int) | Bad(text: string)\nfun f(n: int): R { if n > 1 { return Ok { value: n } }\nreturn Bad { text: \"no\" } }\nfun g(n: int): int { return match f(n) { Ok(v) => v  Bad(t) => len(t) } }\nprint(g(1))", ["Ok in f: by value", "Bad in f: by value", "result of f in g: frame"]],
  ["a sum of structs is a variable", `${point}fun add(a: P, b: P): P { return P { x: a.x + b.x, y: a.y + b.y } }\nfun f(n: int): P { var t = P { x: 0, y: 0 }\nfor i in 0..n { t = add(t, P { x: i, y: 1 }) }\nreturn t }\nprint(f(3).x)`, ["P in add: by value", "P in f: by value", "result of add in f: by value", "P in f: frame", "P in f: by value"]],
  ["a state that steps is a variable", "type S = Off | On(n: int)\nfun step(s: S, n: int): S { return match s { Off => On { n: n }  On(k) => if k > 3 { Off {} } else { On { n: k + n } } } }\nfun f(n: int): int { var s: S = Off {}\nvar t = 0\nfor i in 0..n { s = step(s, i)\nt = t + match s { Off => 1  On(k) => k } }\nreturn t }\nprint(f(9))", ["On in step: by value", "Off in step: by value", "On in step: by value", "Off in f: by value", "result of step in f: by value"]],
  ["what changes somewhere isn't copied", `${point}fun f(n: int): int { var a = P { x: 0, y: 0 }\nvar b = a\nfor i in 0..n { b = a\na = P { x: i, y: b.x }\na.y = a.y + 1 }\nreturn a.x + b.y }\nprint(f(3))`, ["P in f: frame", "P in f: heap, outlives its loop"]],
  ["a variable that is kept elsewhere stays a pointer", `${point}fun f(n: int): list<P> { var t = P { x: 0, y: 0 }\nvar some: list<P> = []\nfor i in 0..n { t = P { x: t.x + i, y: i }\nsome = append(some, t) }\nreturn some }\nprint(f(3))`, ["P in f: static", "P in f: heap, stored"]],
  ["an argument that the callee only reads stays", `${point}fun g(p: P): int { return p.x }\nfun f(n: int): int { return g(P { x: n, y: 1 }) }\nprint(f(1))`, ["P in f: frame"]],
  ["an argument that the callee changes stays", `${point}fun g(p: P) { p.x = 2 }\nfun f(n: int): int { let p = P { x: n, y: 1 }\ng(p)\nreturn p.x }\nprint(f(1))`, ["P in f: frame"]],
  ["an argument that the callee keeps does not", `${point}var kept: list<P> = []\nfun g(p: P) { kept = append(kept, p) }\nfun f(n: int): int { let p = P { x: n, y: 1 }\ng(p)\nreturn p.x }\nprint(f(1), kept)`, ["P in f: heap, stored"]],
  ["what comes back from a callee is what went in", `${point}fun g(p: P): P { return p }\nfun f(n: int): P { return g(P { x: n, y: 1 }) }\nfun h(n: int): int { return g(P { x: n, y: 2 }).x }\nprint(f(1), h(2))`, ["P in f: heap, returned", "P in h: frame"]],
  ["recursion passes parameters on", `${point}fun g(p: P, n: int): int { if n == 0 { return p.x }\nreturn g(p, n - 1) + 1 }\nfun f(n: int): int { return g(P { x: n, y: 1 }, n) }\nprint(f(3))`, ["P in f: frame"]],
  ["each round has its own", `${point}fun f(n: int): int { var t = 0\nfor i in 0..n { let p = P { x: i, y: 1 }\nt = t + p.x }\nreturn t }\nprint(f(3))`, ["P in f: frame"]],
  ["what the next round sees is copied, if it never changes", `${point}fun f(n: int): int { var t = 0\nvar last = P { x: 0, y: 0 }\nfor i in 0..n { let p = P { x: i, y: 1 }\nt = t + last.x\nlast = p }\nreturn t }\nprint(f(3))`, ["P in f: by value", "P in f: by value"]],
  ["what the next round sees and may change lives on the heap", `${point}fun f(n: int): int { var t = 0\nvar last = P { x: 0, y: 0 }\nfor i in 0..n { var p = P { x: i, y: 1 }\nt = t + last.x\np.y = 2\nlast = p }\nreturn t }\nprint(f(3))`, ["P in f: frame", "P in f: heap, outlives its loop"]],
  ["an object in an object goes where that goes", `${linked}fun f(n: int): N { let a = N { value: n, next: nil }\nreturn N { value: 1, next: a } }\nfun g(n: int): int { let a = N { value: n, next: nil }\nlet b = N { value: 1, next: a }\nreturn b.next?.value ?? 0 }\nprint(f(1), g(1))`, ["N in f: heap, returned", "N in f: by value", "N in g: frame", "N in g: frame"]],
  ["what is loaded from an object and kept was in it", `${linked}fun f(n: int): N? { let a = N { value: n, next: nil }\nlet b = N { value: 1, next: a }\nreturn b.next }\nprint(f(1))`, ["N in f: heap, returned", "N in f: frame"]],
  ["what is stored through a pointer lives on the heap", `${linked}fun f(n: int): int { let a = N { value: n, next: nil }\nvar b = N { value: 1, next: nil }\nb.next = a\nreturn b.next?.value ?? 0 }\nprint(f(1))`, ["N in f: heap, stored", "N in f: frame"]],
  ["a closure that is only called lives in the frame, with its variables", "fun twice(g: fun(int): int): int { return g(1) + g(2) }\nfun f(n: int): int { var calls = 0\nlet g = fun(k: int): int { calls = calls + 1\nreturn k + n }\nreturn twice(g) + calls }\nprint(f(1))", ["captured variable in f: frame", "closure fun in f: frame"]],
  ["a closure that is returned takes its variables along", "fun f(): fun(): int { var n = 0\nreturn fun(): int { n = n + 1\nreturn n } }\nprint(f()())", ["captured variable in f: heap, returned", "closure fun in f: heap, returned"]],
  ["a captured struct that the closure returns escapes with the result", `${point}fun call(g: fun(): P): P { return g() }\nfun f(n: int): P { let p = P { x: n, y: 1 }\nreturn call(fun(): P => p) }\nfun h(n: int): int { let p = P { x: n, y: 1 }\nreturn call(fun(): P => p).x }\nprint(f(1), h(1))`, ["P in f: heap, returned", "closure fun in f: frame", "P in h: frame", "closure fun in h: frame"]],
  ["a captured struct that the closure keeps is stored", `${point}var kept: list<P> = []\nfun call(g: fun(int)) { g(1) }\nfun f(n: int) { let p = P { x: n, y: 1 }\ncall(fun(k: int) { kept = append(kept, p) }) }\nf(1)\nprint(kept)`, ["P in f: heap, stored", "closure fun in f: frame"]],
  ["printing and comparing keep nothing", `${point}fun f(n: int): bool { let p = P { x: n, y: 1 }\nlet q = P { x: 1, y: n }\nprint(p)\nreturn p == q }\nprint(f(1))`, ["P in f: frame", "P in f: frame"]],
  ["what becomes `any` is stored", `${point}fun f(n: int): any { let p = P { x: n, y: 1 }\nreturn p }\nprint(f(1))`, ["P in f: heap, stored"]],
  ["variants that are matched at once", "type R = Ok(value: int) | Bad(text: string)\nfun f(n: int): int { let r: R = if n > 1 { Ok { value: n } } else { Bad { text: \"no\" } }\nreturn match r { Ok(v) => v  Bad(t) => len(t) } }\nprint(f(1))", ["Ok in f: frame", "Bad in f: static"]],
  ["the body of a try changes what is outside, and keeps its own", `${point}fun f(n: int): int { var p = P { x: n, y: 1 }\ntry { var q = P { x: 1, y: 2 }\nq.y = 3\np.x = 10 / (n - 1) + q.y } catch e { p.y = 7 }\nreturn p.x + p.y }\nprint(f(1))`, ["P in f: frame", "P in f: frame"]],
  ["what the body of a try leaves behind lives on the heap", `${point}fun f(n: int): int { var p = P { x: n, y: 1 }\ntry { p = P { x: 10 / (n - 1), y: 2 } } catch e { p.y = 7 }\nreturn p.x + p.y }\nprint(f(1))`, ["P in f: frame", "P in f: heap, outlives its try"]],
  ["recursive functions have small frames", `type Big { a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: string }\nfun f(n: int): int { if n == 0 { return 0 }\nlet b = Big { a: "", b: "", c: "", d: "", e: "", f: "", g: "", h: "", i: str(n) }\nreturn f(n - 1) + len(b.i) }\nprint(f(3))`, ["Big in f: heap, the frame is full"]],
  ["a call in tail position gets no object of this frame", `${point}fun g(p: P, n: int): int { if n == 0 { return p.x }\nreturn f(n - 1) }\nfun f(n: int): int { return g(P { x: n, y: 1 }, n) }\nprint(f(3))`, ["P in f: heap, stored"]],
];

for (const [fact, program, fates] of cases) {
  test(`optimize: ${fact}`, () => {
    const { dump } = compileText(program, { dump: "escape" });
    assert.deepEqual(dump.trimEnd().split("\n").filter((line) => !line.includes(" in test:")).map((line) => line.replace(/^test\.mochi:\d+: /, "")), fates);
  });
}

test("optimize: objects in the frame are stored in their variable and seen through a pointer", () => {
  const { dump } = compileText(`${point}fun f(n: int): int { let p = P { x: n, y: 1 }\nreturn p.x }\nprint(f(1))`, { dump: "aotir:place-objects" });
  assert.ok(dump.includes("  let object: object<test__main__P>\n  let p: test__main__P = &(object = test__main__P(n, 1))\n  return p.x\n"), dump);
});

test("optimize: thousands of objects in one function, each in the next, take seconds, not minutes", { timeout: 60_000 }, () => {
  const rows = Array.from({ length: 3000 }, (_, at) => `let p${at} = N { value: t, next: p }\nt = t + p${at}.value\np = p${at}\n`);
  const { dump } = compileText(`${linked}fun f(n: int): int { var t = n\nvar p = N { value: 0, next: nil }\n${rows.join("")}return t }\nprint(f(1))`, { dump: "escape", verify: false });
  assert.equal(dump.split("\n").filter((line) => line.includes("N in f")).length, 3001);
});
