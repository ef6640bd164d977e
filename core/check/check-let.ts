// `let` and `var`: a name or a pattern of names, with a type, a value, or both.
//
// Without a type the variable has the type of its value. With one, the value must be assignable
// (T008 at the statement when it would otherwise fit). A `var` may not share the storage of a
// `let`'s list, map or struct (T051), nor see any storage with wider elements (T052).

import type { BindingTarget, Expression, LetStatement } from "../syntax/ast.ts";
import { errorType, isAggregate, isAssignable } from "../types/subtype.ts";
import { anyType, listOf, type Type } from "../types/type.ts";
import { checkAlias } from "./check-call.ts";
import { checkExpression, inferExpression } from "./check-expression.ts";
import { memberNames, structMember } from "./check-postfix.ts";
import { declareName, fail, typeOf, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { resolveBinding } from "./resolve-name.ts";

/** Checks a declaration of variables and binds them. */
export function checkLet(cx: Checker, node: LetStatement): void {
  const type = bindingType(cx, node);
  const generic = node.type === undefined && node.value?.kind === "name" ? resolveBinding(cx, node.value.name) : undefined;
  if (node.target.kind === "bind-name" && generic !== undefined && generic.typeParams.length > 0) {
    // Another name of a generic function is as generic.
    declareName(cx, node.target.name, node.mutable ? "var" : "let", generic.type, { mutable: node.mutable, typeParams: generic.typeParams });
  } else if (node.target.kind === "bind-name") {
    declareName(cx, node.target.name, node.mutable ? "var" : "let", type, { mutable: node.mutable, inferred: node.type === undefined });
  } else {
    bindParts(cx, node, node.target, type);
  }
}

/** The type that a declaration gives its variable. */
function bindingType(cx: Checker, node: LetStatement): Type {
  const { value } = node;
  const aliased = node.mutable && value !== undefined ? immutableSource(cx, value) : undefined;
  if (aliased !== undefined) {
    fail(cx, "T051", node.span, [aliased]);
  }
  const declared = node.type === undefined ? undefined : typeOf(cx, node.type);
  if (value === undefined) {
    if (declared === undefined) {
      fail(cx, "T000", node.span);
    }
    return declared ?? errorType;
  }
  if (declared === undefined) {
    return inferExpression(cx, value);
  }
  const actual = checkExpression(cx, value, declared);
  if (actual === errorType) {
    return declared;
  }
  if (!isAssignable(actual, declared)) {
    fail(cx, "T008", node.span, [declared, actual]);
  } else if (node.mutable && aliased === undefined && checkAlias(cx, value, actual, declared, node.span)) {
    checkLiteralAliases(cx, value, declared);
  }
  return declared;
}

/** The name of a `let` whose list, map or struct a bare name would share. */
function immutableSource(cx: Checker, value: Expression): string | undefined {
  const binding = value.kind === "name" ? resolveBinding(cx, value.name) : undefined;
  return binding !== undefined && !binding.mutable && isAggregate(binding.seen) ? binding.name : undefined;
}

/** T052 for the elements of a literal: a variable in it keeps its storage. */
export function checkLiteralAliases(cx: Checker, value: Expression, expected: Type): void {
  const elements: readonly Expression[] =
    value.kind === "list" && expected.kind === "list" ? value.items : value.kind === "map" && expected.kind === "map" ? value.entries.map((entry) => entry.value) : [];
  const wanted = expected.kind === "list" ? expected.element : expected.kind === "map" ? expected.value : expected;
  if (!isAggregate(wanted)) {
    return;
  }
  for (const element of elements) {
    if (element.kind === "name" || element.kind === "field" || element.kind === "index") {
      const before = cx.diagnostics.list.length;
      const actual = inferExpression(cx, element);
      cx.diagnostics.list.length = before;
      checkAlias(cx, element, actual, wanted, element.span);
    } else {
      checkLiteralAliases(cx, element, wanted);
    }
  }
}

// ---------------------------------------------------------------- destructuring

function bindParts(cx: Checker, node: LetStatement, target: BindingTarget, type: Type): void {
  switch (target.kind) {
    case "bind-name":
      declareName(cx, target.name, node.mutable ? "var" : "let", type, { mutable: node.mutable, inferred: true });
      return;
    case "bind-list": {
      const element = listElement(cx, target, type);
      target.items.forEach((item) => bindParts(cx, node, item, element));
      if (target.rest !== undefined) {
        declareName(cx, target.rest, node.mutable ? "var" : "let", listOf(element), { mutable: node.mutable, inferred: true });
      }
      return;
    }
    case "bind-map":
      for (const entry of target.entries) {
        bindParts(cx, node, entry.target, entryType(cx, entry, target, type));
      }
      return;
  }
}

function listElement(cx: Checker, target: BindingTarget, type: Type): Type {
  if (type.kind === "list") {
    return type.element;
  }
  if (type.kind !== "any") {
    fail(cx, "T070", target.span, ["[...]", type]);
    return errorType;
  }
  return type;
}

function entryType(cx: Checker, entry: (BindingTarget & { kind: "bind-map" })["entries"][number], target: BindingTarget, type: Type): Type {
  switch (type.kind) {
    case "any":
      return type;
    case "map":
      if (type.key.kind === "string" || type.key.kind === "any") {
        return type.value;
      }
      break;
    case "struct":
    case "record": {
      const member = structMember(cx, type, entry.key);
      if (member === undefined) {
        fail(cx, "T026", entry.keySpan, [entry.key, type], { notes: didYouMean(entry.key, memberNames(type)) });
      }
      return member ?? errorType;
    }
    default:
      break;
  }
  fail(cx, "T070", target.span, ["{...}", type]);
  return anyType;
}
