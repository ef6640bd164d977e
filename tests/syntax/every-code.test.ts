// Every syntax code of the table can happen: one program for each. A code without a program does not compile.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { DiagnosticCode } from "../../core/source/codes.ts";
import { parseText } from "./parse-text.ts";

type SyntaxCode = Extract<DiagnosticCode, `P${string}`>;

const programs: Readonly<Record<SyntaxCode, string>> = {
  P001: "fun area(w: int, h: int): int",
  P011: "fun area => 5",
  P031: "let : int = 5",
  P040: 'let name = "Ann',
  P041: 'let path = "C:\\dir"',
  P042: "/* to be continued",
  P043: "let n = 10px",
  P045: "let n = 99999999999999999999",
  P046: "let mask = 0x",
  P052: "print(1 2)",
  P055: "let half = .5",
  P056: "let let x = 1",
  P060: "let xs = [1]\nlet y = xs[]",
  P061: "let r = match 1 { 1 => }",
  P062: 'save [1] to ""',
  P063: "let r = match 1 { 1 + 2 => 3 }",
  P064: 'import ruby "set"',
  P065: "1 + 2",
  P070: "let f = fun(x: int): int",
  P080: `print(${"(".repeat(300)}1${")".repeat(300)})`,
  P081: 'let s = f"{1:wide}"',
  P082: 'let s = f"a } b"',
  P083: "let s = {1}",
  P084: 'let rows = load dir + "/a.csv" as Row',
  P085: "export while true { }",
  P086: "try { print(1) }",
  P087: "let [a, b]",
  P088: "let [...a, b] = [1, 2]",
  P089: "spawn f(1).x",
  P090: "let f = fun(a) => {a, 1}",
  P091: 'fun f() { import "./x" }',
  P999: "let x = 1 + * 2",
};

for (const [code, program] of Object.entries(programs)) {
  test(`${code} is reported`, () => {
    const [first] = parseText(program).diagnostics;
    assert.equal(first?.code, code);
    assert.ok(first.span !== undefined && first.help !== "" && !/\{\d\}/.test(first.message + first.help));
  });
}
