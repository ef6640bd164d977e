// map, filter, reduce, find, some, every, flatMap, sort: loops.
//
// A lambda that is written as the argument is not called: its body becomes the body of the loop,
// with its parameters as variables, so it captures nothing and costs nothing (analyse.ts counts it
// as part of the function around it). `return` in it leaves a labelled block.

import type { IrExpression } from "../aotir/aotir.ts";
import { assignVariable, boolValue, call as callFunction, callValue, descriptor, evaluate, i64Ir, lengthOf, newLabel, noneOf, not, numeric, readVariable, runtime } from "../aotir/builder.ts";
import type { TypedExpression, TypedFunction } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { instanceOf } from "./closures.ts";
import { inBlock, siteAt, spill, temporary, type Enclosing, type FunctionContext } from "./context.ts";
import { argument, type BuiltinCall, type BuiltinRow } from "./lower-builtin.ts";
import { elementType } from "./lower-builtin-list.ts";
import { convertValue } from "./lower-convert.ts";
import { lowerExpression } from "./lower-expression.ts";
import { leave } from "./lower-leave.ts";
import { duplicable } from "./lower-option.ts";
import { push } from "./lower-growth.ts";
import { lowerAssign } from "./lower-place.ts";
import { bindElement, eachElement, lowerStatements } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { holdsList, isBorrowed, lowerStored, share, storedFromPlace, withSharedElements } from "./sharing.ts";

/** What is done with each element. */
interface Callback {
  readonly result: Type;
  /** Emits the call; the arguments are read once. */
  readonly apply: (args: readonly IrExpression[]) => IrExpression;
}

/** A list and the function that goes over it, evaluated in this order. */
function prepare(cx: FunctionContext, call: BuiltinCall, others: readonly TypedExpression[] = []): { readonly list: IrExpression; readonly callback: Callback; readonly rest: readonly IrExpression[] } {
  const source = argument(call, 0);
  const callee = argument(call, 1);
  const inlined = callee.kind === "closure" && cx.program.analysis.inlined.has(callee.function);
  const direct = callee.kind === "function";
  const [list, ...values] = inOrder(cx, [
    () => lowerExpression(cx, source),
    ...(inlined || direct ? [] : [() => lowerExpression(cx, callee)]),
    ...others.map((other) => () => lowerStored(cx, other)),
  ]);
  invariant(list !== undefined && callee.type.kind === "fun", "a list and a function are given");
  const growing = cx.program.analysis.grows.has(cx.function) && holdsList(source.type) && isBorrowed(source);
  const stable = duplicable(cx, growing ? share(list) : list);
  const { result } = callee.type;
  const site = siteAt(cx, call.expression.span);
  if (callee.kind === "closure" && inlined) {
    return { list: stable, rest: values, callback: { result: callee.function.result, apply: (args) => inline(cx, callee.function, args) } };
  }
  if (callee.kind === "function") {
    const target = instanceOf(cx.program, callee.function);
    return { list: stable, rest: values, callback: { result, apply: (args) => callFunction(target, args, site) } };
  }
  const [fn, ...rest] = values;
  invariant(fn !== undefined, "a function is given");
  const target = duplicable(cx, fn);
  return { list: stable, rest, callback: { result, apply: (args) => callValue(target, args, site) } };
}

/** The body of a lambda, here. */
function inline(cx: FunctionContext, fn: TypedFunction, args: readonly IrExpression[]): IrExpression {
  for (const [index, param] of fn.params.entries()) {
    const arg = args[index];
    invariant(arg !== undefined, "a lambda gets all its arguments");
    bindElement(cx, param, arg);
  }
  const [only] = fn.body.statements;
  if (fn.body.statements.length === 1 && only?.kind === "return" && only.value !== undefined && isLeaf(only.value)) {
    return lowerExpression(cx, only.value);
  }
  const label = newLabel("lambda");
  const result = fn.result.kind === "unit" || fn.result.kind === "never" ? undefined : temporary(cx, lowerType(cx.program.types, fn.result));
  const around: Enclosing = { kind: "inlined", leave: label, ...(result === undefined ? {} : { result }) };
  cx.enclosing.push(around);
  const body = inBlock(cx, () => {
    lowerStatements(cx, fn.body);
  });
  cx.enclosing.pop();
  cx.statements.push({ kind: "block", span: cx.span, body, label });
  return result === undefined ? noneOf({ kind: "unit" }) : readVariable(result);
}

/** Nothing in it can `return`. */
function isLeaf(value: TypedExpression): boolean {
  switch (value.kind) {
    case "do":
    case "match":
      return false;
    case "if":
      return isLeaf(value.condition) && isLeaf(value.then) && isLeaf(value.otherwise);
    case "binary":
    case "and":
    case "or":
      return isLeaf(value.left) && isLeaf(value.right);
    case "call":
    case "call-builtin":
    case "call-value":
      return value.args.every(isLeaf);
    case "convert":
    case "not":
    case "negate":
    case "text":
      return isLeaf(value.operand);
    case "field":
      return isLeaf(value.receiver);
    case "index":
      return isLeaf(value.receiver) && isLeaf(value.index);
    case "int":
    case "float":
    case "bool":
    case "string":
    case "local":
    case "global":
    case "none":
      return true;
    case "list":
      return value.items.every(isLeaf);
    case "struct":
    case "record":
      return value.fields.every((field) => isLeaf(field.value));
    default:
      return false;
  }
}

function emptyList(cx: FunctionContext, type: Type, capacity: IrExpression): IrExpression {
  invariant(type.kind === "list", "the result is a list");
  return spill(cx, runtime("mochi_list_new", [descriptor(type.element), numeric(capacity, i64Ir)], lowerType(cx.program.types, type)));
}

const zero: IrExpression = { kind: "int", type: i64Ir, value: 0n };

/** Yields a value of the callback's result type as one of `type`. */
function resultAs(cx: FunctionContext, callback: Callback, value: IrExpression, type: Type): IrExpression {
  if (value.type.kind === "void") {
    cx.statements.push(evaluate(cx.span, value));
    return convertValue(cx, noneOf({ kind: "unit" }), { kind: "unit" }, type);
  }
  return convertValue(cx, value, callback.result, type);
}

const map: BuiltinRow = (cx, call) => {
  const { list, callback } = prepare(cx, call);
  const { type } = call;
  invariant(type.kind === "list", "map makes a list");
  const result = emptyList(cx, type, lengthOf(list, true));
  eachElement(cx, list, true, cx.span, (item) => {
    const value = storedFromPlace(resultAs(cx, callback, callback.apply([item]), type.element), type.element);
    push(cx, result, type.element, spill(cx, value));
  });
  return result;
};

const filter: BuiltinRow = (cx, call) => {
  const { list, callback } = prepare(cx, call);
  const element = elementType(call);
  const result = emptyList(cx, call.type, zero);
  eachElement(cx, list, true, cx.span, (item) => {
    const value = spill(cx, item);
    const keep = callback.apply([value]);
    const then = inBlock(cx, () => {
      push(cx, result, element, storedFromPlace(value, element));
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: keep, then });
  });
  return result;
};

const reduce: BuiltinRow = (cx, call) => {
  const { list, callback, rest } = prepare(cx, call, call.args.slice(2, 3));
  const [initial] = rest;
  invariant(initial !== undefined, "reduce has an initial value");
  const { type } = call;
  const sum = temporary(cx, lowerType(cx.program.types, type), convertValue(cx, initial, argument(call, 2).type, type));
  cx.mutable.add(sum);
  const callee = argument(call, 1);
  const grown = callee.kind === "closure" ? appendedTo(callee.function) : undefined;
  eachElement(cx, list, true, cx.span, (item) => {
    if (callee.kind === "closure" && grown !== undefined && !cx.program.analysis.celled.has(grown.accumulator)) {
      const [, second] = callee.function.params;
      invariant(second !== undefined, "a reducer has two parameters");
      cx.bindings.set(grown.accumulator, { kind: "variable", variable: sum, owned: true });
      bindElement(cx, second, item);
      lowerAssign(cx, { kind: "assign", span: cx.span, target: { kind: "local", local: grown.accumulator, type }, value: grown.value });
      return;
    }
    const value = resultAs(cx, callback, callback.apply([readVariable(sum), item]), type);
    cx.statements.push(assignVariable(cx.span, sum, storedFromPlace(value, type)));
  });
  return readVariable(sum);
};

/** `fun(acc, x) => append(acc, …)`: the accumulator is grown in place. */
function appendedTo(fn: TypedFunction): { readonly accumulator: TypedFunction["params"][number]; readonly value: TypedExpression } | undefined {
  const [accumulator] = fn.params;
  const [only] = fn.body.statements;
  if (accumulator === undefined || fn.body.statements.length !== 1 || only?.kind !== "return" || only.value?.kind !== "call-builtin") {
    return undefined;
  }
  const [list] = only.value.args;
  const appends = only.value.name === "append" || only.value.name === "push";
  return appends && list?.kind === "local" && list.local === accumulator ? { accumulator, value: only.value } : undefined;
}

const find: BuiltinRow = (cx, call) => {
  const { list, callback } = prepare(cx, call);
  const element = elementType(call);
  const target = lowerType(cx.program.types, call.type);
  const result = temporary(cx, target, noneOf(target));
  cx.mutable.add(result);
  eachElement(cx, list, true, cx.span, (item) => {
    const value = spill(cx, item);
    const hit = callback.apply([value]);
    const then = inBlock(cx, () => {
      cx.statements.push(assignVariable(cx.span, result, convertValue(cx, value, element, call.type)));
      leave(cx, { kind: "break" });
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: hit, then });
  });
  return readVariable(result);
};

/** `some` is true at the first hit, `every` false at the first miss. */
function quantifier(every: boolean): BuiltinRow {
  return (cx, call) => {
    const { list, callback } = prepare(cx, call);
    const result = temporary(cx, { kind: "bool" }, boolValue(every));
    cx.mutable.add(result);
    eachElement(cx, list, true, cx.span, (item) => {
      const hit = callback.apply([item]);
      const then = inBlock(cx, () => {
        cx.statements.push(assignVariable(cx.span, result, boolValue(!every)));
        leave(cx, { kind: "break" });
      });
      cx.statements.push({ kind: "if", span: cx.span, condition: every ? not(hit) : hit, then });
    });
    return readVariable(result);
  };
}

const flatMap: BuiltinRow = (cx, call) => {
  const { list, callback } = prepare(cx, call);
  const { type } = call;
  invariant(type.kind === "list", "flatMap makes a list");
  const result = emptyList(cx, type, zero);
  eachElement(cx, list, true, cx.span, (item) => {
    const inner = spill(cx, resultAs(cx, callback, callback.apply([item]), type));
    eachElement(cx, inner, true, cx.span, (part) => {
      push(cx, result, type.element, storedFromPlace(part, type.element));
    });
  });
  return result;
};

const sort: BuiltinRow = (cx, call) => {
  const element = elementType(call);
  const type = lowerType(cx.program.types, call.type);
  if (call.args.length === 1) {
    return withSharedElements(runtime("mochi_list_sort", [lowerExpression(cx, argument(call, 0)), descriptor(element)], type), element);
  }
  const { list, callback } = prepare(cx, call);
  const keys = emptyList(cx, { kind: "list", element: callback.result }, lengthOf(list, true));
  eachElement(cx, list, true, cx.span, (item) => {
    const key = resultAs(cx, callback, callback.apply([item]), callback.result);
    push(cx, keys, callback.result, spill(cx, key));
  });
  return withSharedElements(runtime("mochi_list_sort_by", [list, keys, descriptor(element), descriptor(callback.result)], type), element);
};

export const higherOrderBuiltins: Readonly<Record<string, BuiltinRow>> = {
  map,
  filter,
  reduce,
  find,
  some: quantifier(false),
  every: quantifier(true),
  flatMap,
  sort,
};

