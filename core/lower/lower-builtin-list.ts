// Builtins on lists that take no function.

import type { IrExpression } from "../aotir/aotir.ts";
import { binary, boolValue, conditional, descriptor, intValue, lengthOf, newList, noneOf, numeric, i64Ir, readElement, runtime, u32Ir, evaluate, unitValue } from "../aotir/builder.ts";
import { invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { spill, type FunctionContext } from "./context.ts";
import { argument, at, plainType, values, type BuiltinCall, type BuiltinRow } from "./lower-builtin.ts";
import { box, convertValue, through, unbox } from "./lower-convert.ts";
import { lowerLogicCount } from "./lower-logic.ts";
import { lowerExpression } from "./lower-expression.ts";
import { duplicable } from "./lower-option.ts";
import { push } from "./lower-growth.ts";
import { eachElement } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { isBorrowed, lowerStored, storedFromPlace, withSharedElements } from "./sharing.ts";
import { slotPointer } from "./slot.ts";

export function elementType(call: BuiltinCall, index = 0): Type {
  const type = plainType(argument(call, index));
  invariant(type.kind === "list" || type.kind === "set", `${call.expression.name} takes a list`);
  return type.element;
}

/** A new list: NAME(list …, element's descriptor). */
function newFrom(name: string): BuiltinRow {
  return (cx, call) => withSharedElements(runtime(name, [...values(cx, call), descriptor(elementType(call))], lowerType(cx.program.types, call.type)), elementType(call));
}

const len: BuiltinRow = (cx, call) => {
  const counted = argument(call, 0);
  return counted.kind === "logic-query" ? lowerLogicCount(cx, counted) : lengthOfArgument(cx, call);
};

const lengthOfArgument: BuiltinRow = (cx, call) => lengthAsInt(cx, at(values(cx, call), 0), argument(call, 0).type, call.site);

export function lengthAsInt(cx: FunctionContext, value: IrExpression, type: Type, site: IrExpression): IrExpression {
  const plain = type.kind === "option" ? type.inner : type;
  switch (plain.kind) {
    case "list":
      return numeric(lengthOf(value, type.kind === "option"), i64Ir);
    case "map":
    case "set":
      return numeric(runtime("mochi_map_length", [value]), i64Ir);
    case "string":
      return runtime("mochi_string_length", [value]);
    default:
      return runtime("mochi_any_length", [box(cx, value, type), site]);
  }
}

const append: BuiltinRow = (cx, call) => {
  const source = argument(call, 0);
  const element = elementType(call);
  const [list, value] = inOrder(cx, [() => lowerExpression(cx, source), () => lowerStored(cx, argument(call, 1))]);
  invariant(list !== undefined && value !== undefined, "append takes a list and a value");
  const type = lowerType(cx.program.types, call.type);
  if (isBorrowed(source)) {
    return withSharedElements(runtime("mochi_list_append", [list, slotPointer(cx, value), descriptor(element)], type), element);
  }
  const item = spill(cx, value);
  const owned = spill(cx, runtime("mochi_list_own", [list, descriptor(element)], type));
  push(cx, owned, element, item);
  return owned;
};

const appendAny: BuiltinRow = (cx, call) => runtime("mochi_any_append", [...values(cx, call), call.site]);

const concat: BuiltinRow = (cx, call) => {
  const [first, ...rest] = values(cx, call);
  invariant(call.type.kind === "list", "concat makes a list");
  const type = lowerType(cx.program.types, call.type);
  const of = descriptor(call.type.element);
  if (first === undefined) {
    return newList(call.type.element, type, []);
  }
  const others = rest.length === 0 ? [noneOf(type)] : rest;
  return withSharedElements(others.reduce((left, right) => runtime("mochi_list_concat", [left, right, of], type), first), call.type.element);
};

function end(last: boolean): BuiltinRow {
  return (cx, call) => {
    const source = argument(call, 0);
    const list = duplicable(cx, at(values(cx, call), 0));
    const length = lengthOf(list, source.type.kind === "option");
    const index = last ? binary("-", lengthOf(list), intValue(1, u32Ir)) : intValue(0, u32Ir);
    const some = convertValue(cx, readElement(list, index), elementType(call), call.type);
    return conditional(binary("==", length, intValue(0, u32Ir)), noneOf(some.type), some);
  };
}

const reverse: BuiltinRow = (cx, call) => {
  const type = plainType(argument(call, 0));
  const value = at(values(cx, call), 0);
  switch (type.kind) {
    case "list":
      return withSharedElements(runtime("mochi_list_reverse", [value, descriptor(type.element)], lowerType(cx.program.types, call.type)), type.element);
    case "string":
      return runtime("mochi_string_reverse", [value]);
    default: {
      const none: IrExpression = noneOf({ kind: "array", element: { kind: "any" }, length: 0 });
      return runtime("mochi_any_call", [value, { kind: "string", type: { kind: "string" }, value: "reverse" }, none, intValue(0, u32Ir), call.site]);
    }
  }
};

const range: BuiltinRow = (cx, call) => {
  const args = values(cx, call);
  const [start, stop] = args.length === 1 ? [intValue(0), at(args, 0)] : [at(args, 0), at(args, 1)];
  return runtime("mochi_list_range", [start, stop, args[2] ?? intValue(1), call.site], lowerType(cx.program.types, call.type));
};

// ---------------------------------------------------------------- in place

const pop: BuiltinRow = (cx, call) => {
  const list = at(values(cx, call), 0);
  return through(cx, elementType(call), (slot) => runtime("mochi_list_pop", [list, slot, descriptor(elementType(call)), call.site]));
};

const removeAt: BuiltinRow = (cx, call) => {
  const [list, index] = values(cx, call);
  invariant(list !== undefined && index !== undefined, "removeAt takes a list and an index");
  return through(cx, elementType(call), (slot) => runtime("mochi_list_remove_at", [list, index, slot, descriptor(elementType(call)), call.site]));
};

const insert: BuiltinRow = (cx, call) => {
  const [list, index, value] = inOrder(cx, [() => lowerExpression(cx, argument(call, 0)), () => lowerExpression(cx, argument(call, 1)), () => lowerStored(cx, argument(call, 2))]);
  invariant(list !== undefined && index !== undefined && value !== undefined, "insert takes three arguments");
  const target = call.discard ? list : duplicable(cx, list);
  cx.statements.push(evaluate(cx.span, runtime("mochi_list_insert", [target, index, slotPointer(cx, value), descriptor(elementType(call)), call.site])));
  return call.discard ? unitValue : target;
};

// ---------------------------------------------------------------- folding

const sum: BuiltinRow = (cx, call) => {
  const list = at(values(cx, call), 0);
  const type = plainType(argument(call, 0));
  if (type.kind === "any") {
    return runtime("mochi_list_sum_any", [runtime("mochi_any_items", [list, call.site], lowerType(cx.program.types, { kind: "list", element: { kind: "any" } })), call.site]);
  }
  const element = elementType(call);
  switch (element.kind) {
    case "int":
    case "int64":
      return runtime("mochi_list_sum_int", [list, call.site]);
    case "float":
      return runtime("mochi_list_sum_float", [list]);
    case "any":
      return unbox(cx, runtime("mochi_list_sum_any", [list, call.site]), call.type, call.site);
    default:
      return unbox(cx, runtime("mochi_list_sum", [list, descriptor(element), call.site]), call.type, call.site);
  }
};

const avg: BuiltinRow = (cx, call) => {
  const list = at(values(cx, call), 0);
  const type = plainType(argument(call, 0));
  if (type.kind === "any") {
    const items = runtime("mochi_any_items", [list, call.site], lowerType(cx.program.types, { kind: "list", element: { kind: "any" } }));
    return runtime("mochi_list_average", [items, descriptor({ kind: "any" }), call.site]);
  }
  const element = elementType(call);
  switch (element.kind) {
    case "int":
    case "int64":
      return runtime("mochi_list_average_int", [list]);
    case "float":
      return runtime("mochi_list_average_float", [list]);
    default:
      return runtime("mochi_list_average", [list, descriptor(element), call.site]);
  }
};

function extreme(largest: boolean): BuiltinRow {
  return (cx, call) => {
    const list = at(values(cx, call), 0);
    return through(cx, call.type, (slot) => runtime("mochi_list_extreme", [list, descriptor(elementType(call)), boolValue(largest), slot, call.site]));
  };
}

const exists: BuiltinRow = (cx, call) => {
  const { type } = argument(call, 0);
  const value = at(values(cx, call), 0);
  return type.kind === "any" ? runtime("mochi_any_truthy", [value]) : binary(">", lengthAsInt(cx, value, type, call.site), intValue(0));
};

const collect: BuiltinRow = (cx, call) => {
  const list = at(values(cx, call), 0);
  const copy = runtime("mochi_list_slice", [list, intValue(0), intValue(2n ** 63n - 1n), descriptor(elementType(call))], lowerType(cx.program.types, call.type));
  return withSharedElements(copy, elementType(call));
};

// ---------------------------------------------------------------- pairs

/** A list of two, its elements converted to what the result holds. */
function pair(cx: FunctionContext, result: Type, left: IrExpression, leftType: Type, right: IrExpression, rightType: Type): { readonly value: IrExpression; readonly type: Type } {
  invariant(result.kind === "list" && result.element.kind === "list", "pairs are lists");
  const { element } = result.element;
  const items = [convertValue(cx, storedFromPlace(left, leftType), leftType, element), convertValue(cx, storedFromPlace(right, rightType), rightType, element)];
  return { value: newList(element, lowerType(cx.program.types, result.element), items), type: result.element };
}

function emptyResult(cx: FunctionContext, type: Type, capacity: IrExpression): IrExpression {
  invariant(type.kind === "list", "the result is a list");
  return spill(cx, runtime("mochi_list_new", [descriptor(type.element), numeric(capacity, i64Ir)], lowerType(cx.program.types, type)));
}

const enumerate: BuiltinRow = (cx, call) => {
  const list = duplicable(cx, at(values(cx, call), 0));
  const result = emptyResult(cx, call.type, lengthOf(list, true));
  eachElement(cx, list, true, cx.span, (item, index) => {
    const made = pair(cx, call.type, numeric({ kind: "variable", type: u32Ir, variable: index }, i64Ir), { kind: "int" }, item, elementType(call));
    push(cx, result, made.type, spill(cx, made.value));
  });
  return result;
};

const zip: BuiltinRow = (cx, call) => {
  const [left, right] = values(cx, call).map((value) => duplicable(cx, value));
  invariant(left !== undefined && right !== undefined, "zip takes two lists");
  const a = spill(cx, lengthOf(left, true));
  const b = spill(cx, lengthOf(right, true));
  const count = spill(cx, conditional(binary("<", a, b), a, b));
  const result = emptyResult(cx, call.type, count);
  eachElement(cx, left, true, cx.span, (item, index) => {
    const at = { kind: "variable", type: u32Ir, variable: index } as const;
    cx.statements.push({ kind: "if", span: cx.span, condition: binary(">=", at, count), then: { statements: [leaveHere(cx)] } });
    const made = pair(cx, call.type, item, elementType(call), readElement(right, at), elementType(call, 1));
    push(cx, result, made.type, spill(cx, made.value));
  });
  return result;
};

/** `break` out of the innermost loop. */
function leaveHere(cx: FunctionContext) {
  const around = cx.enclosing[cx.enclosing.length - 1];
  invariant(around?.kind === "loop", "a loop is left from inside");
  return { kind: "break", span: cx.span, label: around.leave } as const;
}

export const listBuiltins: Readonly<Record<string, BuiltinRow>> = {
  len,
  count: len,
  append,
  push: append,
  appendAny,
  concat,
  first: end(false),
  last: end(true),
  reverse,
  distinct: newFrom("mochi_list_distinct"),
  range,
  pop,
  insert,
  removeAt,
  sum,
  avg,
  min: extreme(false),
  max: extreme(true),
  exists,
  collect,
  zip,
  enumerate,
};
