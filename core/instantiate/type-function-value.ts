// Functions as values: a name without a call, `p.m`, a builtin that is passed on.

import type { Span } from "../source/span.ts";
import type { FunctionSymbol } from "../types/declarations.ts";
import type { Builtin } from "../types/builtins.ts";
import { anyType, functionOf, neverType, unitType, type MethodStatement, type StructDeclaration, type Type } from "../types/type.ts";
import { convert, read } from "./convert.ts";
import { newFunction, readType, type Cx } from "./context.ts";
import { requestFunction, requestMethod } from "./instances.ts";
import { plainType } from "./join.ts";
import { widenSlot } from "./slot.ts";
import { callBuiltin } from "./type-builtin.ts";
import { nestedType, type NestedFunction } from "./type-function.ts";
import { hasNever } from "./type-shape.ts";
import type { Local, TypedExpression } from "./typed.ts";

/** A top-level function; untyped parameters take what the context will pass, else `any`. */
export function functionValue(cx: Cx, symbol: FunctionSymbol, expected: Type | undefined, span: Span): TypedExpression {
  const goal = expected === undefined ? undefined : plainType(expected);
  const hints = goal?.kind === "fun" ? goal.params : [];
  const { params } = symbol.statement.signature;
  const instance = requestFunction(cx.program, symbol, params.map((_, index) => hints[index]));
  if (instance === undefined) {
    cx.instance.sawNever = true;
    return { kind: "none", type: neverType, span };
  }
  const result = readType(cx, instance.result, true);
  return { kind: "function", type: functionOf(instance.params, result), span, function: instance.function };
}

/** A nested function: its untyped parameters have to take anything. */
export function nestedValue(cx: Cx, local: Local, nested: NestedFunction, span: Span): TypedExpression {
  for (const param of nested.params) {
    if (param.written === undefined) {
      widenSlot(param.slot, anyType, true, span);
    }
  }
  return { ...read(local, span), type: nestedType(cx, nested) };
}

/** `p.m` without a call: bound to the receiver. */
export function boundMethod(cx: Cx, receiver: TypedExpression, declaration: StructDeclaration, method: MethodStatement, span: Span): TypedExpression {
  const instance = requestMethod(cx.program, declaration, method);
  const { params } = instance;
  const result = readType(cx, instance.result, true);
  const callee: TypedExpression = { kind: "function", type: functionOf([receiver.type, ...params], result), span, function: instance.function };
  return { kind: "partial", type: functionOf(params, result), span, callee, args: [receiver] };
}

/** A builtin as a value: a function around its call. */
export function builtinValue(cx: Cx, builtin: Builtin, expected: Type | undefined, span: Span): TypedExpression {
  const goal = expected === undefined ? undefined : plainType(expected);
  const [signature] = builtin.signatures;
  const hints = goal?.kind === "fun" ? goal.params : signature.params.length === 0 && builtin.max > 0 ? [anyType] : signature.params;
  const params = hints.map((hint, index): Local => {
    const type = hint.kind === "variable" || (hasNever(hint) && cx.program.settled) ? anyType : hint;
    return { name: `a${index}`, type, span, origin: "parameter", reassigned: false, captured: false };
  });
  const { flow } = cx.frame;
  const call = callBuiltin(cx, builtin, params.map((param) => read(param, span)), span);
  // Nothing is called yet: what a call of `panic` or `exit` ends goes on here.
  cx.frame.flow = flow;
  // `panic` and `exit` have no result; as values they are functions that return nothing.
  const result = signature.result.kind === "never" ? unitType : call.type;
  const body = { statements: [result.kind === "unit" ? ({ kind: "expression", span, value: call } as const) : ({ kind: "return", span, value: convert(cx, call, result) } as const)] };
  const fn = newFunction({ name: builtin.name, kind: "lambda", module: cx.instance.function.module, span, typeArgs: [], params }, result, body);
  return { kind: "closure", type: functionOf(params.map((param) => param.type), result), span, function: fn };
}
