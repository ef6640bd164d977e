// The type of every expression.
//
// `inferExpression` gives the type an expression has; `checkExpression` also compares it with what
// is expected there (T008 at the expression). Conditionals, matches, queries, lambdas and anything
// in parentheses compare for themselves, at the branch that is wrong, when they get an expected
// type. Literals use it as a hint: `1` is a float where a float is expected, `{}` a set.
//
// An expression that was reported has `errorType`, from which nothing follows. After each call the
// context tells what the expression says about options (`facts`) and its value if it is a constant
// integer (`constant`).

import { unreachable } from "../source/invariant.ts";
import type { Expression, FormatHole, IfExpression, MapExpression } from "../syntax/ast.ts";
import { isInteger, isNumeric } from "../types/numeric.ts";
import { substitute } from "../types/substitute.ts";
import { errorType, fits, joinTypes, noneType, passes, unknownElement } from "../types/subtype.ts";
import {
  anyType,
  bigintType,
  boolType,
  durationType,
  floatType,
  intType,
  listOf,
  mapOf,
  neverType,
  setOf,
  stringType,
  type Type,
} from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { builtins } from "../types/builtins.ts";
import { builtinAsValue } from "./check-builtin.ts";
import { checkCall, constructorType } from "./check-call.ts";
import { checkFetch, checkGenerate, checkLoad, checkSave } from "./check-data.ts";
import { checkLambda } from "./check-function.ts";
import { checkMatch } from "./check-match.ts";
import { checkBinary } from "./check-operator.ts";
import { checkCast, checkField, checkIndex, checkSlice } from "./check-postfix.ts";
import { checkQuery } from "./check-query.ts";
import { checkStructLiteral, findVariant } from "./check-struct.ts";
import { fail, markUsed, noFacts, similarNames, typeOf, type Checker } from "./context.ts";
import { withFacts } from "./flow.ts";
import { resolveBinding } from "./resolve-name.ts";
import { lookup, type Binding } from "./scope.ts";

/** The type of an expression that must be of an expected type; T008 at the expression if it is not. */
export function checkExpression(cx: Checker, node: Expression, expected: Type): Type {
  const actual = inferExpression(cx, node, expected);
  if (actual === errorType || fits(actual, expected) || passes(actual, expected)) {
    return actual;
  }
  fail(cx, "T008", node.span, [expected, actual]);
  return errorType;
}

/** The type of an expression; `expected` is a hint, or what the branches of a conditional must be. */
export function inferExpression(cx: Checker, node: Expression, expected?: Type): Type {
  if (receiverOf(node) === undefined) {
    return cx.spine.get(node) ?? inferKind(cx, node, expected);
  }
  const known = cx.spine.get(node);
  if (known !== undefined) {
    return known;
  }
  const outermost = cx.spine.size === 0;
  const deep = inferSpine(cx, node);
  const type = inferKind(cx, node, expected);
  if (deep && outermost) {
    cx.spine.clear();
  }
  return type;
}

/** Longer chains of postfix operators are worked off from their left end, since each step would be a call. */
const deepSpine = 64;

/**
 * `f(1)(2)(3)…` and `x.a.b.c…` may be as long as the source. The receivers of a long chain are
 * inferred one after the other from the left, and remembered until the whole chain is done. Tells
 * whether the chain was that long.
 */
function inferSpine(cx: Checker, node: Expression): boolean {
  let length = 0;
  for (let at = receiverOf(node); at !== undefined && !cx.spine.has(at); at = receiverOf(at)) {
    length++;
  }
  if (length < deepSpine) {
    return false;
  }
  const receivers: Expression[] = [];
  for (let at = receiverOf(node); at !== undefined && !cx.spine.has(at); at = receiverOf(at)) {
    receivers.push(at);
  }
  for (let index = receivers.length - 1; index >= 0; index--) {
    const receiver = receivers[index] as Expression;
    cx.spine.set(receiver, inferKind(cx, receiver, undefined));
  }
  return true;
}

/** The expression whose type a postfix operator starts from. */
function receiverOf(node: Expression): Expression | undefined {
  switch (node.kind) {
    case "call":
      return node.callee.kind === "name" ? undefined : node.callee.kind === "field" && !node.callee.safe ? node.callee.receiver : node.callee;
    case "index":
    case "slice":
    case "field":
      return node.receiver;
    case "cast":
      return node.value;
    default:
      return undefined;
  }
}

function inferKind(cx: Checker, node: Expression, expected: Type | undefined): Type {
  switch (node.kind) {
    case "paren":
      return expected === undefined ? inferExpression(cx, node.inner) : checkExpression(cx, node.inner, expected);
    case "binary":
      return checkBinary(cx, node);
    case "unary":
      return checkUnary(cx, node, expected);
    case "int":
      cx.facts = noFacts;
      cx.constant = node.value;
      return wantsFloat(expected) ? takeAsFloat(cx, node) : intType;
    default: {
      const type = inferOther(cx, node, expected);
      cx.facts = noFacts;
      cx.constant = undefined;
      return type;
    }
  }
}

/** Checks an expression whose type does not matter here. */
export function checkAny(cx: Checker, node: Expression | undefined): void {
  if (node !== undefined) {
    inferExpression(cx, node);
  }
}

type OtherExpression = Exclude<Expression, { readonly kind: "paren" | "binary" | "unary" | "int" }>;

function inferOther(cx: Checker, node: OtherExpression, expected: Type | undefined): Type {
  switch (node.kind) {
    case "bigint":
      return bigintType;
    case "float":
      return floatType;
    case "duration":
      return durationType;
    case "bool":
      return boolType;
    case "string":
      return stringType;
    case "none":
      return noneType;
    case "name":
      return inferName(cx, node);
    case "call":
      return checkCall(cx, node, expected);
    case "index":
      return checkIndex(cx, node);
    case "slice":
      return checkSlice(cx, node);
    case "field":
      return checkField(cx, node);
    case "cast":
      return checkCast(cx, node);
    case "list":
      return listOf(inferElements(cx, node.items, expected?.kind === "list" ? expected.element : undefined));
    case "set":
      return setOf(inferElements(cx, node.items, expected?.kind === "set" ? expected.element : undefined));
    case "map":
      return inferMap(cx, node, expected);
    case "struct":
      return checkStructLiteral(cx, node);
    case "fun-expression":
      return checkLambda(cx, node, expected);
    case "if-expression":
      return checkIf(cx, node, expected);
    case "match":
      return checkMatch(cx, node, expected);
    case "format":
      node.holes.forEach((hole) => checkHole(cx, hole));
      return stringType;
    case "query":
      return checkQuery(cx, node, expected);
    case "logic-query":
      return listOf(mapOf(stringType, anyType));
    case "new-set":
      return setOf(typeOf(cx, node.element));
    case "new-channel":
      if (node.capacity !== undefined) {
        checkExpression(cx, node.capacity, intType);
      }
      return { kind: "channel", element: typeOf(cx, node.element) };
    case "generate":
      return checkGenerate(cx, node);
    case "fetch":
      return checkFetch(cx, node, expected);
    case "load":
      return checkLoad(cx, node);
    case "save":
      return checkSave(cx, node);
    default:
      return unreachable(node);
  }
}

// ---------------------------------------------------------------- names

function inferName(cx: Checker, node: Expression & { kind: "name" }): Type {
  const binding = resolveBinding(cx, node.name);
  if (binding !== undefined) {
    markUsed(cx, binding);
    return binding.typeParams.length === 0 ? binding.seen : withoutParameters(binding);
  }
  const variant = findVariant(cx, node.name);
  if (variant !== undefined) {
    const constructor = constructorType(variant);
    return constructor.params.length === 0 ? constructor.result : constructor;
  }
  const builtin = builtins.get(node.name);
  if (builtin !== undefined) {
    return builtinAsValue(builtin);
  }
  if (isNullName(node.name)) {
    return noneType;
  }
  fail(cx, "T002", node.span, [node.name], { notes: similarNames(cx, node.name, builtins.keys()) });
  return errorType;
}

/** A generic function as a value has one type: whatever its parameters stand for is `any`. */
function withoutParameters(binding: Binding): Type {
  return substitute(binding.seen, new Map(binding.typeParams.map((param): [number, Type] => [param.id, anyType])));
}

/** `nil` and `null` mean `none` where no variable has that name. */
export function isNullName(name: string): boolean {
  return name === "nil" || name === "null";
}

/** Whether an expression is `none`, in any of its spellings. */
export function isNone(cx: Checker, node: Expression): boolean {
  return node.kind === "none" || (node.kind === "name" && isNullName(node.name) && lookup(cx.scope, node.name) === undefined);
}

// ---------------------------------------------------------------- literals

function wantsFloat(expected: Type | undefined): boolean {
  return expected !== undefined && (expected.kind === "float" || (expected.kind === "option" && expected.inner.kind === "float"));
}

/** An int literal, perhaps with signs and parentheses. */
export function isIntLiteral(node: Expression): boolean {
  return literalIn(node).kind === "int";
}

/** Notes that an int literal stands for a float: beside values of type `any` it doesn't. */
export function takeAsFloat(cx: Checker, node: Expression): Type {
  cx.declarations.floatLiterals.add(literalIn(node));
  return floatType;
}

function literalIn(node: Expression): Expression {
  let at = node;
  while (at.kind === "paren" || (at.kind === "unary" && at.op === "-")) {
    at = at.kind === "paren" ? at.inner : at.operand;
  }
  return at;
}

/** An expected type where it is only a hint: for literals and lambdas, which compare nothing themselves. */
export function hintFor(node: Expression, hint: Type | undefined): Type | undefined {
  switch (node.kind) {
    case "int":
    case "unary":
    case "list":
    case "set":
    case "map":
    case "fun-expression":
      return hint;
    default:
      return undefined;
  }
}

/** The element type of a list or set literal; T008 at the element that does not go with those before. */
function inferElements(cx: Checker, items: readonly Expression[], hint: Type | undefined): Type {
  let element: Type | undefined;
  let onlyIntLiterals = true;
  for (const [index, item] of items.entries()) {
    const literal = isIntLiteral(item);
    let type = inferExpression(cx, item, hintFor(item, hint));
    if (element === undefined) {
      element = type;
    } else if (type !== element) {
      if (literal && type.kind === "int" && element.kind === "float") {
        type = takeAsFloat(cx, item);
      }
      const ints = onlyIntLiterals && element.kind === "int" && type.kind === "float" ? items.slice(0, index) : [];
      ints.forEach((int) => takeAsFloat(cx, int));
      const joined: Type | undefined = ints.length > 0 ? floatType : joinElements(element, type);
      if (joined === undefined) {
        fail(cx, "T008", item.span, [element, type]);
      } else {
        element = joined;
      }
    }
    onlyIntLiterals &&= literal;
  }
  if (element === undefined) {
    return hint ?? unknownElement;
  }
  return hint !== undefined && hint.kind !== "any" && passes(element, hint) ? hint : element;
}

function joinElements(left: Type, right: Type): Type | undefined {
  return joinTypes(left, right) ?? (unifies(left, right) ? left : undefined);
}

function inferMap(cx: Checker, node: MapExpression, expected: Type | undefined): Type {
  if (expected?.kind === "set" && node.entries.length === 0) {
    return expected;
  }
  if (expected?.kind === "record") {
    return checkRecordLiteral(cx, node, expected);
  }
  const hint = expected?.kind === "option" ? expected.inner : expected;
  const keyHint = hint?.kind === "map" ? hint.key : undefined;
  const valueHint = hint?.kind === "map" ? hint.value : undefined;
  let key: Type | undefined;
  const values: Type[] = [];
  for (const entry of node.entries) {
    const entryKey = entry.bare ? stringType : inferExpression(cx, entry.key, hintFor(entry.key, keyHint));
    key = key === undefined ? entryKey : (joinTypes(key, entryKey) ?? anyType);
    values.push(inferExpression(cx, entry.value, isIntLiteral(entry.value) ? undefined : hintFor(entry.value, valueHint)));
  }
  // A hint may come from a variable whose other values were like floats; beside a string, ints stay ints.
  const ints = node.entries.map((entry) => isIntLiteral(entry.value));
  const asFloats = wantsFloat(valueHint) && values.every((type, index) => ints[index] === true || wantsFloat(type) || type === noneType);
  let value: Type | undefined;
  for (const [index, entry] of node.entries.entries()) {
    const type = asFloats && ints[index] === true ? takeAsFloat(cx, entry.value) : (values[index] ?? anyType);
    value = value === undefined ? type : joinValues(value, type, valueHint);
  }
  if (key === undefined || value === undefined) {
    return hint?.kind === "map" ? hint : mapOf(unknownElement, unknownElement);
  }
  return mapOf(adopt(key, keyHint), adopt(value, valueHint));
}

/** Values of a map: an option beside a plain value makes `any`, as other differences do, where no option is expected. */
function joinValues(left: Type, right: Type, hint: Type | undefined): Type {
  const agree = hint?.kind === "option" || (left.kind === "option") === (right.kind === "option");
  return (agree ? joinTypes(left, right) : undefined) ?? anyType;
}

/** The hinted type where the literal's own can become it without a check. */
function adopt(type: Type, hint: Type | undefined): Type {
  return hint !== undefined && hint.kind !== "any" && type.kind !== "any" && passes(type, hint) ? hint : type;
}

/** A map literal where an inline struct type is expected: every field once, each of its type. */
function checkRecordLiteral(cx: Checker, node: MapExpression, record: Type & { readonly kind: "record" }): Type {
  const given = new Set<string>();
  let fitting = true;
  let value: Type = neverType;
  for (const entry of node.entries) {
    const name = entry.key.kind === "string" ? entry.key.value : undefined;
    const field = record.fields.find((candidate) => candidate.name === name);
    const type = field === undefined ? inferExpression(cx, entry.value) : checkExpression(cx, entry.value, field.type);
    value = joinTypes(value, type) ?? anyType;
    if (name === undefined || field === undefined) {
      fitting = false;
    } else {
      given.add(name);
    }
  }
  if (fitting && record.fields.every((field) => given.has(field.name) || field.type.kind === "option")) {
    return record;
  }
  fail(cx, "T008", node.span, [record, mapOf(stringType, value.kind === "never" ? anyType : value)]);
  return errorType;
}

// ---------------------------------------------------------------- unary, if, f-strings

function checkUnary(cx: Checker, node: Expression & { kind: "unary" }, expected: Type | undefined): Type {
  const type = inferExpression(cx, node.operand, node.op === "-" ? hintFor(node.operand, expected) : undefined);
  const { facts, constant } = cx;
  cx.facts = node.op === "!" ? { whenTrue: facts.whenFalse, whenFalse: facts.whenTrue } : noFacts;
  cx.constant = node.op === "-" && constant !== undefined ? -constant : undefined;
  return type;
}

function checkIf(cx: Checker, node: IfExpression, expected: Type | undefined): Type {
  const facts = checkCondition(cx, node.condition);
  const thenType = withFacts(cx, facts.whenTrue, () => branch(cx, node.then, expected));
  if (node.otherwise === undefined) {
    return thenType;
  }
  const { otherwise } = node;
  return withFacts(cx, facts.whenFalse, () => {
    const elseType = expected === undefined ? inferExpression(cx, otherwise, branchHint(otherwise, thenType)) : checkExpression(cx, otherwise, expected);
    return joinBranches(cx, otherwise, branchOf(thenType, node.then), branchOf(elseType, otherwise));
  });
}

function branch(cx: Checker, node: Expression, expected: Type | undefined): Type {
  return expected === undefined ? inferExpression(cx, node) : checkExpression(cx, node, expected);
}

/** Nested conditionals compare their own branches with the first; everything else is only hinted. */
function branchHint(node: Expression, first: Type): Type | undefined {
  return node.kind === "if-expression" || node.kind === "paren" ? undefined : hintFor(node, first);
}

export interface BranchType {
  readonly type: Type;
  /** Its values, if they are all int literals. */
  readonly literals: readonly Expression[];
}

export function branchOf(type: Type, value: Expression): BranchType {
  return { type, literals: isIntLiteral(value) ? [value] : [] };
}

/** Whether one side is a float and the other int literals, which then are floats too. */
export function joinsAsFloat(cx: Checker, left: BranchType, right: BranchType): boolean {
  const literals = right.type.kind === "float" ? left.literals : left.type.kind === "float" ? right.literals : [];
  literals.forEach((literal) => takeAsFloat(cx, literal));
  return literals.length > 0;
}

/** The type of a value from one of two branches; T008 at the second when they do not go together. */
export function joinBranches(cx: Checker, second: Expression, left: BranchType, right: BranchType): Type {
  if (joinsAsFloat(cx, left, right)) {
    return floatType;
  }
  const joined = joinElements(left.type, right.type);
  if (joined === undefined && !fits(right.type, left.type)) {
    fail(cx, "T008", second.span, [left.type, right.type]);
    return errorType;
  }
  return joined ?? left.type;
}

/** Checks a condition of `if` or `while`: a bool, or an `any` that is tested for truth. */
export function checkCondition(cx: Checker, condition: Expression): Checker["facts"] {
  const type = inferExpression(cx, condition);
  const { facts } = cx;
  if (!unifies(type, boolType)) {
    fail(cx, "T040", condition.span);
  }
  return facts;
}

/** A hole of an f-string: the format must suit the value. */
function checkHole(cx: Checker, hole: FormatHole): void {
  const type = inferExpression(cx, hole.value);
  const { spec } = hole;
  const plain = type.kind === "option" ? type.inner : type;
  if (spec === undefined || plain.kind === "any") {
    return;
  }
  const wrong = formatMismatch(spec, plain);
  if (wrong !== undefined) {
    fail(cx, "T069", spec.span, [wrong, plain]);
  }
}

function formatMismatch(spec: NonNullable<FormatHole["spec"]>, type: Type): string | undefined {
  const whole = isInteger(type) || type.kind === "bigint";
  switch (spec.type) {
    case "d":
    case "x":
    case "b":
    case "o":
      return whole ? undefined : spec.type;
    case "e":
    case "f":
    case "g":
    case "%":
      return isNumeric(type) ? undefined : spec.type;
    case "s":
      return type.kind === "string" ? undefined : spec.type;
    case undefined:
      break;
  }
  if (spec.sign !== undefined || spec.comma || spec.zero) {
    return isNumeric(type) ? undefined : (spec.sign ?? (spec.comma ? "," : "0"));
  }
  return undefined;
}
