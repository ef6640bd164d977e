// Patterns: whether they can match a value of the subject's type, and what they bind.
//
// A pattern enters with the type it is matched against; names are bound in the current scope, and
// the pattern leaves in the algebra of exhaustiveness.ts. A name is a test when a variant or struct
// has it, `none` when it is a free `nil` or `null`, and a new variable otherwise. A pattern that
// can't match reports T008 at itself and counts as a wildcard, so that nothing follows.

import type { Expression, Pattern } from "../syntax/ast.ts";
import { joinTypes, noneType, unknownElement } from "../types/subtype.ts";
import { anyType, listOf, type StructDeclaration, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { inferExpression, isNullName } from "./check-expression.ts";
import { exportedVariant, moduleOf } from "./check-member.ts";
import { findStruct, findVariant } from "./check-struct.ts";
import { declareName, fail, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { MatchPattern } from "./exhaustiveness.ts";
import { lookup, newScope, type Binding } from "./scope.ts";

const wild: MatchPattern = { kind: "wild" };

/** Checks a pattern against the type of its subject. */
export function checkPattern(cx: Checker, pattern: Pattern, subject: Type): MatchPattern {
  switch (pattern.kind) {
    case "pattern-wildcard":
      return wild;
    case "pattern-none":
      return checkNone(cx, pattern, subject);
    case "pattern-literal":
      return checkLiteral(cx, pattern, subject);
    case "pattern-name": {
      const declaration = namedDeclaration(cx, pattern.name.text, subject);
      if (declaration !== undefined) {
        return checkVariant(cx, pattern, declaration, subject, undefined);
      }
      if (isNullName(pattern.name.text) && lookup(cx.scope, pattern.name.text) === undefined) {
        return checkNone(cx, pattern, subject);
      }
      declareName(cx, pattern.name, "pattern", subject, { mutable: true });
      return wild;
    }
    case "pattern-variant":
      return checkVariantPattern(cx, pattern, subject);
    case "pattern-list":
      return checkListPattern(cx, pattern, subject);
    case "pattern-or":
      return checkAlternatives(cx, pattern, subject);
  }
}

/** Whether a bare name in a pattern tests for something instead of binding a variable. */
export function namesDeclaration(cx: Checker, name: string, subject: Type): boolean {
  return namedDeclaration(cx, name, subject) !== undefined;
}

function plain(type: Type): Type {
  return type.kind === "option" ? type.inner : type;
}

/** The variant or struct that a name tests for: the subject's own variants come first. */
function namedDeclaration(cx: Checker, name: string, subject: Type): StructDeclaration | undefined {
  const type = plain(subject);
  const visible = findVariant(cx, name);
  if (type.kind === "union" && visible?.union !== type.declaration) {
    const own = type.declaration.variants.find((variant) => variant.name === name);
    if (own !== undefined) {
      return own;
    }
  }
  return visible ?? findStruct(cx.types, name);
}

function refuse(cx: Checker, pattern: Pattern, expected: Type, got: Type): MatchPattern {
  fail(cx, "T008", pattern.span, [expected, got]);
  return wild;
}

function checkNone(cx: Checker, pattern: Pattern, subject: Type): MatchPattern {
  return subject.kind === "option" || subject.kind === "any" ? { kind: "none" } : refuse(cx, pattern, subject, noneType);
}

function checkLiteral(cx: Checker, pattern: Pattern & { kind: "pattern-literal" }, subject: Type): MatchPattern {
  const type = plain(subject);
  const literal = inferExpression(cx, pattern.value, type);
  if (!unifies(type, literal) && !(type.kind === "bigrat" || (type.kind === "int64" && literal.kind === "int"))) {
    return refuse(cx, pattern, subject, literal);
  }
  return { kind: "literal", key: literalKey(pattern.value) };
}

/** One key per value: `1` and `1.0` are equal numbers. */
function literalKey(node: Expression): string {
  let negative = false;
  let at = node;
  while (at.kind === "paren" || at.kind === "unary") {
    negative = at.kind === "unary" ? !negative : negative;
    at = at.kind === "paren" ? at.inner : at.operand;
  }
  const sign = negative ? "-" : "";
  switch (at.kind) {
    case "int":
    case "bigint":
      return `number:${negative ? -at.value : at.value}`;
    case "float":
      return `number:${negative ? -at.value : at.value}`;
    case "duration":
      return `duration:${sign}${at.text}`;
    case "string":
      return `string:${JSON.stringify(at.value)}`;
    case "bool":
      return `bool:${at.value}`;
    default:
      return `other:${node.span.start}`;
  }
}

function checkVariantPattern(cx: Checker, pattern: Pattern & { kind: "pattern-variant" }, subject: Type): MatchPattern {
  const { qualifier, name } = pattern;
  let declaration: StructDeclaration | undefined;
  if (qualifier === undefined) {
    declaration = namedDeclaration(cx, name.text, subject);
  } else {
    const module = moduleOf(cx, { kind: "name", span: qualifier.span, name: qualifier.text });
    const symbol = module?.types.get(name.text);
    declaration = module === undefined ? undefined : symbol?.kind === "struct" && symbol.exported ? symbol.declaration : exportedVariant(module, name.text);
  }
  if (declaration === undefined) {
    const type = plain(subject);
    const known = type.kind === "union" ? type.declaration.variants.map((variant) => variant.name) : [];
    fail(cx, "T025", pattern.span, [name.text], { notes: didYouMean(name.text, known) });
    bindAll(cx, pattern);
    return wild;
  }
  return checkVariant(cx, pattern, declaration, subject, pattern);
}

/** A test for a variant or struct, with sub-patterns when it is written with parentheses. */
function checkVariant(
  cx: Checker,
  pattern: Pattern,
  declaration: StructDeclaration,
  subject: Type,
  parts: (Pattern & { kind: "pattern-variant" }) | undefined,
): MatchPattern {
  const type = plain(subject);
  const own: Type = { kind: "struct", declaration };
  const positional = parts?.positional ?? [];
  const named = parts?.named ?? [];
  const wrongCount = parts !== undefined && named.length === 0 && positional.length !== declaration.fields.length;
  if (wrongCount || !unifies(type, own)) {
    if (parts !== undefined) {
      bindAll(cx, parts);
    }
    return refuse(cx, pattern, subject, own);
  }
  const args: MatchPattern[] = declaration.fields.map(() => wild);
  positional.forEach((part, index) => {
    args[index] = checkPattern(cx, part, declaration.fields[index]?.type ?? anyType);
  });
  for (const part of named) {
    const index = declaration.fields.findIndex((field) => field.name === part.name.text);
    const field = declaration.fields[index];
    if (field === undefined) {
      const names = declaration.fields.map((candidate) => candidate.name);
      fail(cx, "T026", part.name.span, [part.name.text, own], { notes: didYouMean(part.name.text, names) });
      checkPattern(cx, part.pattern, anyType);
    } else {
      args[index] = checkPattern(cx, part.pattern, field.type);
    }
  }
  return { kind: "variant", declaration, args };
}

function checkListPattern(cx: Checker, pattern: Pattern & { kind: "pattern-list" }, subject: Type): MatchPattern {
  const type = plain(subject);
  if (type.kind !== "list" && type.kind !== "any") {
    bindAll(cx, pattern);
    return refuse(cx, pattern, subject, listOf(unknownElement));
  }
  const element = type.kind === "list" ? type.element : anyType;
  const items = pattern.items.map((item) => checkPattern(cx, item, element));
  if (pattern.rest !== undefined) {
    declareName(cx, pattern.rest, "pattern", listOf(element), { mutable: true });
  }
  return { kind: "list", items, open: pattern.rest !== undefined };
}

/** Alternatives bind the same names; each name gets the join of its types. */
function checkAlternatives(cx: Checker, pattern: Pattern & { kind: "pattern-or" }, subject: Type): MatchPattern {
  const outer = cx.scope;
  const options: MatchPattern[] = [];
  const scopes: ReadonlyMap<string, Binding>[] = [];
  for (const option of pattern.options) {
    cx.scope = newScope(outer);
    options.push(checkPattern(cx, option, subject));
    scopes.push(cx.scope.bindings ?? new Map());
    cx.scope = outer;
  }
  const [first = new Map<string, Binding>(), ...others] = scopes;
  for (const [name, binding] of first) {
    let type: Type | undefined = binding.type;
    for (const other of others) {
      const same = other.get(name);
      type = same === undefined || type === undefined ? undefined : joinTypes(type, same.type);
    }
    declareName(cx, { text: name, span: binding.span ?? pattern.span }, "pattern", type ?? anyType, { mutable: true });
  }
  const odd = others.findIndex((other) => other.size !== first.size || [...first.keys()].some((name) => !other.has(name)));
  if (odd >= 0) {
    fail(cx, "T074", (pattern.options[odd + 1] ?? pattern).span);
  }
  return { kind: "or", options };
}

/** Binds every name of a pattern that was reported, so that its arm can still be checked. */
function bindAll(cx: Checker, pattern: Pattern): void {
  switch (pattern.kind) {
    case "pattern-name":
      declareName(cx, pattern.name, "pattern", anyType, { mutable: true });
      return;
    case "pattern-variant":
      pattern.positional.forEach((part) => bindAll(cx, part));
      pattern.named.forEach((part) => bindAll(cx, part.pattern));
      return;
    case "pattern-list":
      pattern.items.forEach((item) => bindAll(cx, item));
      if (pattern.rest !== undefined) {
        declareName(cx, pattern.rest, "pattern", anyType, { mutable: true });
      }
      return;
    case "pattern-or":
      pattern.options.forEach((option) => bindAll(cx, option));
      return;
    default:
      return;
  }
}
