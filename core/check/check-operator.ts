// Binary operators: which operands they take and what comes out.
//
// Long chains lean to the left, so the left spine is walked in a loop. `&&` and `||` check their
// right side under what the left side proved; these facts accumulate along the spine and are
// undone when the operator changes. Positions: a mismatch stands at the operator.

import type { BinaryExpression, BinaryOperator, Expression } from "../syntax/ast.ts";
import { durationArithmetic, isNumeric, numericJoin } from "../types/numeric.ts";
import { errorType, isOrdered, joinTypes, passes, widens } from "../types/subtype.ts";
import { anyType, boolType, listOf, setOf, stringType, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { inferExpression, isIntLiteral, isNone, takeAsFloat } from "./check-expression.ts";
import { fail, noFacts, type Checker, type Facts } from "./context.ts";
import { applyFacts, noneTest } from "./flow.ts";
import { lookup, markTrail, restoreTrail } from "./scope.ts";

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;

/** The type of a chain of binary operators. */
export function checkBinary(cx: Checker, node: BinaryExpression): Type {
  const spine: BinaryExpression[] = [];
  let leftmost: Expression = node;
  while (leftmost.kind === "binary") {
    spine.push(leftmost);
    leftmost = leftmost.left;
  }
  const mark = markTrail(cx.trail);
  let type = inferExpression(cx, leftmost);
  let facts: Facts = cx.facts;
  let constant = cx.constant;
  let logical: BinaryOperator | undefined;
  for (let index = spine.length - 1; index >= 0; index--) {
    const operation = spine[index] as BinaryExpression;
    const { op, left, right } = operation;
    if (op !== logical) {
      restoreTrail(cx.trail, mark);
      logical = op === "&&" || op === "||" ? op : undefined;
    }
    if (logical !== undefined) {
      applyFacts(cx, logical === "&&" ? facts.whenTrue : facts.whenFalse);
    }
    const rightType = inferExpression(cx, right);
    const rightFacts = cx.facts;
    const rightConstant = cx.constant;
    type = applyOperator(cx, operation, type, rightType);
    facts = combineFacts(cx, operation, facts, rightFacts);
    constant = foldConstant(cx, operation, left === leftmost || constant !== undefined ? constant : undefined, rightConstant, type);
  }
  restoreTrail(cx.trail, mark);
  cx.facts = facts;
  cx.constant = constant;
  return type;
}

function combineFacts(cx: Checker, operation: BinaryExpression, left: Facts, right: Facts): Facts {
  switch (operation.op) {
    case "&&":
      return left === noFacts && right === noFacts ? noFacts : { whenTrue: [...left.whenTrue, ...right.whenTrue], whenFalse: [] };
    case "||":
      return left === noFacts && right === noFacts ? noFacts : { whenTrue: [], whenFalse: [...left.whenFalse, ...right.whenFalse] };
    case "==":
    case "!=":
      return noneTest(cx, operation.op, operation.left, operation.right, (node) => isNone(cx, node));
    default:
      return noFacts;
  }
}

/** The value of arithmetic on integer constants; warns when it can't be an int. */
function foldConstant(cx: Checker, operation: BinaryExpression, left: bigint | undefined, right: bigint | undefined, type: Type): bigint | undefined {
  if (left === undefined || right === undefined || type.kind !== "int") {
    return undefined;
  }
  const value = foldInts(operation.op, left, right);
  if (value !== undefined && (value < int64Min || value > int64Max)) {
    fail(cx, "W005", operation.span, [`${left} ${operation.op} ${right} is ${value}`]);
    return undefined;
  }
  return value;
}

function foldInts(op: BinaryOperator, left: bigint, right: bigint): bigint | undefined {
  switch (op) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0n ? undefined : left / right;
    case "%":
      return right === 0n ? undefined : left % right;
    default:
      return undefined;
  }
}

/** The type of `left op right`; reports at the operator. */
function applyOperator(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  if (left === errorType || right === errorType) {
    return resultOfError(node.op);
  }
  switch (node.op) {
    case "==":
    case "!=":
      return checkEquality(cx, node, left, right);
    case "??":
      return checkCoalesce(cx, node, left, right);
    default:
      break;
  }
  if (left.kind === "any" || right.kind === "any") {
    return resultWithAny(node.op, left, right);
  }
  switch (node.op) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return checkArithmetic(cx, node, node.op, left, right);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return checkOrder(cx, node, left, right);
    case "in":
      return checkMembership(cx, node, left, right);
    case "&&":
    case "||":
      return unifies(left, boolType) && unifies(right, boolType) ? boolType : mismatch(cx, node, left, right);
    case "union":
    case "union all":
    case "except":
    case "intersect":
      return checkSetOperator(cx, node, left, right);
  }
}

function resultOfError(op: BinaryOperator): Type {
  switch (op) {
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "&&":
    case "||":
      return boolType;
    default:
      return errorType;
  }
}

function resultWithAny(op: BinaryOperator, left: Type, right: Type): Type {
  if (op === "+" && (left.kind === "string" || right.kind === "string")) {
    return stringType;
  }
  return resultOfError(op) === boolType ? boolType : anyType;
}

function mismatch(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  fail(cx, "T020", node.opSpan, [node.op, left, right]);
  return errorType;
}

function checkArithmetic(cx: Checker, node: BinaryExpression, op: "+" | "-" | "*" | "/" | "%", left: Type, right: Type): Type {
  if (op === "+" && left.kind === "list" && right.kind === "list") {
    const element = joinTypes(left.element, right.element) ?? (unifies(left.element, right.element) ? left.element : undefined);
    return element === undefined ? mismatch(cx, node, left, right) : listOf(element);
  }
  if ((op === "+" || op === "-") && left.kind === "set") {
    const element = right.kind === "set" ? joinTypes(left.element, right.element) : passes(right, left.element) ? left.element : undefined;
    return element === undefined ? mismatch(cx, node, left, right) : setOf(element);
  }
  if (left.kind === "duration" || right.kind === "duration") {
    const result = durationArithmetic(op, left, right);
    if (result !== undefined) {
      return result;
    }
  }
  const joined = numericJoin(left, right);
  if (joined !== undefined) {
    return joined;
  }
  return op === "+" && (left.kind === "string" || right.kind === "string") ? stringType : mismatch(cx, node, left, right);
}

function checkEquality(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  if (left.kind === "any" || right.kind === "any" || unifies(left, right) || unifies(right, left) || (isNumeric(left) && isNumeric(right))) {
    return boolType;
  }
  const leftOption = left.kind === "option";
  const rightOption = right.kind === "option";
  if (leftOption !== rightOption) {
    // A variable that an assignment or a test narrowed may still be compared with `none`.
    const plain = leftOption ? node.right : node.left;
    const other = leftOption ? node.left : node.right;
    if (!(isNone(cx, other) && isNarrowed(cx, plain))) {
      fail(cx, "T059", node.opSpan, [leftOption ? right : left]);
    }
    return boolType;
  }
  fail(cx, "T013", node.opSpan);
  return boolType;
}

/** Whether an expression is a variable whose declared type is wider than what is known of it here. */
export function isNarrowed(cx: Checker, node: Expression): boolean {
  if (node.kind === "paren") {
    return isNarrowed(cx, node.inner);
  }
  const binding = node.kind === "name" ? lookup(cx.scope, node.name) : undefined;
  return binding !== undefined && binding.narrowedBy !== "nothing" && (binding.type.kind === "option" || binding.type.kind === "any");
}

function checkOrder(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  const comparable = unifies(left, right) || unifies(right, left) || (isNumeric(left) && isNumeric(right));
  if (!comparable || !hasOrder(left) || !hasOrder(right)) {
    fail(cx, "T013", node.opSpan);
  }
  return boolType;
}

/** Options are ordered as what they hold; with `none` the comparison is false. */
function hasOrder(type: Type): boolean {
  return type.kind === "any" || isOrdered(type) || (type.kind === "option" && hasOrder(type.inner)) || type.kind === "variable";
}

function checkMembership(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  switch (right.kind) {
    case "map":
      return unifies(left, right.key) || widens(left, right.key) ? boolType : mismatch(cx, node, left, right);
    case "list":
    case "set":
      return unifies(left, right.element) || widens(left, right.element) ? boolType : mismatch(cx, node, left, right);
    default:
      return left.kind === "string" && right.kind === "string" ? boolType : mismatch(cx, node, left, right);
  }
}

function checkCoalesce(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  if (left.kind === "any") {
    return anyType;
  }
  if (left.kind !== "option") {
    if (!isNarrowed(cx, node.left)) {
      return right.kind === "any" ? anyType : mismatch(cx, node, left, right);
    }
    return joinTypes(left, right) ?? mismatch(cx, node, left, right);
  }
  if (right.kind === "option") {
    return unifies(left.inner, right.inner) ? left : { kind: "option", inner: anyType };
  }
  if (right.kind === "any") {
    return anyType;
  }
  if (left.inner.kind === "float" && right.kind === "int" && isIntLiteral(node.right)) {
    return takeAsFloat(cx, node.right);
  }
  if (left.inner.kind === "any") {
    return left.inner;
  }
  const joined = joinTypes(left.inner, right) ?? (unifies(left.inner, right) ? left.inner : numericJoin(left.inner, right));
  return joined ?? mismatch(cx, node, left, right);
}

function checkSetOperator(cx: Checker, node: BinaryExpression, left: Type, right: Type): Type {
  const bothLists = left.kind === "list" && right.kind === "list";
  const bothSets = left.kind === "set" && right.kind === "set";
  if (!bothLists && !bothSets) {
    fail(cx, "T021", node.opSpan, [node.op]);
    return errorType;
  }
  const element = joinTypes(left.element, right.element) ?? (unifies(left.element, right.element) ? left.element : undefined);
  if (element === undefined) {
    return mismatch(cx, node, left, right);
  }
  return bothLists ? listOf(element) : setOf(element);
}
