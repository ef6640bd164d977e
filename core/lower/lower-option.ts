// What may be none: `??`, `?.`, tests and unwrapping.
//
// `lowerOptional` takes an optional value apart into a test and a payload, without making the
// option first: `m[k] ?? 0` is a pointer test, no option is ever built.

import type { IrExpression } from "../aotir/aotir.ts";
import { assignVariable, conditional, deref, isNull, newVariable, noneOf, not, optionSome, optionValue, readVariable, runtime, declare } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import { inBlock, spill, temporary, type FunctionContext } from "./context.ts";
import { isPlain, lowerDiscard, lowerExpression } from "./lower-expression.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { findSlot } from "./slot.ts";

export interface Optional {
  readonly isNone: IrExpression;
  /** Valid only where `isNone` is false; of the option's inner type. */
  readonly value: IrExpression;
  /** The option itself. */
  readonly whole: IrExpression;
}

/** The test and the payload of an expression of type `T?` or `any`. */
export function lowerOptional(cx: FunctionContext, expression: TypedExpression): Optional {
  if (expression.kind === "index" && expression.receiver.type.kind === "map" && isBare(expression.receiver.type.value.kind)) {
    const mapType = expression.receiver.type;
    const [map, key] = inOrder(cx, [() => lowerExpression(cx, expression.receiver), () => lowerExpression(cx, expression.index)]);
    invariant(map !== undefined && key !== undefined, "an index has two operands");
    const pointer = spill(cx, findSlot(cx, map, mapType, key));
    const value = deref(pointer);
    const target = lowerType(cx.program.types, expression.type);
    const some: IrExpression = target.kind === "option" ? { kind: "option-make", type: target, operand: value } : value;
    return { isNone: isNull(pointer), value, whole: conditional(isNull(pointer), noneOf(target), some) };
  }
  return takeApart(duplicable(cx, lowerExpression(cx, expression)));
}

function isBare(kind: string): boolean {
  return kind !== "option" && kind !== "any" && kind !== "unit";
}

/** An option in a variable, taken apart. */
export function takeApart(whole: IrExpression): Optional {
  switch (whole.type.kind) {
    case "option":
      return { isNone: not(optionSome(whole)), value: optionValue(whole), whole };
    case "string":
      return { isNone: runtime("mochi_string_is_none", [whole]), value: whole, whole };
    case "any":
      return { isNone: runtime("mochi_any_is_nil", [whole]), value: whole, whole };
    case "unit":
      return { isNone: { kind: "bool", type: { kind: "bool" }, value: true }, value: whole, whole };
    default:
      return { isNone: isNull(whole), value: whole, whole };
  }
}

/** A value that may be written twice: a variable, or put into one. */
export function duplicable(cx: FunctionContext, value: IrExpression): IrExpression {
  return value.kind === "variable" || value.kind === "none" ? value : spill(cx, value);
}

export function lowerIsNone(cx: FunctionContext, operand: TypedExpression): IrExpression {
  if (operand.type.kind !== "option" && operand.type.kind !== "any") {
    lowerDiscard(cx, operand);
    return { kind: "bool", type: { kind: "bool" }, value: false };
  }
  const value = operand.kind === "index" ? undefined : lowerExpression(cx, operand);
  return value === undefined ? lowerOptional(cx, operand).isNone : takeApart(value).isNone;
}

/** `left ?? right`. */
export function lowerCoalesce(cx: FunctionContext, expression: TypedExpression & { readonly kind: "coalesce" }): IrExpression {
  const left = lowerOptional(cx, expression.left);
  const target = lowerType(cx.program.types, expression.type);
  const keep = expression.type.kind === "option" || expression.type.kind === "any" ? left.whole : left.value;
  if (isPlain(expression.right) && keep.kind !== "conditional") {
    return conditional(left.isNone, lowerExpression(cx, expression.right), keep);
  }
  const result = newVariable("t", target, true);
  cx.mutable.add(result);
  cx.statements.push(declare(cx.span, result));
  const then = inBlock(cx, () => {
    if (expression.right.type.kind === "never") {
      lowerDiscard(cx, expression.right);
    } else {
      const value = lowerExpression(cx, expression.right);
      cx.statements.push(assignVariable(cx.span, result, value));
    }
  });
  const otherwise = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, result, keep));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: left.isNone, then, otherwise });
  return readVariable(result);
}

/** `a?.f`: the body sees the payload under the local's name. */
export function lowerSafe(cx: FunctionContext, expression: TypedExpression & { readonly kind: "safe" }): IrExpression {
  const subject = lowerOptional(cx, expression.subject);
  const target = lowerType(cx.program.types, expression.type);
  let body: IrExpression = noneOf(target);
  const then = inBlock(cx, () => {
    const inner = duplicable(cx, subject.value);
    invariant(inner.kind === "variable", "a payload is in a variable");
    cx.bindings.set(expression.local, { kind: "variable", variable: inner.variable, owned: false });
    body = lowerExpression(cx, expression.body);
  });
  if (then.statements.length === 0) {
    return conditional(subject.isNone, noneOf(target), body);
  }
  const result = temporary(cx, target, noneOf(target));
  cx.mutable.add(result);
  cx.statements.push({
    kind: "if",
    span: cx.span,
    condition: not(subject.isNone),
    then: { statements: [...then.statements, assignVariable(cx.span, result, body)] },
  });
  return readVariable(result);
}

