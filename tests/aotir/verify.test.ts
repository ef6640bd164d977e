// The verifier finds what a pass may break.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { IrExpression, IrFunction, IrProgram, IrStatement, IrVariable } from "../../core/aotir/aotir.ts";
import { verifyProgram } from "../../core/aotir/verify.ts";

const span = { file: 0, start: 0, end: 0 };
const i64 = { kind: "i64" } as const;
const x: IrVariable = { name: "x", type: i64, temporary: false, byReference: false };
const one: IrExpression = { kind: "int", type: i64, value: 1n };
const readX: IrExpression = { kind: "variable", type: i64, variable: x };
const label = { name: "loop" };

function program(...statements: IrStatement[]): IrProgram {
  const entry: IrFunction = { name: "main", title: "main", module: 0, span, params: [], result: { kind: "void" }, body: { statements }, mayRaise: true };
  return { structs: [], unions: [], globals: [], functions: [entry], entry, features: new Set(), plans: [], placements: [] };
}

const broken: readonly (readonly [string, RegExp, readonly IrStatement[]])[] = [
  ["a variable used before its declaration", /declared before it is used/, [{ kind: "do", span, value: readX }]],
  ["a variable declared twice", /declared once/, [{ kind: "declare", span, variable: x, value: one }, { kind: "declare", span, variable: x, value: one }]],
  ["a value of another type", /is i64, not bool/, [{ kind: "declare", span, variable: x, value: { kind: "bool", type: { kind: "bool" }, value: true } }]],
  ["a condition that is no truth value", /a condition is bool/, [{ kind: "if", span, condition: one, then: { statements: [] } }]],
  ["a break out of nothing", /encloses it/, [{ kind: "break", span, label }]],
  ["a runtime function that isn't there", /the runtime has a function/, [{ kind: "do", span, value: { kind: "runtime", name: "mochi_nothing", args: [], type: { kind: "void" } } }]],
  ["too few arguments", /takes 1 values, not 0/, [{ kind: "do", span, value: { kind: "runtime", name: "mochi_print_int", args: [], type: { kind: "void" } } }]],
  ["an argument of another type", /value 1 of mochi_print_int is int64_t, not string/, [{ kind: "do", span, value: { kind: "runtime", name: "mochi_print_int", args: [{ kind: "string", type: { kind: "string" }, value: "" }], type: { kind: "void" } } }]],
  [
    "two operands with effects",
    /one operand of a binary has effects/,
    [
      {
        kind: "do",
        span,
        value: {
          kind: "binary",
          op: "+",
          type: i64,
          left: { kind: "runtime", name: "mochi_now", args: [], type: i64 },
          right: { kind: "runtime", name: "mochi_clock", args: [], type: i64 },
        },
      },
    ],
  ],
];

for (const [name, message, statements] of broken) {
  test(`aotir: ${name} is found`, () => {
    assert.throws(() => verifyProgram(program(...statements), "a test"), message);
  });
}

test("aotir: what is right verifies", () => {
  verifyProgram(program({ kind: "declare", span, variable: x, value: one }, { kind: "do", span, value: readX }), "a test");
});
