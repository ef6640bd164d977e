// Patterns against the type of the value that they are held against.
//
// An option's patterns are split into `none` and `some`; `any` is asked for its dynamic type first
// (`any-is`). A name is a variant or struct where there is one, `nil` and `null` where no variable
// has that name, else it binds: the plain type, once an unguarded `none` arm has gone before.

import type { Pattern } from "../syntax/ast.ts";
import { unreachable } from "../source/invariant.ts";
import { anyType, boolType, floatType, listOf, type StructDeclaration, type Type } from "../types/type.ts";
import { numericJoin } from "../types/numeric.ts";
import { convert } from "./convert.ts";
import { localSlot, newLocal, type Cx } from "./context.ts";
import { plainType, typeOfDeclaration } from "./join.ts";
import { lookUp, lookUpExport, lookUpLocal, lookUpVariant } from "./scope.ts";
import { widenSlot } from "./slot.ts";
import { typeExpression } from "./type-expression.ts";
import type { Local, TypedPattern } from "./typed.ts";

export function typePattern(cx: Cx, pattern: Pattern, type: Type, noneSeen = false): TypedPattern {
  switch (pattern.kind) {
    case "pattern-wildcard":
      return { kind: "wildcard", type };
    case "pattern-none":
      return nonePattern(type);
    case "pattern-literal":
      return literalPattern(cx, pattern, type);
    case "pattern-name":
      return namePattern(cx, pattern, type, noneSeen);
    case "pattern-variant": {
      const declaration = patternDeclaration(cx, pattern);
      return declaration === undefined ? { kind: "wildcard", type } : variantPattern(cx, pattern, declaration, type);
    }
    case "pattern-list":
      return listPattern(cx, pattern, type);
    case "pattern-or":
      return { kind: "or", type, options: orOptions(cx, pattern.options, type, noneSeen) };
    default:
      return unreachable(pattern);
  }
}

/** Whether the pattern is `none`, by itself or as an alternative. */
export function isNonePattern(cx: Cx, pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "pattern-none":
      return true;
    case "pattern-name":
      return (pattern.name.text === "nil" || pattern.name.text === "null") && lookUp(cx, pattern.name.text)?.kind === "none";
    case "pattern-or":
      return pattern.options.some((option) => isNonePattern(cx, option));
    default:
      return false;
  }
}

function nonePattern(type: Type): TypedPattern {
  return type.kind === "option" || type.kind === "any" ? { kind: "none", type } : nothing(type);
}

/** What never matches: a value of a kind that the checker took for `any` and that turned out to be another. */
function nothing(type: Type): TypedPattern {
  return { kind: "or", type, options: [] };
}

/** Whether no value can match; such a pattern binds nothing. */
export function isNothing(pattern: TypedPattern): boolean {
  switch (pattern.kind) {
    case "or":
      return pattern.options.every(isNothing);
    case "some":
    case "any-is":
      return isNothing(pattern.inner);
    case "variant":
      return pattern.fields.some(isNothing);
    case "list":
      return pattern.items.some(isNothing);
    default:
      return false;
  }
}

/** Wraps a pattern for the payload into one for the whole type. */
function inside(type: Type, target: Type, make: (type: Type) => TypedPattern): TypedPattern {
  if (type.kind === "option") {
    return { kind: "some", type, inner: inside(type.inner, target, make) };
  }
  if (type.kind === "any") {
    return { kind: "any-is", type, target, inner: make(target) };
  }
  return make(type);
}

function literalPattern(cx: Cx, pattern: Extract<Pattern, { kind: "pattern-literal" }>, type: Type): TypedPattern {
  const value = typeExpression(cx, pattern.value, plainType(type));
  return inside(type, value.type, (payload) => {
    const numbers = numericJoin(payload, value.type) !== undefined;
    if (!numbers && plainType(payload).kind !== plainType(value.type).kind) {
      return nothing(payload);
    }
    const fitting = payload.kind === "float" && value.kind === "int" ? convert(cx, value, floatType) : value;
    return { kind: "literal", type: payload, value: payload.kind === value.type.kind || !numbers ? fitting : convert(cx, fitting, payload) };
  });
}

function namePattern(cx: Cx, pattern: Extract<Pattern, { kind: "pattern-name" }>, type: Type, noneSeen: boolean): TypedPattern {
  const name = pattern.name.text;
  if (name === "_") {
    return { kind: "wildcard", type };
  }
  const declaration = lookUpLocal(cx, name) === undefined || lookUpVariant(cx, name) !== undefined ? lookUpVariant(cx, name) : undefined;
  if (declaration !== undefined) {
    return structPattern(type, declaration, declaration.fields.map((field) => ({ kind: "wildcard", type: field.type })));
  }
  if (isNonePattern(cx, pattern)) {
    return nonePattern(type);
  }
  if (noneSeen && type.kind === "option") {
    return { kind: "some", type, inner: bindPattern(cx, pattern, name, type.inner) };
  }
  return bindPattern(cx, pattern, name, type);
}

function bindPattern(cx: Cx, node: { readonly span: Pattern["span"] }, name: string, type: Type): TypedPattern {
  return { kind: "bind", type, local: bindName(cx, node, name, type) };
}

function bindName(cx: Cx, node: { readonly span: Pattern["span"] }, name: string, type: Type): Local {
  const slot = localSlot(cx, node, name, node.span);
  widenSlot(slot, type, true, node.span);
  const local: Local = { ...newLocal(cx, slot, "pattern"), type };
  cx.scope.names.set(name, { kind: "local", local, slot: undefined });
  return local;
}

function patternDeclaration(cx: Cx, pattern: Extract<Pattern, { kind: "pattern-variant" }>): StructDeclaration | undefined {
  if (pattern.qualifier === undefined) {
    return lookUpVariant(cx, pattern.name.text);
  }
  const module = lookUp(cx, pattern.qualifier.text);
  const member = module?.kind === "module" ? lookUpExport(cx, module.index, pattern.name.text) : undefined;
  return member?.kind === "variant" ? member.declaration : undefined;
}

function variantPattern(cx: Cx, pattern: Extract<Pattern, { kind: "pattern-variant" }>, declaration: StructDeclaration, type: Type): TypedPattern {
  const fields = declaration.fields.map((field, index): TypedPattern => {
    const sub = pattern.positional[index] ?? pattern.named.find((named) => named.name.text === field.name)?.pattern;
    return sub === undefined ? { kind: "wildcard", type: field.type } : typePattern(cx, sub, field.type);
  });
  return structPattern(type, declaration, fields);
}

function structPattern(type: Type, declaration: StructDeclaration, fields: readonly TypedPattern[]): TypedPattern {
  return inside(type, typeOfDeclaration(declaration), (payload) => {
    const possible = payload.kind === "union" ? payload.declaration === declaration.union : payload.kind === "struct" && payload.declaration === declaration;
    return possible ? { kind: "variant", type: payload, declaration, fields } : nothing(payload);
  });
}

function listPattern(cx: Cx, pattern: Extract<Pattern, { kind: "pattern-list" }>, type: Type): TypedPattern {
  return inside(type, listOf(anyType), (payload) => {
    if (payload.kind !== "list") {
      return nothing(payload);
    }
    const items = pattern.items.map((item) => typePattern(cx, item, payload.element));
    if (pattern.rest === undefined) {
      return { kind: "list", type: payload, items };
    }
    const rest = pattern.rest.text === "_" ? ("ignored" as const) : bindName(cx, pattern.rest, pattern.rest.text, payload);
    return { kind: "list", type: payload, items, rest };
  });
}

/** The alternatives bind the same names: to the locals of the first. */
function orOptions(cx: Cx, options: readonly Pattern[], type: Type, noneSeen: boolean): readonly TypedPattern[] {
  const names = new Map<string, Local>();
  return options.map((option, index) => {
    const typed = typePattern(cx, option, type, noneSeen);
    if (index === 0) {
      collectLocals(typed, names);
      return typed;
    }
    const renamed = withLocals(typed, names);
    for (const [name, local] of names) {
      cx.scope.names.set(name, { kind: "local", local, slot: undefined });
    }
    return renamed;
  });
}

function collectLocals(pattern: TypedPattern, names: Map<string, Local>): void {
  switch (pattern.kind) {
    case "bind":
      names.set(pattern.local.name, pattern.local);
      return;
    case "some":
    case "any-is":
      collectLocals(pattern.inner, names);
      return;
    case "variant":
      pattern.fields.forEach((field) => collectLocals(field, names));
      return;
    case "list":
      pattern.items.forEach((item) => collectLocals(item, names));
      if (pattern.rest !== undefined && pattern.rest !== "ignored") {
        names.set(pattern.rest.name, pattern.rest);
      }
      return;
    case "or":
      pattern.options.forEach((option) => collectLocals(option, names));
      return;
    default:
      return;
  }
}

function withLocals(pattern: TypedPattern, names: ReadonlyMap<string, Local>): TypedPattern {
  switch (pattern.kind) {
    case "bind":
      return { ...pattern, local: names.get(pattern.local.name) ?? pattern.local };
    case "some":
    case "any-is":
      return { ...pattern, inner: withLocals(pattern.inner, names) };
    case "variant":
      return { ...pattern, fields: pattern.fields.map((field) => withLocals(field, names)) };
    case "list": {
      const items = pattern.items.map((item) => withLocals(item, names));
      const rest = pattern.rest === undefined || pattern.rest === "ignored" ? pattern.rest : (names.get(pattern.rest.name) ?? pattern.rest);
      return { ...pattern, items, ...(rest === undefined ? {} : { rest }) };
    }
    case "or":
      return { ...pattern, options: pattern.options.map((option) => withLocals(option, names)) };
    default:
      return pattern;
  }
}

// ---------------------------------------------------------------- coverage

/** Whether every value of the type is taken by one of the (unguarded) patterns. Errs towards no. */
export function coversAll(patterns: readonly TypedPattern[], type: Type): boolean {
  const flat = patterns.flatMap((pattern) => (pattern.kind === "or" ? pattern.options : [pattern]));
  if (flat.some((pattern) => pattern.kind === "wildcard" || pattern.kind === "bind")) {
    return true;
  }
  switch (type.kind) {
    case "never":
      return true;
    case "option": {
      const payloads = flat.flatMap((pattern) => (pattern.kind === "some" ? [pattern.inner] : []));
      return flat.some((pattern) => pattern.kind === "none") && coversAll(payloads, type.inner);
    }
    case "bool":
      return [true, false].every((value) => flat.some((pattern) => pattern.kind === "literal" && pattern.value.kind === "bool" && pattern.value.value === value));
    case "union":
      return coversVariants(flat, type.declaration.variants);
    case "struct":
      return coversVariants(flat, [type.declaration]);
    case "list":
      return coversLists(flat);
    default:
      return false;
  }
}

/** Exact for patterns that refine at most one and the same field. */
function coversVariants(patterns: readonly TypedPattern[], variants: readonly StructDeclaration[]): boolean {
  const rows = new Map<StructDeclaration, (readonly TypedPattern[])[]>(variants.map((variant) => [variant, []]));
  for (const pattern of patterns) {
    if (pattern.kind === "variant") {
      rows.get(pattern.declaration)?.push(pattern.fields);
    }
  }
  return variants.every((variant) => coversRows(rows.get(variant) ?? [], variant.fields.map((field) => field.type)));
}

/** Whether the rows of sub-patterns cover the product of the types: the first column is split, the rest recurs. */
function coversRows(rows: readonly (readonly TypedPattern[])[], types: readonly Type[]): boolean {
  const [type, ...rest] = types;
  if (type === undefined) {
    return rows.length > 0;
  }
  const general = rows.filter(([first]) => first !== undefined && coversAll([first], type));
  if (general.length > 0 && coversRows(general.map((row) => row.slice(1)), rest)) {
    return true;
  }
  // Rows that agree on the rest cover it together.
  const whole = rows.filter((row) => row.slice(1).every((pattern, index) => coversAll([pattern], rest[index] ?? boolType)));
  return whole.length > 0 && coversAll(whole.flatMap((row) => row.slice(0, 1)), type);
}

/** `[]` with `[first, ...rest]`, or any list of lengths up to an open one. */
function coversLists(patterns: readonly TypedPattern[]): boolean {
  const shapes = patterns.flatMap((pattern) => (pattern.kind === "list" && pattern.items.every(isGeneral) ? [pattern] : []));
  const open = Math.min(...shapes.filter((shape) => shape.rest !== undefined).map((shape) => shape.items.length));
  if (!Number.isFinite(open)) {
    return false;
  }
  return Array.from({ length: open }, (_, length) => length).every((length) => shapes.some((shape) => shape.rest === undefined && shape.items.length === length));
}

function isGeneral(pattern: TypedPattern): boolean {
  return pattern.kind === "wildcard" || pattern.kind === "bind";
}
