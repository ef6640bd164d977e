// `return e`, and the value of an expression body.

import type { Span } from "../source/span.ts";
import type { Expression } from "../syntax/ast.ts";
import { neverType, unitType } from "../types/type.ts";
import { convert } from "./convert.ts";
import { readType, type Cx } from "./context.ts";
import { deadFlow } from "./flow.ts";
import { isOpen } from "./open.ts";
import { widenSlot } from "./slot.ts";
import { typeEffect, typeExpression } from "./type-expression.ts";
import type { TypedStatement } from "./typed.ts";

/** The statements that return the value of an expression from the current frame. */
export function typeReturn(cx: Cx, value: Expression, span: Span): readonly TypedStatement[] {
  const { result } = cx.frame;
  const wantsUnit = result.declared?.kind === "unit";
  const e = wantsUnit ? typeEffect(cx, value) : typeExpression(cx, value, result.declared);
  if (!cx.frame.flow.reachable) {
    return [{ kind: "expression", span, value: e }];
  }
  if (wantsUnit || e.type.kind === "unit") {
    return [{ kind: "expression", span, value: e }, ...typeBareReturn(cx, span)];
  }
  widenSlot(result, e.type, isOpen(e), span);
  const type = readType(cx, result, true);
  const returned = type.kind === "unit" ? undefined : convert(cx, e, type);
  cx.frame.flow = deadFlow;
  return returned === undefined ? [{ kind: "expression", span, value: e }, { kind: "return", span }] : [{ kind: "return", span, value: returned }];
}

/** `return` without a value: none, unless the function has no value at all. */
export function typeBareReturn(cx: Cx, span: Span): readonly TypedStatement[] {
  const { result } = cx.frame;
  if (cx.frame.kind === "initializer" || cx.frame.kind === "test") {
    cx.frame.flow = deadFlow;
    return [{ kind: "return", span }];
  }
  if (result.type.kind !== "unit") {
    widenSlot(result, unitType, false, span);
  }
  const type = readType(cx, result, true);
  cx.frame.flow = deadFlow;
  if (type.kind === "unit" || type.kind === "never") {
    return [{ kind: "return", span }];
  }
  return [{ kind: "return", span, value: convert(cx, { kind: "none", type: { kind: "option", inner: neverType }, span }, type) }];
}
