// Operators. Operands have the types that typed.ts lists by operator; each pair becomes the C
// operator or the runtime function for it.
//
// Surprising: chains that lean to the left (`a + b + c …`) are lowered in a loop, however long.
// Chains of string `+` of three and more become one concatenation, but `s + t` alone stays a
// concatenation of two, which extends `s` where it can.

import type { IrExpression, IrOperator } from "../aotir/aotir.ts";
import { binary, boolValue, descriptor, i32Ir, intValue, isNull, not, numeric, runtime, siteValue, f64Ir, u32Ir } from "../aotir/builder.ts";
import type { BinaryOp, TypedExpression } from "../instantiate/typed.ts";
import { InternalError, invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { printType } from "../types/print-type.ts";
import type { Type } from "../types/type.ts";
import { siteAt, spill, type FunctionContext } from "./context.ts";
import { discardValue, lowerExpression } from "./lower-expression.ts";
import { concatAll } from "./lower-format.ts";
import { takeApart } from "./lower-option.ts";
import { lowerType } from "./lower-type.ts";
import { hasEffects, inOrder } from "./order.ts";
import { withSharedElements } from "./sharing.ts";
import { findSlot, slotPointer } from "./slot.ts";

type BinaryExpression = TypedExpression & { readonly kind: "binary" };

export function lowerBinary(cx: FunctionContext, root: BinaryExpression): IrExpression {
  const spine: BinaryExpression[] = [];
  let leftmost: TypedExpression = root;
  while (leftmost.kind === "binary" && !(isStringChain(leftmost) && spine.length > 0)) {
    spine.push(leftmost);
    if (isStringChain(leftmost)) {
      break;
    }
    leftmost = leftmost.left;
  }
  const innermost = spine[spine.length - 1];
  invariant(innermost !== undefined, "a binary expression has an operator");
  let value: IrExpression;
  if (isStringChain(innermost)) {
    value = lowerStringChain(cx, innermost);
    spine.pop();
  } else {
    value = lowerExpression(cx, leftmost);
  }
  for (let node = spine.pop(); node !== undefined; node = spine.pop()) {
    const { left, right } = node;
    const first = value;
    const [ready, second] = inOrder(cx, [() => first, () => lowerExpression(cx, right)]);
    invariant(ready !== undefined && second !== undefined, "an operator has two operands");
    value = combine(cx, node.op, left.type, ready, right.type, second, node.type, node.opSpan);
  }
  return value;
}

function isStringChain(expression: TypedExpression): boolean {
  return expression.kind === "binary" && expression.op === "+" && expression.type.kind === "string";
}

function lowerStringChain(cx: FunctionContext, root: BinaryExpression): IrExpression {
  const parts: TypedExpression[] = [];
  let expression: TypedExpression = root;
  while (expression.kind === "binary" && isStringChain(expression)) {
    parts.push(expression.right);
    expression = expression.left;
  }
  parts.push(expression);
  parts.reverse();
  const [first, ...rest] = parts;
  invariant(first !== undefined, "a chain has a first operand");
  // `s + a + b` keeps growing `s`: what follows is put together first. Only variables grow.
  if (rest.length > 1 && (first.kind === "local" || first.kind === "global") && first.type.kind === "string") {
    const values = lowerParts(cx, parts);
    const [head, ...tail] = values;
    invariant(head !== undefined, "a chain has a first operand");
    return runtime("mochi_string_concat", [head, concatAll(cx, tail)]);
  }
  return concatAll(cx, lowerParts(cx, parts));
}

function lowerParts(cx: FunctionContext, parts: readonly TypedExpression[]): IrExpression[] {
  return inOrder(
    cx,
    parts.map((part) => () => lowerExpression(cx, part)),
  );
}

/** One operator on evaluated operands. */
export function combine(cx: FunctionContext, op: BinaryOp, leftType: Type, left: IrExpression, rightType: Type, right: IrExpression, result: Type, span: Span): IrExpression {
  switch (op) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmetic(cx, op, leftType, left, rightType, right, result, span);
    case "==":
      return lowerEqual(cx, leftType, left, rightType, right);
    case "!=":
      return not(lowerEqual(cx, leftType, left, rightType, right));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return lowerOrder(cx, op, leftType, left, rightType, right, span);
    case "in":
      return lowerIn(cx, leftType, left, rightType, right, span);
    case "union":
      return listOperator(cx, "mochi_list_union", left, right, result);
    case "union all":
      return listOperator(cx, "mochi_list_concat", left, right, result);
    case "except":
      return listOperator(cx, "mochi_list_except", left, right, result);
    case "intersect":
      return listOperator(cx, "mochi_list_intersect", left, right, result);
    default:
      throw new InternalError(`the operator ${String(op)} is lowered`);
  }
}

// ---------------------------------------------------------------- arithmetic

type ArithmeticOp = "+" | "-" | "*" | "/" | "%";

const words: Readonly<Record<ArithmeticOp, string>> = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "remainder" };

function arithmetic(cx: FunctionContext, op: ArithmeticOp, leftType: Type, left: IrExpression, rightType: Type, right: IrExpression, result: Type, span: Span): IrExpression {
  const site = siteValue(siteAt(cx, span));
  if (leftType.kind === "duration" || rightType.kind === "duration") {
    return durationArithmetic(cx, op, leftType, left, rightType, right, span);
  }
  switch (result.kind) {
    case "int":
    case "int64":
      return intArithmetic(cx, op, left, right, site);
    case "float":
      if (op === "/" || op === "%") {
        return runtime(op === "/" ? "mochi_float_divide" : "mochi_float_remainder", [left, right, site]);
      }
      return binary(op, left, right);
    case "bigint":
    case "bigrat":
      return runtime(`mochi_${result.kind}_${words[op]}`, op === "/" || op === "%" ? [left, right, site] : [left, right]);
    case "string":
      return runtime("mochi_string_concat", [left, right]);
    case "any":
      return runtime(`mochi_any_${words[op]}`, [left, right, site]);
    case "list":
      return listOperator(cx, "mochi_list_concat", left, right, result);
    case "set": {
      const name = op === "+" ? (rightType.kind === "set" ? "mochi_set_union" : "mochi_set_with") : rightType.kind === "set" ? "mochi_set_difference" : "mochi_set_without";
      return runtime(name, [left, rightType.kind === "set" ? right : slotPointer(cx, right), descriptor(result)], lowerType(cx.program.types, result));
    }
    default:
      throw new InternalError(`${printType(leftType)} ${op} ${printType(rightType)} is lowered`);
  }
}

function intArithmetic(cx: FunctionContext, op: ArithmeticOp, left: IrExpression, right: IrExpression, site: IrExpression): IrExpression {
  if (op === "%") {
    return runtime("mochi_int_remainder", [left, right, site]);
  }
  if (!cx.program.options.fastInt) {
    return runtime(`mochi_int_${words[op]}`, [left, right, site]);
  }
  return runtime(`mochi_int_${words[op]}_wrapping`, op === "/" ? [left, right, site] : [left, right]);
}

function durationArithmetic(cx: FunctionContext, op: ArithmeticOp, leftType: Type, left: IrExpression, rightType: Type, right: IrExpression, span: Span): IrExpression {
  const site = siteValue(siteAt(cx, span));
  if (op === "*") {
    return leftType.kind === "duration" ? runtime("mochi_duration_scale", [left, right, site]) : runtime("mochi_duration_scale", [right, left, site]);
  }
  if (op === "/" && rightType.kind === "duration") {
    return runtime("mochi_float_divide", [numeric(left, f64Ir), numeric(right, f64Ir), site]);
  }
  return intArithmetic(cx, op, left, right, site);
}

function listOperator(cx: FunctionContext, name: string, left: IrExpression, right: IrExpression, result: Type): IrExpression {
  invariant(result.kind === "list", "list operators make lists");
  return withSharedElements(runtime(name, [left, right, descriptor(result.element)], lowerType(cx.program.types, result)), result.element);
}

export function lowerNegate(cx: FunctionContext, operand: TypedExpression, whole: TypedExpression): IrExpression {
  const value = lowerExpression(cx, operand);
  const site = siteValue(siteAt(cx, whole.span));
  switch (operand.type.kind) {
    case "float":
      return value.kind === "float" ? { ...value, value: -value.value } : { kind: "negate", type: value.type, operand: value };
    case "bigint":
      return runtime("mochi_bigint_negate", [value]);
    case "bigrat":
      return runtime("mochi_bigrat_negate", [value]);
    case "any":
      return runtime("mochi_any_negate", [value, site]);
    default:
      if (value.kind === "int" && value.value !== -(2n ** 63n)) {
        return intValue(-value.value);
      }
      return cx.program.options.fastInt ? runtime("mochi_int_negate_wrapping", [value]) : runtime("mochi_int_negate", [value, site]);
  }
}

// ---------------------------------------------------------------- comparison

const exact: readonly string[] = ["int", "int64", "duration"];

/** `left == right`. */
export function lowerEqual(cx: FunctionContext, leftType: Type, left: IrExpression, rightType: Type, right: IrExpression): IrExpression {
  const mixed = compareMixed(leftType, left, rightType, right, "==");
  if (mixed !== undefined) {
    return mixed;
  }
  switch (leftType.kind) {
    case "int":
    case "int64":
    case "duration":
    case "float":
    case "bool":
      return binary("==", left, right);
    case "string":
      return runtime("mochi_string_equal", [left, right]);
    case "bigint":
    case "bigrat":
      return binary("==", runtime(`mochi_${leftType.kind}_compare`, [left, right]), intValue(0, i32Ir));
    case "any":
      return runtime("mochi_any_equal", [left, right]);
    case "unit":
    case "never":
      discardValue(cx, left);
      discardValue(cx, right);
      return boolValue(true);
    case "option":
      if (leftType.inner.kind === "string") {
        return runtime("mochi_string_equal", [left, right]);
      }
      break;
    default:
      break;
  }
  return runtime("mochi_equal", [...slotPointers(cx, left, right), descriptor(leftType)]);
}

/** Both are evaluated before either is put into a variable. */
function slotPointers(cx: FunctionContext, left: IrExpression, right: IrExpression): [IrExpression, IrExpression] {
  const first = slotPointer(cx, left);
  return [first, slotPointer(cx, right)];
}

type OrderOp = "<" | "<=" | ">" | ">=";

export function lowerOrder(cx: FunctionContext, op: OrderOp, leftType: Type, left: IrExpression, rightType: Type, right: IrExpression, span: Span): IrExpression {
  const mixed = compareMixed(leftType, left, rightType, right, op);
  if (mixed !== undefined) {
    return mixed;
  }
  const zero = intValue(0, i32Ir);
  switch (leftType.kind) {
    case "int":
    case "int64":
    case "duration":
    case "float":
      return binary(op, left, right);
    case "bool":
      return binary(op, numeric(left, i32Ir), numeric(right, i32Ir));
    case "string":
      return binary(op, runtime("mochi_string_compare", [left, right]), zero);
    case "bigint":
    case "bigrat":
      return binary(op, runtime(`mochi_${leftType.kind}_compare`, [left, right]), zero);
    case "any": {
      const site = siteValue(siteAt(cx, span));
      const swapped = op === ">" || op === ">=";
      const [low, high] = swapped ? [right, left] : [left, right];
      return runtime(op === "<" || op === ">" ? "mochi_any_less" : "mochi_any_less_equal", [low, high, site]);
    }
    default:
      return binary(op, runtime("mochi_compare", [...slotPointers(cx, left, right), descriptor(leftType)]), zero);
  }
}

const mirrored: Readonly<Record<OrderOp | "==", IrOperator>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==" };

/** Numbers of two types, compared exactly; undefined when the types are the same. */
function compareMixed(leftType: Type, left: IrExpression, rightType: Type, right: IrExpression, op: OrderOp | "=="): IrExpression | undefined {
  const a = exact.includes(leftType.kind) ? "int" : leftType.kind;
  const b = exact.includes(rightType.kind) ? "int" : rightType.kind;
  if (a === b) {
    return undefined;
  }
  const rank = ["int", "bigint", "bigrat", "float"];
  if (!rank.includes(a) || !rank.includes(b)) {
    return undefined;
  }
  if (rank.indexOf(a) > rank.indexOf(b)) {
    return compareMixed(rightType, right, leftType, left, mirrored[op] as OrderOp | "==");
  }
  if (b === "float") {
    if (a === "bigrat") {
      return binary(op, runtime("mochi_bigrat_to_float", [left]), right);
    }
    const compared = runtime(a === "int" ? "mochi_compare_int_float" : "mochi_bigint_compare_float", [left, right]);
    // −1, 0, 1, or 2 for «unordered», which only `>` and `>=` have to look for.
    if (op === ">") {
      return binary("==", compared, intValue(1, i32Ir));
    }
    if (op === ">=") {
      return binary("<=", numeric(compared, u32Ir), intValue(1, u32Ir));
    }
    return binary(op, compared, intValue(0, i32Ir));
  }
  const [wideLeft, wideRight] = b === "bigint" ? [runtime("mochi_bigint_from_int", [left]), right] : [a === "int" ? runtime("mochi_bigrat_from_int", [left]) : runtime("mochi_bigrat_from_bigint", [left]), right];
  return binary(op, runtime(`mochi_${b}_compare`, [wideLeft, wideRight]), intValue(0, i32Ir));
}

// ---------------------------------------------------------------- membership

function lowerIn(cx: FunctionContext, leftType: Type, left: IrExpression, rightType: Type, right: IrExpression, span: Span): IrExpression {
  switch (rightType.kind) {
    case "string":
      return runtime("mochi_string_contains", [right, left]);
    case "list":
      return lowerListContains(cx, right, rightType.element, left);
    case "set":
      return not(isNull(runtime("mochi_map_find", [right, slotPointer(cx, left)])));
    case "map":
      return not(isNull(findSlot(cx, right, rightType, left)));
    case "any":
      return runtime("mochi_any_in", [left, right, siteValue(siteAt(cx, span))]);
    default:
      throw new InternalError(`${printType(leftType)} in ${printType(rightType)} is lowered`);
  }
}

export function lowerListContains(cx: FunctionContext, list: IrExpression, element: Type, value: IrExpression): IrExpression {
  return binary(">=", runtime("mochi_list_index_of", [list, slotPointer(cx, value), descriptor(element)]), intValue(0));
}

// ---------------------------------------------------------------- truth

/** false, 0, "", empty and nil are false. */
export function lowerTruthy(cx: FunctionContext, operand: TypedExpression): IrExpression {
  return truthOf(cx, operand.type, lowerExpression(cx, operand));
}

export function truthOf(cx: FunctionContext, type: Type, value: IrExpression): IrExpression {
  switch (type.kind) {
    case "bool":
      return value;
    case "int":
    case "int64":
    case "duration":
      return binary("!=", value, intValue(0));
    case "any":
      return runtime("mochi_any_truthy", [value]);
    case "option":
      if (type.inner.kind === "bool") {
        const parts = takeApart(value.kind === "variable" ? value : spill(cx, value));
        return binary("&&", not(parts.isNone), parts.value);
      }
      break;
    case "unit":
    case "never":
      if (hasEffects(cx, value)) {
        discardValue(cx, value);
      }
      return boolValue(false);
    default:
      break;
  }
  return runtime("mochi_truthy", [slotPointer(cx, value), descriptor(type)]);
}

