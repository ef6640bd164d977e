// Calls: of functions that are known, of function values, and by name on `any`.

import type { IrExpression, IrType } from "../aotir/aotir.ts";
import { anyIr, call, callValue, declare, intValue, newVariable, readVariable, runtime, siteValue, stringValue, u32Ir, noneOf } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import { closureOf, instanceOf } from "./closures.ts";
import { siteAt, spill, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { inOrder } from "./order.ts";
import { lowerArgument } from "./sharing.ts";

/** The call itself; of type void when the function yields nothing. */
export function lowerCall(cx: FunctionContext, expression: TypedExpression & { readonly kind: "call" }): IrExpression {
  const grows = cx.program.analysis.grows.has(expression.function);
  const args = inOrder(
    cx,
    expression.args.map((arg) => () => lowerArgument(cx, arg, grows)),
  );
  return call(instanceOf(cx.program, expression.function), args, siteAt(cx, expression.span));
}

export function lowerCallValue(cx: FunctionContext, expression: TypedExpression & { readonly kind: "call-value" }): IrExpression {
  const { callee, args } = expression;
  const site = siteAt(cx, expression.span);
  const growing = cx.program.analysis.grows.size > 0;
  const lowered = args.map((arg) => () => lowerArgument(cx, arg, growing));
  const nested = callee.kind === "local" ? cx.program.analysis.closureOf.get(callee.local) : callee.kind === "closure" ? callee.function : undefined;
  if (nested !== undefined && cx.program.analysis.captures.get(nested)?.length === 0) {
    return call(closureOf(cx, nested).function, inOrder(cx, lowered), site);
  }
  const [target, ...values] = inOrder(cx, [() => lowerExpression(cx, callee), ...lowered]);
  invariant(target !== undefined, "a call has a callee");
  const held = target.kind === "call" || target.kind === "call-value" || target.kind === "runtime" ? spill(cx, target) : target;
  return callValue(held, values, site);
}

/** A method call on `any`, dispatched by name. */
export function lowerCallAny(cx: FunctionContext, expression: TypedExpression & { readonly kind: "call-any" }): IrExpression {
  const [receiver, ...args] = inOrder(cx, [() => lowerExpression(cx, expression.receiver), ...expression.args.map((arg) => () => lowerExpression(cx, arg))]);
  invariant(receiver !== undefined, "a method has a receiver");
  return runtime("mochi_any_call", [receiver, stringValue(expression.method), boxedArguments(cx, args), intValue(args.length, u32Ir), siteValue(siteAt(cx, expression.span))]);
}

function boxedArguments(cx: FunctionContext, args: readonly IrExpression[]): IrExpression {
  const type: IrType = { kind: "array", element: anyIr, length: args.length };
  if (args.length === 0) {
    return noneOf(type);
  }
  const array = newVariable("t", type, true);
  cx.statements.push(declare(cx.span, array, { kind: "array", type, items: args }));
  return readVariable(array);
}
