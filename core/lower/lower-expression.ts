// Expressions: a typed expression in, an aotir expression out that has the C-level type of its
// Mochi type. What needs statements (branches, temporaries, matches) is emitted to the current
// block first; what is returned may still have effects and is evaluated where it is put.
//
// Surprising: an expression that never yields (`panic(…)`) is emitted as statements and returns a
// value that nobody reads.

import type { IrExpression } from "../aotir/aotir.ts";
import {
  assignVariable,
  binary,
  boolValue,
  conditional,
  descriptor,
  deref,
  evaluate,
  floatValue,
  intValue,
  isNull,
  newList,
  newStruct,
  noneOf,
  not,
  readField,
  readGlobal,
  readVariable,
  runtime,
  siteValue,
  stringValue,
  unitValue,
  zeroOf,
} from "../aotir/builder.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { queryOfSets } from "../plan/feed.ts";
import { invariant, unreachable } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { lowerBuiltin } from "./lower-builtin.ts";
import { lowerCall, lowerCallAny, lowerCallValue } from "./lower-call.ts";
import { closureValue, functionValue, partialValue } from "./closures.ts";
import { inBlock, siteAt, spill, temporary, type FunctionContext } from "./context.ts";
import { lowerCast, lowerConvert } from "./lower-convert.ts";
import { lowerLoad, lowerSave } from "./lower-data.ts";
import { localGlobal } from "./lower-function.ts";
import { lowerFormat } from "./lower-format.ts";
import { lowerIndex, lowerRequireKey, lowerSlice } from "./lower-index.ts";
import { lowerLogicQuery } from "./lower-logic.ts";
import { lowerQueryValue } from "./lower-query.ts";
import { lowerMatch } from "./lower-match.ts";
import { lowerCoalesce, lowerIsNone, lowerSafe } from "./lower-option.ts";
import { lowerBinary, lowerNegate, lowerTruthy } from "./lower-operator.ts";
import { lowerType } from "./lower-type.ts";
import { hasEffects, inOrder } from "./order.ts";
import { lowerStored } from "./sharing.ts";
import { setStore, slotPointer } from "./slot.ts";
import { lowerStatements } from "./lower-statement.ts";
import { lowerText } from "./lower-text.ts";

/** The value of an expression. */
export function lowerExpression(cx: FunctionContext, expression: TypedExpression): IrExpression {
  if (expression.type.kind === "never" && yieldsNothing(expression)) {
    lowerDiscard(cx, expression);
    return unitValue;
  }
  switch (expression.kind) {
    case "int":
      return intValue(expression.value);
    case "float":
      return floatValue(expression.value);
    case "bool":
      return boolValue(expression.value);
    case "string":
      return stringValue(expression.value);
    case "bigint":
      return lowerBigint(expression.value);
    case "none":
      return noneOf(lowerType(cx.program.types, expression.type));
    case "unit":
      return unitValue;
    case "local":
      return readLocal(cx, expression.local);
    case "global":
      return lowerGlobal(cx, expression);
    case "function":
      return functionValue(cx.program, expression.function);
    case "closure":
      return closureValue(cx, expression.function);
    case "partial":
      return partialValue(cx, expression);
    case "negate":
      return lowerNegate(cx, expression.operand, expression);
    case "not":
      return not(lowerExpression(cx, expression.operand));
    case "and":
    case "or":
      return lowerLogical(cx, expression.kind, expression.left, expression.right);
    case "binary": {
      const sets = queryOfSets(expression);
      return sets === undefined ? lowerBinary(cx, expression) : lowerQueryValue(cx, sets);
    }
    case "coalesce":
      return lowerCoalesce(cx, expression);
    case "is-none":
      return lowerIsNone(cx, expression.operand);
    case "truthy":
      return lowerTruthy(cx, expression.operand);
    case "text":
      return lowerText(cx, expression.operand.type, lowerExpression(cx, expression.operand));
    case "format":
      return lowerFormat(cx, expression);
    case "convert":
      return lowerConvert(cx, expression);
    case "cast":
      return lowerCast(cx, expression);
    case "call":
      return valueOf(cx, lowerCall(cx, expression));
    case "call-value":
      return valueOf(cx, lowerCallValue(cx, expression));
    case "call-builtin":
      return lowerBuiltin(cx, expression);
    case "call-any":
      return lowerCallAny(cx, expression);
    case "index":
      return lowerIndex(cx, expression);
    case "require-key":
      return lowerRequireKey(cx, expression);
    case "slice":
      return lowerSlice(cx, expression);
    case "field":
      return lowerField(cx, expression.receiver, expression.field);
    case "any-field":
      return runtime("mochi_any_field", [lowerExpression(cx, expression.receiver), stringValue(expression.field), siteValue(siteAt(cx, expression.span))]);
    case "safe":
      return lowerSafe(cx, expression);
    case "list":
      return lowerList(cx, expression.items, expression.type);
    case "set":
      return lowerSet(cx, expression.items, expression.type);
    case "map":
      return lowerMap(cx, expression);
    case "struct":
    case "record":
      return lowerStructLiteral(cx, expression);
    case "load":
      return lowerLoad(cx, expression);
    case "save":
      return lowerSave(cx, expression);
    case "logic-query":
      return lowerLogicQuery(cx, expression);
    case "if":
    case "match":
    case "do":
      return lowerBranching(cx, expression);
    default:
      return unreachable(expression);
  }
}

/** Whether evaluating a node of type `never` itself ends the evaluation. */
function yieldsNothing(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "call":
    case "call-value":
    case "call-builtin":
    case "if":
    case "match":
    case "do":
      return true;
    default:
      return false;
  }
}

/** Calls without a result are statements of their own. */
function valueOf(cx: FunctionContext, value: IrExpression): IrExpression {
  if (value.type.kind !== "void") {
    return value;
  }
  cx.statements.push(evaluate(cx.span, value));
  return unitValue;
}

/** Evaluates an expression for its effects. */
export function lowerDiscard(cx: FunctionContext, expression: TypedExpression): void {
  switch (expression.kind) {
    case "if":
    case "match":
    case "do":
      lowerInto(cx, expression, (leaf) => {
        lowerDiscard(cx, leaf);
      });
      return;
    case "call":
      cx.statements.push(evaluate(cx.span, lowerCall(cx, expression)));
      break;
    case "call-value":
      cx.statements.push(evaluate(cx.span, lowerCallValue(cx, expression)));
      break;
    case "and":
    case "or":
      lowerLogicalStatement(cx, expression.kind, expression.left, expression.right);
      break;
    case "convert":
      if (expression.mode === "widen" || expression.mode === "or-empty" || expression.mode === "narrowed") {
        lowerDiscard(cx, expression.operand);
        return;
      }
      discardValue(cx, lowerExpression(cx, expression));
      break;
    default:
      discardValue(cx, expression.kind === "call-builtin" ? lowerBuiltin(cx, expression, true) : lowerExpression(cx, expression));
      break;
  }
  if (expression.type.kind === "never") {
    cx.statements.push({ kind: "unreachable", span: cx.span });
  }
}

/** Keeps what has effects. */
export function discardValue(cx: FunctionContext, value: IrExpression): void {
  if (hasEffects(cx, value)) {
    cx.statements.push(evaluate(cx.span, value));
  }
}

// ---------------------------------------------------------------- branches

/** Lowers `if`, `match` and `do` as statements; `leaf` stores or discards each value they may have. */
export function lowerInto(cx: FunctionContext, expression: TypedExpression, leaf: (value: TypedExpression) => void): void {
  switch (expression.kind) {
    case "if": {
      const condition = lowerExpression(cx, expression.condition);
      const then = inBlock(cx, () => {
        lowerInto(cx, expression.then, leaf);
      });
      const otherwise = inBlock(cx, () => {
        lowerInto(cx, expression.otherwise, leaf);
      });
      cx.statements.push({ kind: "if", span: cx.span, condition, then, ...(otherwise.statements.length === 0 ? {} : { otherwise }) });
      break;
    }
    case "match":
      lowerMatch(cx, expression, (value) => {
        lowerInto(cx, value, leaf);
      });
      break;
    case "do":
      lowerStatements(cx, expression.body);
      lowerInto(cx, expression.value, leaf);
      break;
    default:
      leaf(expression);
  }
}

/** The value of `if`, `match` or `do` in an expression. */
function lowerBranching(cx: FunctionContext, expression: TypedExpression): IrExpression {
  if (expression.kind === "do") {
    lowerStatements(cx, expression.body);
    return expression.type.kind === "unit" ? discarded(cx, expression.value) : lowerExpression(cx, expression.value);
  }
  if (expression.kind === "if") {
    const chosen = lowerConditional(cx, expression);
    if (chosen !== undefined) {
      return chosen;
    }
  }
  if (expression.type.kind === "unit") {
    lowerDiscard(cx, expression);
    return unitValue;
  }
  const result = temporary(cx, lowerType(cx.program.types, expression.type));
  lowerInto(cx, expression, (leaf) => {
    if (leaf.type.kind === "never") {
      lowerDiscard(cx, leaf);
      return;
    }
    const value = lowerExpression(cx, leaf);
    cx.statements.push(assignVariable(cx.span, result, value));
  });
  return readVariable(result);
}

function discarded(cx: FunctionContext, expression: TypedExpression): IrExpression {
  lowerDiscard(cx, expression);
  return unitValue;
}

/** `c ? a : b` where both sides are plain expressions; undefined, with nothing emitted, otherwise. */
function lowerConditional(cx: FunctionContext, expression: TypedExpression & { readonly kind: "if" }): IrExpression | undefined {
  if (!isPlain(expression.then) || !isPlain(expression.otherwise)) {
    return undefined;
  }
  const condition = lowerExpression(cx, expression.condition);
  return conditional(condition, lowerExpression(cx, expression.then), lowerExpression(cx, expression.otherwise));
}

/** Lowers without statements: constants, variables and arithmetic on them. */
export function isPlain(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "none":
    case "local":
      return true;
    case "not":
      return isPlain(expression.operand);
    case "binary":
      return (
        ["int", "int64", "float"].includes(expression.type.kind) &&
        expression.left.type.kind === expression.right.type.kind &&
        isShallow(expression.left) &&
        isShallow(expression.right)
      );
    case "convert":
      return expression.mode === "widen" && ["int", "float", "bool", "string"].includes(expression.operand.type.kind) && expression.type.kind === "option" && isPlain(expression.operand);
    default:
      return false;
  }
}

function isShallow(expression: TypedExpression): boolean {
  return expression.kind === "int" || expression.kind === "float" || expression.kind === "local";
}

/** `&&` and `||`; the right side is lowered where it is evaluated only if the left side asks for it. */
function lowerLogical(cx: FunctionContext, op: "and" | "or", left: TypedExpression, right: TypedExpression): IrExpression {
  const first = lowerExpression(cx, left);
  let second: IrExpression = boolValue(op === "and");
  const then = inBlock(cx, () => {
    second = lowerExpression(cx, right);
  });
  if (right.type.kind !== "never" && then.statements.length === 0) {
    return binary(op === "and" ? "&&" : "||", first, second);
  }
  const result = temporary(cx, first.type, first);
  cx.mutable.add(result);
  const body = { statements: right.type.kind === "never" ? then.statements : [...then.statements, assignVariable(cx.span, result, second)] };
  cx.statements.push({ kind: "if", span: cx.span, condition: op === "and" ? readVariable(result) : not(readVariable(result)), then: body });
  return readVariable(result);
}

function lowerLogicalStatement(cx: FunctionContext, op: "and" | "or", left: TypedExpression, right: TypedExpression): void {
  const condition = lowerExpression(cx, left);
  const then = inBlock(cx, () => {
    lowerDiscard(cx, right);
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: op === "and" ? condition : not(condition), then });
}

// ---------------------------------------------------------------- variables

/** The current value of a local variable. */
export function readLocal(cx: FunctionContext, local: Local): IrExpression {
  const binding = cx.bindings.get(local);
  invariant(binding !== undefined, `${local.name} is declared in ${cx.title} before it is read`);
  switch (binding.kind) {
    case "variable":
      return readVariable(binding.variable);
    case "cell":
      return { kind: "cell", type: lowerType(cx.program.types, local.type), cell: binding.cell };
    case "value":
      return binding.value;
    case "computed":
      return binding.read();
    default:
      return unreachable(binding);
  }
}

function lowerGlobal(cx: FunctionContext, expression: TypedExpression & { readonly kind: "global" }): IrExpression {
  const local = localGlobal(cx, expression.global);
  if (local !== undefined) {
    return readVariable(local);
  }
  const slot = cx.program.globals.get(expression.global);
  invariant(slot !== undefined, `the global ${expression.global.name} is declared`);
  if (slot.ready !== undefined) {
    const raise = inBlock(cx, () => {
      cx.statements.push(
        evaluate(cx.span, runtime("mochi_raise_uninitialised", [{ kind: "c-string", type: { kind: "opaque", c: "const char *" }, value: expression.global.name }, siteValue(siteAt(cx, expression.span))])),
      );
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: not(readGlobal(slot.ready)), then: raise });
  }
  return readGlobal(slot.global);
}

export function lowerField(cx: FunctionContext, receiver: TypedExpression, field: string): IrExpression {
  const value = lowerExpression(cx, receiver);
  return fieldOf(value, field);
}

/** A field of a struct value. */
export function fieldOf(value: IrExpression, field: string): IrExpression {
  invariant(value.type.kind === "struct", `a value with the field ${field} is a struct`);
  return readField(value, value.type.struct, field);
}

// ---------------------------------------------------------------- literals

function lowerBigint(value: bigint): IrExpression {
  if (value >= -(2n ** 63n) && value < 2n ** 63n) {
    return runtime("mochi_bigint_from_int", [intValue(value)]);
  }
  return runtime("mochi_bigint_from_text", [{ kind: "c-string", type: { kind: "opaque", c: "const char *" }, value: value.toString() }]);
}

function lowerList(cx: FunctionContext, items: readonly TypedExpression[], type: Type): IrExpression {
  invariant(type.kind === "list", "a list literal is a list");
  const values = inOrder(
    cx,
    items.map((item) => () => lowerStored(cx, item)),
  );
  return newList(type.element, lowerType(cx.program.types, type), values);
}

function lowerSet(cx: FunctionContext, items: readonly TypedExpression[], type: Type): IrExpression {
  const set = spill(cx, runtime("mochi_set_new", [descriptor(type), intValue(items.length)], lowerType(cx.program.types, type)));
  for (const item of items) {
    const value = lowerStored(cx, item);
    cx.statements.push(evaluate(cx.span, runtime("mochi_set_add", [set, slotPointer(cx, value)])));
  }
  return set;
}

function lowerMap(cx: FunctionContext, expression: TypedExpression & { readonly kind: "map" }): IrExpression {
  const type = expression.type;
  invariant(type.kind === "map", "a map literal is a map");
  const map = spill(cx, runtime("mochi_map_new", [descriptor(type), intValue(expression.entries.length)], lowerType(cx.program.types, type)));
  for (const entry of expression.entries) {
    const [key, value] = inOrder(cx, [() => lowerExpression(cx, entry.key), () => lowerStored(cx, entry.value)]);
    invariant(key !== undefined && value !== undefined, "an entry has a key and a value");
    setStore(cx, map, type, key, value);
  }
  return map;
}

function lowerStructLiteral(cx: FunctionContext, expression: TypedExpression & { readonly kind: "struct" | "record" }): IrExpression {
  const type: Type = expression.kind === "struct" ? { kind: "struct", declaration: expression.declaration } : expression.type;
  const lowered = lowerType(cx.program.types, type);
  invariant(lowered.kind === "struct", "a struct literal makes a struct");
  const values = inOrder(
    cx,
    expression.fields.map((field) => () => lowerStored(cx, field.value)),
  );
  const byName = new Map(expression.fields.map((field, index) => [field.name, values[index]]));
  const fields = lowered.struct.fields.map((field) => byName.get(field.name) ?? zeroOf(field.type));
  const value = newStruct(lowered.struct, fields);
  const target = lowerType(cx.program.types, expression.type);
  return target === lowered ? value : { kind: "reinterpret", type: target, operand: value };
}

// ---------------------------------------------------------------- reading what may be absent

/** `pointer == NULL ? none : *pointer`, for a slot that the runtime found or not. */
export function slotOrNone(cx: FunctionContext, pointer: IrExpression, option: Type): IrExpression {
  const target = lowerType(cx.program.types, option);
  const value = deref(pointer);
  const some: IrExpression = target.kind === "option" && value.type.kind !== "option" ? { kind: "option-make", type: target, operand: value } : value;
  if (some.type.kind === "any") {
    return conditional(isNull(pointer), runtime("mochi_any_nil", []), some);
  }
  return conditional(isNull(pointer), noneOf(target), some);
}

