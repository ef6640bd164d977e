// Operators: operands get the types that `BinaryOp` asks for (typed.ts), the result is honest.
//
// Left-deep chains (`a + b + c …`, a hundred thousand long) are folded along their spine, so the
// depth of the recursion is that of the right operands only.

import type { Span } from "../source/span.ts";
import type { BinaryExpression, Expression, UnaryExpression } from "../syntax/ast.ts";
import { durationArithmetic, isNumeric, numericJoin } from "../types/numeric.ts";
import { anyType, boolType, intType, listOf, neverType, sameType, setOf, stringType, type Type } from "../types/type.ts";
import { convert, elementsOf, knownType, newConvert, orEmpty, settle, textOf, unwrap, valued } from "./convert.ts";
import type { Cx } from "./context.ts";
import { asMap } from "./convert-record.ts";
import { joinFlows } from "./flow.ts";
import { joinTypes, plainType } from "./join.ts";
import { demand, isOpen } from "./open.ts";
import { hasRecord, isAnonymous } from "./record-type.ts";
import { isNone, typeConditionValue } from "./type-condition.ts";
import { typeExpression } from "./type-expression.ts";
import { itemsOfGroup } from "./type-group.ts";
import type { BinaryOp, TypedExpression, TypedStatement } from "./typed.ts";

type Arithmetic = "+" | "-" | "*" | "/" | "%";
type Comparison = "<" | "<=" | ">" | ">=";

export function typeUnary(cx: Cx, node: UnaryExpression): TypedExpression {
  if (node.op === "!") {
    return typeConditionValue(cx, node);
  }
  const operand = settle(cx, typeExpression(cx, node.operand));
  const { span } = node;
  if (operand.kind === "float") {
    return { ...operand, span, value: -operand.value };
  }
  const plain = operand.type.kind === "option" ? unwrap(cx, operand) : operand;
  const { type } = plain;
  const negates = numericJoin(type, type) !== undefined || type.kind === "duration" || type.kind === "any" || type.kind === "never";
  return negates ? { kind: "negate", type, span, operand: plain } : { kind: "negate", type: anyType, span, operand: convert(cx, plain, anyType) };
}

export function typeBinary(cx: Cx, node: BinaryExpression, expected: Type | undefined): TypedExpression {
  if (node.op === "&&" || node.op === "||" || isNoneComparison(cx, node)) {
    return typeConditionValue(cx, node);
  }
  const spine: BinaryExpression[] = [];
  let first: Expression = node;
  while (first.kind === "binary" && first.op !== "&&" && first.op !== "||" && !isNoneComparison(cx, first)) {
    spine.push(first);
    first = first.left;
  }
  let left = typeExpression(cx, first, expected);
  for (const step of spine.reverse()) {
    left = typeStep(cx, step, left, expected);
  }
  return left;
}

/** Tests for none are conditions, whatever stands on the other side. */
function isNoneComparison(cx: Cx, node: BinaryExpression): boolean {
  return (node.op === "==" || node.op === "!=") && (isNone(cx, node.left) || isNone(cx, node.right));
}

function typeStep(cx: Cx, node: BinaryExpression, left: TypedExpression, expected: Type | undefined): TypedExpression {
  if (node.op === "??") {
    return typeCoalesce(cx, node, left, expected);
  }
  const right = valued(typeExpression(cx, node.right, expected));
  return combine(cx, node.op as BinaryOp, valued(left), right, node.span, node.opSpan);
}

/** `left op right` for operands that are typed already. */
export function combine(cx: Cx, op: BinaryOp, left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  const never = untilNever(cx, [left, right], span);
  if (never !== undefined) {
    return never;
  }
  switch (op) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmetic(cx, op, left, right, span, opSpan);
    case "==":
    case "!=":
      return equality(cx, op, left, right, span, opSpan);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ordering(cx, op, left, right, span, opSpan);
    case "in":
      return membership(cx, left, right, span, opSpan);
    case "union":
    case "union all":
    case "except":
    case "intersect":
      return setOperation(cx, op, left, right, span, opSpan);
  }
}

/** What is left when an operand never yields, as is known in the end: those up to it; nothing is done with them. */
export function untilNever(cx: Cx, operands: readonly TypedExpression[], span: Span): TypedExpression | undefined {
  const at = cx.program.settled ? operands.findIndex((operand) => operand.type.kind === "never") : -1;
  const value = operands[at];
  if (value === undefined) {
    return undefined;
  }
  const statements = operands.slice(0, at).map((operand): TypedStatement => ({ kind: "expression", span: operand.span, value: operand }));
  return { kind: "do", type: neverType, span, body: { statements }, value };
}

// ---------------------------------------------------------------- arithmetic

function arithmetic(cx: Cx, op: Arithmetic, left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  const a = plainType(left.type);
  const b = plainType(right.type);
  const node = (type: Type, l: TypedExpression, r: TypedExpression): TypedExpression => ({ kind: "binary", type, span, op, left: l, right: r, opSpan });
  if (op === "+" && a.kind !== "set" && (a.kind === "string" || b.kind === "string")) {
    return node(stringType, textOf(cx, left), textOf(cx, right));
  }
  if (a.kind === "never" || b.kind === "never") {
    const known = a.kind === "never" ? b : a;
    cx.instance.sawNever = true;
    // What is computed with `none` itself is only known at run time, whatever the other one turns out to be.
    if (known.kind === "any" || left.kind === "none" || right.kind === "none") {
      return node(anyType, convert(cx, left, anyType), convert(cx, right, anyType));
    }
    // An unknown number may turn out a float, and an int that has been told can't be taken back.
    return node(isNumeric(known) && known.kind !== "float" ? neverType : known, left, right);
  }
  if (a.kind === "any" || b.kind === "any") {
    return node(anyType, convert(cx, left, anyType), convert(cx, right, anyType));
  }
  const joined = numericJoin(a, b);
  if (joined !== undefined) {
    return node(joined, convert(cx, left, joined), convert(cx, right, joined));
  }
  if (a.kind === "duration" || b.kind === "duration") {
    return durations(cx, op, left, right, span, opSpan);
  }
  return containers(cx, op, left, right, a, b, span, opSpan);
}

/** duration with duration or int; `time ± duration` counts in nanoseconds. */
function durations(cx: Cx, op: Arithmetic, left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  const l = unwrap(cx, left);
  const r = unwrap(cx, right);
  const type = durationArithmetic(op, l.type, r.type);
  if (type === undefined) {
    return { kind: "binary", type: anyType, span, op, opSpan, left: convert(cx, l, anyType), right: convert(cx, r, anyType) };
  }
  if (type.kind === "int64") {
    return { kind: "binary", type, span, op, opSpan, left: asNanoseconds(cx, l, type), right: asNanoseconds(cx, r, type) };
  }
  const both = l.type.kind === "duration" && r.type.kind === "duration";
  return {
    kind: "binary",
    type,
    span,
    op,
    opSpan,
    left: both || l.type.kind === "duration" ? l : convert(cx, l, intType),
    right: both || r.type.kind === "duration" ? r : convert(cx, r, intType),
  };
}

function asNanoseconds(cx: Cx, e: TypedExpression, type: Type): TypedExpression {
  return e.type.kind === "duration" ? { kind: "cast", type, span: e.span, operand: e } : convert(cx, e, type);
}

/** `+` and `-` of lists and sets; everything else is left to run time. */
function containers(cx: Cx, op: Arithmetic, left: TypedExpression, right: TypedExpression, a: Type, b: Type, span: Span, opSpan: Span): TypedExpression {
  const node = (type: Type): TypedExpression => ({ kind: "binary", type, span, op, opSpan, left: convert(cx, orEmpty(cx, left), type), right: convert(cx, orEmpty(cx, right), type) });
  if (op === "+" && a.kind === "list" && b.kind === "list") {
    return node(knownType(cx, joinTypes(a, b)));
  }
  if ((op === "+" || op === "-") && a.kind === "set") {
    const other = b.kind === "set" ? b : setOf(b);
    const type = knownType(cx, joinTypes(a, other));
    const element: TypedExpression = b.kind === "set" ? orEmpty(cx, right) : { kind: "set", type: setOf(right.type), span: right.span, items: [right] };
    return { kind: "binary", type, span, op, opSpan, left: convert(cx, orEmpty(cx, left), type), right: convert(cx, element, type) };
  }
  return { kind: "binary", type: anyType, span, op, opSpan, left: convert(cx, left, anyType), right: convert(cx, right, anyType) };
}

// ---------------------------------------------------------------- comparison

function equality(cx: Cx, op: "==" | "!=", left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  if (!sameType(left.type, right.type) && (hasRecord(left.type) || hasRecord(right.type))) {
    const [l, r] = [left, right].map((e) => asAny(cx, e)) as [TypedExpression, TypedExpression];
    return { kind: "binary", type: boolType, span, op, left: l, right: r, opSpan };
  }
  const numbers = numericJoin(left.type, right.type) !== undefined;
  const type = comparisonType(cx, left, right);
  const [l, r] = numbers ? [left, right] : [convert(cx, left, type), convert(cx, right, type)];
  return { kind: "binary", type: boolType, span, op, left: l, right: r, opSpan };
}

/** For a comparison only: records stay what they are, and equal maps and other records by their fields. */
function asAny(cx: Cx, e: TypedExpression): TypedExpression {
  const known = settle(cx, e);
  return hasRecord(known.type) ? newConvert(cx, "widen", known, anyType) : convert(cx, known, anyType);
}

/** The type in which two values are compared. */
function comparisonType(cx: Cx, left: TypedExpression, right: TypedExpression): Type {
  const joined = knownType(cx, joinTypes(left.type, right.type));
  const numbers = numericJoin(plainType(left.type), plainType(right.type));
  if (numbers !== undefined && joined.kind === "any") {
    return left.type.kind === "option" || right.type.kind === "option" ? { kind: "option", inner: numbers } : numbers;
  }
  const literal = left.kind === "list" || right.kind === "list" || left.kind === "map" || right.kind === "map";
  const containers = isAggregate(left.type) && isAggregate(right.type) && !literal;
  // Lists of other element types are compared as they are, by value, not copied.
  return containers && !sameType(left.type, right.type) && cx.program.settled ? anyType : joined;
}

function isAggregate(type: Type): boolean {
  return type.kind === "list" || type.kind === "map" || type.kind === "set";
}

function ordering(cx: Cx, op: Comparison, left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  const node = (l: TypedExpression, r: TypedExpression): TypedExpression => ({ kind: "binary", type: boolType, span, op, left: l, right: r, opSpan });
  if (left.type.kind === "never" || right.type.kind === "never") {
    return node(left, right);
  }
  if (left.type.kind === "any" || right.type.kind === "any" || isNil(left.type) || isNil(right.type)) {
    return node(convert(cx, left, anyType), convert(cx, right, anyType));
  }
  const l = unwrap(cx, left);
  const r = unwrap(cx, right);
  if (numericJoin(l.type, r.type) !== undefined) {
    return node(l, r);
  }
  const type = knownType(cx, joinTypes(l.type, r.type));
  return node(convert(cx, l, type), convert(cx, r, type));
}

/** The type of what can only be `none`. */
function isNil(type: Type): boolean {
  return type.kind === "option" && type.inner.kind === "never";
}

function membership(cx: Cx, left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  const node = (l: TypedExpression, r: TypedExpression): TypedExpression => ({ kind: "binary", type: boolType, span, op: "in", left: l, right: r, opSpan });
  const whole = isAnonymous(plainType(right.type)) ? asMap(cx, right, "a key is looked for in it") : right;
  const container = whole.type.kind === "option" && !isNil(whole.type) ? orEmpty(cx, whole) : whole;
  const { type } = container;
  switch (type.kind) {
    case "string":
      return node(convert(cx, left, stringType), container);
    case "map":
      return type.key.kind === "never" || sameType(type.key, left.type) ? node(left, container) : keyMembership(cx, left, container, type.key, node);
    case "list":
    case "set": {
      const joined = joinTypes(left.type, type.element);
      if (sameType(joined, type.element) || type.element.kind === "never") {
        return node(type.element.kind === "never" ? left : convert(cx, left, type.element), container);
      }
      break;
    }
    case "never":
      return node(left, container);
    default:
      break;
  }
  return node(convert(cx, left, anyType), convert(cx, container, anyType));
}

function keyMembership(cx: Cx, left: TypedExpression, container: TypedExpression, key: Type, node: (l: TypedExpression, r: TypedExpression) => TypedExpression): TypedExpression {
  const fits = sameType(joinTypes(left.type, key), key);
  return fits ? node(convert(cx, left, key), container) : node(convert(cx, left, anyType), convert(cx, container, anyType));
}

/** `union`, `except` … of lists; a nil list is empty. */
function setOperation(cx: Cx, op: BinaryOp, left: TypedExpression, right: TypedExpression, span: Span, opSpan: Span): TypedExpression {
  const l = asList(cx, left);
  const r = asList(cx, right);
  let type = knownType(cx, joinTypes(l.type, r.type));
  if (!isOpen(l) && !isOpen(r) && type.kind !== "list") {
    type = listOf(anyType);
  }
  demand(cx, l, type);
  return { kind: "binary", type, span, op, left: convert(cx, l, type), right: convert(cx, r, type), opSpan };
}

function asList(cx: Cx, e: TypedExpression): TypedExpression {
  const plain = orEmpty(cx, itemsOfGroup(cx, e));
  return plain.type.kind === "list" || plain.type.kind === "never" ? plain : elementsOf(cx, plain, listOf(anyType));
}

// ---------------------------------------------------------------- ??

/** The right side is evaluated only if the left one is none. */
function typeCoalesce(cx: Cx, node: BinaryExpression, left: TypedExpression, expected: Type | undefined): TypedExpression {
  const { span } = node;
  const before = cx.frame.flow;
  if (left.type.kind !== "option" && left.type.kind !== "any" && left.type.kind !== "unit") {
    // It has a value: the right side is dead, and not even typed.
    return left;
  }
  const right = valued(typeExpression(cx, node.right, expected ?? plainType(left.type)));
  cx.frame.flow = joinFlows(cx.frame.flow, before);
  const known = valued(left);
  const type = knownType(cx, joinTypes(plainType(known.type), right.type));
  if (known.type.kind === "any") {
    return { kind: "coalesce", type: anyType, span, left: known, right: convert(cx, right, anyType) };
  }
  const inner = plainType(type);
  const subject = convert(cx, known, { kind: "option", inner: inner.kind === "never" ? neverType : inner });
  return { kind: "coalesce", type, span, left: subject, right: convert(cx, right, type) };
}


