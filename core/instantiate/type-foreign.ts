// Members of foreign modules that are builtins here (types/foreign.ts).
//
// Functions on floats convert what they are given; what an `extern` says the result is, it becomes.

import type { CallExpression } from "../syntax/ast.ts";
import { invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { builtins, type Builtin } from "../types/builtins.ts";
import type { ForeignMember } from "../types/foreign.ts";
import { floatType, intType, type Type } from "../types/type.ts";
import { moduleAt, resolve, type Cx } from "./context.ts";
import { convert, valued } from "./convert.ts";
import { callBuiltin } from "./type-builtin.ts";
import { typeExpression } from "./type-expression.ts";
import { builtinValue } from "./type-function-value.ts";
import type { TypedExpression } from "./typed.ts";

type ForeignFunction = Extract<ForeignMember, { kind: "function" }>;

/** The type that an `extern` gives a dotted name: a variable's, or a function's result. */
export function externResult(cx: Cx, dotted: string): Type | undefined {
  const extern = moduleAt(cx.program, cx.instance.function.module).externs.get(dotted);
  if (extern?.form === "var") {
    return resolve(cx, extern.type);
  }
  return extern?.form === "fun" && extern.result !== undefined ? resolve(cx, extern.result) : undefined;
}

export function callForeign(cx: Cx, member: ForeignFunction, result: Type | undefined, node: CallExpression): TypedExpression {
  const args = node.args.map((arg) => {
    const e = valued(typeExpression(cx, arg, member.floats ? floatType : undefined));
    return member.floats ? convert(cx, e, floatType) : e;
  });
  const call = callBuiltin(cx, builtinOf(member), args, node.span);
  const whole: TypedExpression = member.whole && call.type.kind === "float" ? { kind: "cast", type: intType, span: node.span, operand: call } : call;
  return result === undefined ? whole : convert(cx, whole, result);
}

/** A constant, or a function as a value. */
export function foreignValue(cx: Cx, member: ForeignMember, result: Type | undefined, expected: Type | undefined, span: Span): TypedExpression {
  if (member.kind === "function") {
    return builtinValue(cx, builtinOf(member), expected, span);
  }
  const value: TypedExpression = { kind: "float", type: floatType, span, value: member.value };
  return result === undefined ? value : convert(cx, value, result);
}

function builtinOf(member: ForeignFunction): Builtin {
  const builtin = builtins.get(member.builtin);
  invariant(builtin !== undefined, `${member.builtin} is a builtin`);
  return builtin;
}
