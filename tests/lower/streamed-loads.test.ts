// Which loaded variables are never made because a query goes through their files, and which queries put each row
// in the place of an earlier one. Seen in the calls of the emitted C.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileText } from "../emit/compile-text.ts";

/** The readers of files that the program calls, in order. */
function calls(program: string): string {
  const { c } = compileText(`type P { a: int, s: string, xs: list<int> }\n${program}\n`);
  return [...c.matchAll(/mochi_(load|rows_open|rows_reuse)(?:_with_yaml)?\(/g)].map(([, call]) => call).join(" ");
}

const PS = 'let ps = load "p.csv" as P';
const QS = 'let qs = load "q.csv" as P';

test("streams: a variable that one query begins with", () => {
  for (const program of [
    `${PS}\nprint(from p in ps select p.a)`,
    `${PS}\nlet n = 3\nlet r = sum(from p in ps where p.a > n select p.a)\nprint(r)`,
    `fun f(): int {\n  ${PS}\n  return len(from p in ps select p.a)\n}\nprint(f())`,
    `${PS}\nsave (from p in ps select {a: p.a}) to "q.csv"`,
    `${PS}\nprint(1, from x in (from p in ps where p.a > 1 select p.a) select x * 2)`,
  ]) {
    assert.equal(calls(program), "rows_open rows_reuse", program);
  }
  assert.equal(calls(`${PS}\n${QS}\nprint(from p in ps join q in qs on p.a == q.a select p.a)`), "load rows_open rows_reuse");
});

test("streams: not if something could tell", () => {
  for (const program of [
    `${PS}\nprint("first")\nprint(from p in ps select p.a)`,
    `${PS}\nprint(print(1), from p in ps select p.a)`,
    `${PS}\nlet n = 10 / len(args())\nprint(from p in ps where p.a > n select p.a)`,
    `${PS}\nif len(args()) > 0 { print(from p in ps select p.a) }`,
    `${PS}\nfor i in 0..2 { print(from p in ps select p.a) }`,
    `${PS}\nlet f = fun(): int => len(from p in ps select p.a)\nprint(f())`,
    `${PS}\nprint(from p in ps select p.a)\nprint(len(ps))`,
    `${PS}\nprint(from i in [1, 2] from p in ps select p.a * i)`,
    `var ps = load "p.csv" as P\nps = []\nprint(from p in ps select p.a)`,
    `let ps = load as P\nprint(from p in ps select p.a)`,
    `let ps = load ("p" + str(len(args()))) as P\nprint(from p in ps select p.a)`,
  ]) {
    assert.equal(calls(program), "load", program);
  }
});

test("streams: a row that somebody keeps isn't used again", () => {
  for (const query of [
    "from p in ps select p",
    "from p in ps group by p.a into g select g",
    "from p in ps group by p.a into g select len(from x in g where x.a > 1 sort by x.s select x.s)",
    "from p in ps right join i in [1, 2] on p.a == i select i",
    "from p in ps select fun(): int => p.a",
    "from p in ps sort by p.a take 2 select [p]",
  ]) {
    assert.equal(calls(`${PS}\nprint(${query})`), "rows_open", query);
  }
  for (const query of [
    "from p in ps left join i in [1, 2] on p.a == i select [p.a, i ?? 0]",
    "from p in ps group by p.s into g select {s: g.key, n: sum(from x in g select x.a)}",
    "from p in ps sort by p.a take 2 select {a: p.a, xs: p.xs}",
  ]) {
    assert.equal(calls(`${PS}\nprint(${query})`), "rows_open rows_reuse", query);
  }
  assert.equal(calls('print(from p in load "p.csv" as any select p["a"])'), "rows_open");
  assert.equal(calls('print(from p in load "p.csv" as map<string, int> select p["a"])'), "rows_open");
});
