// Reading parts: `x[i]`, `x[a:b:c]`, and keys that must be there.

import type { IrExpression } from "../aotir/aotir.ts";
import { deref, descriptor, evaluate, intValue, isNull, lengthOf, readElement, runtime, siteValue } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { InternalError, invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { printType } from "../types/print-type.ts";
import { inBlock, siteAt, spill, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { slotOrNone } from "./lower-expression.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { withSharedElements } from "./sharing.ts";
import { findSlot, slotPointer } from "./slot.ts";

type IndexExpression = TypedExpression & { readonly kind: "index" };

function pair(cx: FunctionContext, receiver: TypedExpression, index: TypedExpression): readonly [IrExpression, IrExpression] {
  const [first, second] = inOrder(cx, [() => lowerExpression(cx, receiver), () => lowerExpression(cx, index)]);
  invariant(first !== undefined && second !== undefined, "an index has two operands");
  return [first, second];
}

export function lowerIndex(cx: FunctionContext, expression: IndexExpression): IrExpression {
  const { receiver, index } = expression;
  const type = receiver.type;
  switch (type.kind) {
    case "list": {
      const [list, position] = pair(cx, receiver, index);
      return element(cx, list, position, expression.span);
    }
    case "string": {
      const [text, position] = pair(cx, receiver, index);
      return runtime("mochi_string_index", [text, position, siteValue(siteAt(cx, expression.span))]);
    }
    case "map": {
      const [map, key] = pair(cx, receiver, index);
      return slotOrNone(cx, spill(cx, findSlot(cx, map, type, key)), expression.type);
    }
    case "any": {
      const [value, key] = pair(cx, receiver, index);
      return runtime("mochi_any_index", [value, key, siteValue(siteAt(cx, expression.span))]);
    }
    default:
      throw new InternalError(`${printType(type)} is not indexed`);
  }
}

/** `list[index]`, checked. */
export function element(cx: FunctionContext, list: IrExpression, index: IrExpression, span: Span): IrExpression {
  const stable = repeatable(list) ? list : spill(cx, list);
  return readElement(stable, checkedIndex(cx, stable, index, span));
}

export function checkedIndex(cx: FunctionContext, list: IrExpression, index: IrExpression, span: Span): IrExpression {
  return runtime("mochi_list_check", [index, lengthOf(list), siteValue(siteAt(cx, span))]);
}

/** Short to read twice, and the same both times. */
export function repeatable(value: IrExpression): boolean {
  switch (value.kind) {
    case "variable":
    case "global":
      return true;
    case "field":
      return repeatable(value.receiver);
    case "cell":
      return repeatable(value.cell);
    default:
      return false;
  }
}

/** The value of a key that must be there. */
export function lowerRequireKey(cx: FunctionContext, expression: TypedExpression & { readonly kind: "require-key" }): IrExpression {
  const { receiver, index } = expression;
  const site = siteValue(siteAt(cx, expression.span));
  const [container, key] = pair(cx, receiver, index);
  if (receiver.type.kind !== "map") {
    const value = spill(cx, runtime("mochi_any_index", [container, key, site]));
    raiseIf(cx, runtime("mochi_any_is_nil", [value]), key, index, site);
    return value;
  }
  const kept = spill(cx, key);
  const pointer = spill(cx, findSlot(cx, container, receiver.type, kept));
  raiseIf(cx, isNull(pointer), kept, index, site);
  return deref(pointer);
}

function raiseIf(cx: FunctionContext, missing: IrExpression, key: IrExpression, index: TypedExpression, site: IrExpression): void {
  const then = inBlock(cx, () => {
    cx.statements.push(evaluate(cx.span, runtime("mochi_raise_missing_key", [slotPointer(cx, key), descriptor(index.type), site])));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: missing, then });
}

/** The end of a slice that has none. */
export const openEnd = intValue(2n ** 63n - 1n);
const sliceStart = 1;
const sliceEnd = 2;

export function lowerSlice(cx: FunctionContext, expression: TypedExpression & { readonly kind: "slice" }): IrExpression {
  const { receiver, start, end, step } = expression;
  const operands = [receiver, start, end, step].filter((operand) => operand !== undefined);
  const values = inOrder(
    cx,
    operands.map((operand) => () => lowerExpression(cx, operand)),
  );
  let next = 1;
  const value = values[0];
  invariant(value !== undefined, "a slice has a receiver");
  const from = start === undefined ? intValue(0) : (values[next++] ?? intValue(0));
  const to = end === undefined ? openEnd : (values[next++] ?? openEnd);
  const by = step === undefined ? intValue(1) : (values[next] ?? intValue(1));
  const given = intValue((start === undefined ? 0 : sliceStart) + (end === undefined ? 0 : sliceEnd), { kind: "u32" });
  const site = siteValue(siteAt(cx, expression.span));
  const type = receiver.type;
  switch (type.kind) {
    case "string":
      return step === undefined ? runtime("mochi_string_slice", [value, from, to]) : runtime("mochi_string_slice_step", [value, from, to, by, given, site]);
    case "list": {
      const target = lowerType(cx.program.types, type);
      const of = descriptor(type.element);
      const part = step === undefined ? runtime("mochi_list_slice", [value, from, to, of], target) : runtime("mochi_list_slice_step", [value, from, to, by, given, of, site], target);
      return withSharedElements(part, type.element);
    }
    case "any":
      return runtime("mochi_any_slice", [value, from, to, by, given, site]);
    default:
      throw new InternalError(`${printType(type)} is not sliced`);
  }
}
