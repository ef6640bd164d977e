// Assignments: `x = e` and `x.f[i].g = e`.
//
// The declared type rules what may be assigned; what was assigned rules what is read next. A value
// that is surely there narrows an optional or `any` variable; a wider one ends the narrowing, here
// and behind the enclosing blocks. A variable without a written type grows to the join of what it
// is assigned: `T?` over `T`, bigint over int, a union over its variants.

import type { AssignStatement, Expression, FieldExpression, IndexExpression } from "../syntax/ast.ts";
import { containsAny, errorType, fits, isAssignable, joinTypes, passes, widens } from "../types/subtype.ts";
import { stringType, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { checkAlias } from "./check-call.ts";
import { checkExpression, hintFor, inferExpression } from "./check-expression.ts";
import { checkLiteralAliases } from "./check-let.ts";
import { checkIndexOn } from "./check-postfix.ts";
import { fail, markUsed, similarNames, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { resolveBinding } from "./resolve-name.ts";
import { narrow, widen, type Binding } from "./scope.ts";

/** Checks an assignment. */
export function checkAssign(cx: Checker, node: AssignStatement): void {
  const path: (FieldExpression | IndexExpression)[] = [];
  let root: Expression = node.target;
  while (root.kind === "field" || root.kind === "index") {
    path.push(root);
    root = root.receiver;
  }
  const name = root.kind === "name" ? root.name : "";
  const binding = resolveBinding(cx, name);
  if (binding === undefined) {
    fail(cx, "T001", node.span, [name], { notes: similarNames(cx, name) });
    inferExpression(cx, node.value);
    return;
  }
  if (!binding.mutable && binding.type !== errorType) {
    fail(cx, "T024", node.span, [name]);
    inferExpression(cx, node.value);
    return;
  }
  if (path.length === 0) {
    assignVariable(cx, node, binding);
  } else {
    markUsed(cx, binding);
    assignPart(cx, node, binding, path.reverse());
  }
}

// ---------------------------------------------------------------- parts of a value

function assignPart(cx: Checker, node: AssignStatement, binding: Binding, path: readonly (FieldExpression | IndexExpression)[]): void {
  let type = binding.seen;
  for (const step of path) {
    type = step.kind === "index" ? checkIndexOn(cx, step, type, node.span, false) : assignedField(cx, step, type);
  }
  const actual = checkExpression(cx, node.value, type);
  if (actual === errorType || type === errorType) {
    return;
  }
  if (!arrives(actual, type)) {
    fail(cx, "T009", node.span, [actual, binding.name, type]);
  } else if (checkAlias(cx, node.value, actual, type, node.span)) {
    checkLiteralAliases(cx, node.value, type);
  }
}

function assignedField(cx: Checker, step: FieldExpression, type: Type): Type {
  const place = { file: step.span.file, start: step.receiver.span.end, end: step.name.span.end };
  const name = step.name.text;
  switch (type.kind) {
    case "any":
      return type;
    case "map":
      if (unifies(type.key, stringType)) {
        return type.value;
      }
      break;
    case "struct":
    case "record": {
      const fields = type.kind === "struct" ? type.declaration.fields : type.fields;
      const field = fields.find((candidate) => candidate.name === name);
      if (field === undefined) {
        const names = fields.map((candidate) => candidate.name);
        fail(cx, "T026", place, [name, type], { notes: didYouMean(name, names) });
      }
      return field?.type ?? errorType;
    }
    default:
      break;
  }
  fail(cx, "T027", place, [type]);
  return errorType;
}

function arrives(actual: Type, expected: Type): boolean {
  return unifies(expected, actual) || isAssignable(actual, expected) || widens(actual, expected);
}

// ---------------------------------------------------------------- variables

function assignVariable(cx: Checker, node: AssignStatement, binding: Binding): void {
  const actual = assignedValue(cx, node, binding);
  if (actual === errorType || binding.type === errorType) {
    return;
  }
  if (!arrives(actual, binding.type)) {
    fail(cx, "T009", node.span, [actual, binding.name, binding.type]);
    return;
  }
  narrowByValue(cx, binding, actual);
}

/** The type of the assigned value; a variable without a written type may grow to take it. */
function assignedValue(cx: Checker, node: AssignStatement, binding: Binding): Type {
  const { value } = node;
  if (!binding.inferred || comparesItself(value)) {
    return checkExpression(cx, value, binding.type);
  }
  const actual = inferExpression(cx, value, hintFor(value, binding.type));
  if (actual === errorType) {
    return actual;
  }
  const grown = grow(binding.type, actual);
  if (grown !== undefined) {
    binding.type = grown;
    widen(cx.trail, binding);
    return actual;
  }
  if (fits(actual, binding.type) || passes(actual, binding.type)) {
    return actual;
  }
  fail(cx, "T008", value.span, [binding.type, actual]);
  return errorType;
}

/** Expressions that compare their branches with the expected type themselves. */
function comparesItself(value: Expression): boolean {
  return value.kind === "paren" || value.kind === "if-expression" || value.kind === "match" || value.kind === "query";
}

/** The wider type that an inferred variable takes on for a value, if it has to. */
function grow(declared: Type, actual: Type): Type | undefined {
  if (declared.kind === "any" || actual.kind === "any") {
    return undefined;
  }
  const wider =
    (actual.kind === "option" && declared.kind !== "option") ||
    (declared.kind === "option" && declared.inner.kind === "any") ||
    (declared.kind === "int" && (actual.kind === "bigint" || actual.kind === "int64")) ||
    (declared.kind === "struct" && (actual.kind === "struct" || actual.kind === "union") && !unifies(actual, declared)) ||
    (declared.kind === "struct" && actual.kind === "union");
  return wider ? joinTypes(declared, actual) : undefined;
}

/** What reads see after the assignment. */
function narrowByValue(cx: Checker, binding: Binding, actual: Type): void {
  const { type } = binding;
  if (type.kind === "option") {
    if (actual.kind === "option" || actual.kind === "any" || type.inner.kind === "any") {
      widen(cx.trail, binding);
    } else {
      narrow(cx.trail, binding, type.inner, "assignment");
    }
    return;
  }
  if (type.kind === "any" || (containsAny(type) && !containsAny(actual))) {
    if (binding.narrowedBy === "assignment" && !unifies(actual, binding.seen)) {
      cx.trail.widened.push(binding);
    }
    if (containsAny(actual)) {
      widen(cx.trail, binding);
    } else {
      narrow(cx.trail, binding, actual, "assignment");
    }
    return;
  }
  if (binding.seen !== type) {
    narrow(cx.trail, binding, type, "nothing");
  }
}
