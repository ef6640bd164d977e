// What can follow a value: `x[i]`, `x[a:b]`, `x.f`, `x?.f`, `x?[i]` and `x as T`. Calls are in
// check-call.ts.
//
// Positions: a bad index stands at `[`, a bad cast at `as`, anything wrong with a field at the
// start of the whole path, and a type that can't be indexed at the start of its expression.

import type { Span } from "../source/span.ts";
import type { CastExpression, Expression, FieldExpression, IndexExpression, SliceExpression } from "../syntax/ast.ts";
import { isInteger, isNumeric } from "../types/numeric.ts";
import { errorType, maybe, passes } from "../types/subtype.ts";
import { anyType, intType, listOf, stringType, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { checkAny, inferExpression } from "./check-expression.ts";
import { checkMember, methodType } from "./check-member.ts";
import { isNarrowed } from "./check-operator.ts";
import { fail, markUsed, typeOf, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { lookup } from "./scope.ts";

// ---------------------------------------------------------------- indexes and slices

/** The type of `x[i]` or `x?[i]`. */
export function checkIndex(cx: Checker, node: IndexExpression): Type {
  const receiver = inferExpression(cx, node.receiver);
  if (node.safe) {
    return checkSafeIndex(cx, node, receiver);
  }
  return checkIndexOn(cx, node, receiver, node.receiver.span, true);
}

/**
 * The type of one index step on a receiver; a map's value is optional when it is `read`.
 * `place` is where a receiver without indexes is reported.
 */
export function checkIndexOn(cx: Checker, node: IndexExpression, receiver: Type, place: Span, read: boolean): Type {
  switch (receiver.kind) {
    case "list":
    case "string":
      checkIntIndex(cx, node.index, node.openSpan);
      return receiver.kind === "list" ? receiver.element : stringType;
    case "map":
      checkKey(cx, node.index, receiver.key, node.openSpan);
      return read ? maybe(receiver.value) : receiver.value;
    case "any":
      checkAny(cx, node.index);
      return receiver;
    default:
      fail(cx, "T018", place, [receiver]);
      checkAny(cx, node.index);
      return errorType;
  }
}

function checkSafeIndex(cx: Checker, node: IndexExpression, receiver: Type): Type {
  // The step begins with its question mark, right behind the receiver.
  const safePlace = { file: node.span.file, start: node.receiver.span.end, end: node.span.end };
  const inner = safeInner(cx, node.receiver, receiver);
  if (inner === undefined) {
    fail(cx, "T062", safePlace, [receiver]);
    checkAny(cx, node.index);
    return errorType;
  }
  switch (inner.kind) {
    case "list":
    case "string":
      checkIntIndex(cx, node.index, safePlace);
      return maybe(inner.kind === "list" ? inner.element : inner);
    case "map":
      checkKey(cx, node.index, inner.key, safePlace);
      return maybe(inner.value);
    case "any":
      checkAny(cx, node.index);
      return maybe(inner);
    default:
      checkAny(cx, node.index);
      fail(cx, "T063", safePlace, [inner]);
      return errorType;
  }
}

/** What is inside the option that `?.` or `?[` opens; undefined when the receiver is none. */
function safeInner(cx: Checker, receiver: Expression, type: Type): Type | undefined {
  if (type.kind === "option") {
    return type.inner;
  }
  return type.kind === "any" || isNarrowed(cx, receiver) ? type : undefined;
}

function checkIntIndex(cx: Checker, index: Expression, place: Span): void {
  const type = inferExpression(cx, index);
  if (!unifies(type, intType) && !isInteger(type)) {
    fail(cx, "T015", place);
  }
}

function checkKey(cx: Checker, index: Expression, key: Type, place: Span): void {
  const type = inferExpression(cx, index);
  if (!unifies(type, key)) {
    fail(cx, "T019", place, [key, type]);
  }
}

/** The type of `x[a:b:c]`. */
export function checkSlice(cx: Checker, node: SliceExpression): Type {
  const receiver = inferExpression(cx, node.receiver);
  const bounds = [node.start, node.end, node.step].filter((bound) => bound !== undefined);
  switch (receiver.kind) {
    case "list":
    case "string":
      bounds.forEach((bound) => checkIntIndex(cx, bound, node.openSpan));
      return receiver;
    case "any":
      bounds.forEach((bound) => checkAny(cx, bound));
      return receiver;
    case "map":
      fail(cx, "T017", node.openSpan);
      bounds.forEach((bound) => checkAny(cx, bound));
      return errorType;
    default:
      fail(cx, "T018", node.receiver.span, [receiver]);
      bounds.forEach((bound) => checkAny(cx, bound));
      return errorType;
  }
}

// ---------------------------------------------------------------- fields

/** The type of `x.name` or `x?.name` where it is not called. */
export function checkField(cx: Checker, node: FieldExpression): Type {
  const dotted = dottedName(node);
  const extern = dotted === undefined ? undefined : lookup(cx.scope, dotted);
  if (extern !== undefined && extern.kind === "extern") {
    markUsed(cx, extern);
    return extern.seen;
  }
  const member = checkMember(cx, node);
  if (member !== undefined) {
    return member;
  }
  const receiver = inferExpression(cx, node.receiver);
  return node.safe ? checkSafeField(cx, node, receiver) : fieldOf(cx, receiver, node);
}

function checkSafeField(cx: Checker, node: FieldExpression, receiver: Type): Type {
  const place = { file: node.span.file, start: node.receiver.span.end, end: node.name.span.end };
  const inner = safeInner(cx, node.receiver, receiver);
  if (inner === undefined) {
    fail(cx, "T060", place, [node.name.text, receiver]);
    return errorType;
  }
  switch (inner.kind) {
    case "any":
      return maybe(inner);
    case "struct":
    case "record": {
      const found = structMember(cx, inner, node.name.text);
      if (found === undefined) {
        fail(cx, "T026", place, [node.name.text, inner], { notes: didYouMean(node.name.text, memberNames(inner)) });
        return errorType;
      }
      return maybe(found);
    }
    case "map":
      if (unifies(inner.key, stringType)) {
        return maybe(inner.value);
      }
      break;
    default:
      break;
  }
  fail(cx, "T061", place, [node.name.text, inner]);
  return errorType;
}

/** The type of a field of a value; reports at the start of the path. */
export function fieldOf(cx: Checker, receiver: Type, node: FieldExpression): Type {
  const name = node.name.text;
  switch (receiver.kind) {
    case "any":
      return receiver;
    case "option":
      fail(cx, "T058", node.span, [describe(node.receiver)]);
      return errorType;
    case "struct":
    case "record": {
      const found = structMember(cx, receiver, name);
      if (found === undefined) {
        fail(cx, "T026", node.span, [name, receiver], { notes: didYouMean(name, memberNames(receiver)) });
        return errorType;
      }
      return found;
    }
    case "group":
      if (name === "key") {
        return receiver.key;
      }
      if (name === "items") {
        return listOf(receiver.element);
      }
      return name === "count" ? intType : groupKey(receiver.key, name);
    case "map":
      if (unifies(receiver.key, stringType)) {
        return receiver.value;
      }
      break;
    default:
      break;
  }
  fail(cx, "T027", node.span, [receiver]);
  return errorType;
}

/** With several keys, each is a field of the group too. */
function groupKey(key: Type, name: string): Type {
  const field = key.kind === "record" ? key.fields.find((candidate) => candidate.name === name) : undefined;
  return field?.type ?? anyType;
}

/** A field or method of a struct, or a field of an inline record. */
export function structMember(cx: Checker, type: Type & { readonly kind: "struct" | "record" }, name: string): Type | undefined {
  const fields = type.kind === "struct" ? type.declaration.fields : type.fields;
  const field = fields.find((candidate) => candidate.name === name);
  if (field !== undefined) {
    return field.type;
  }
  const method = type.kind === "struct" ? type.declaration.methods.get(name) : undefined;
  return method === undefined || type.kind !== "struct" ? undefined : methodType(cx, type.declaration, method);
}

export function memberNames(type: Type & { readonly kind: "struct" | "record" }): string[] {
  const fields = (type.kind === "struct" ? type.declaration.fields : type.fields).map((field) => field.name);
  return type.kind === "struct" ? [...fields, ...type.declaration.methods.keys()] : fields;
}

/** `a.b.c` of names and fields alone, else undefined. Longer paths are no names of anything. */
export function dottedName(node: Expression): string | undefined {
  const parts: string[] = [];
  let at: Expression = node;
  while (at.kind === "field" && !at.safe && parts.length < longestPath) {
    parts.push(at.name.text);
    at = at.receiver;
  }
  return at.kind === "name" ? [at.name, ...parts.reverse()].join(".") : undefined;
}

const longestPath = 32;

/** A short name of a value for a message: `a.b`, `xs[...]`, `f(...)`. */
export function describe(node: Expression): string {
  const steps: string[] = [];
  let at = node;
  while (steps.length < longestPath) {
    switch (at.kind) {
      case "field":
        steps.push(`${at.safe ? "?." : "."}${at.name.text}`);
        at = at.receiver;
        continue;
      case "index":
        steps.push(at.safe ? "?[...]" : "[...]");
        at = at.receiver;
        continue;
      case "slice":
        steps.push("[...]");
        at = at.receiver;
        continue;
      case "call":
        steps.push("(...)");
        at = at.callee;
        continue;
      case "paren":
        at = at.inner;
        continue;
      case "name":
        return at.name + steps.reverse().join("");
      default:
        return `(...)${steps.reverse().join("")}`;
    }
  }
  return `...${steps.reverse().join("")}`;
}

// ---------------------------------------------------------------- casts

/** The type of `x as T`. */
export function checkCast(cx: Checker, node: CastExpression): Type {
  const to = typeOf(cx, node.type);
  const literal = node.value.kind === "list" || node.value.kind === "map" || node.value.kind === "set";
  const from = inferExpression(cx, node.value, literal && to.kind !== "record" ? to : undefined);
  if (!isCastable(from, to) && !(literal && passes(from, to))) {
    fail(cx, "T046", node.asSpan, [from, to]);
  }
  return to;
}

/** Casts that mean something at run time: within numbers, into and out of `any`, union to variant, map to struct. */
export function isCastable(from: Type, to: Type): boolean {
  if (from.kind === "any" || to.kind === "any" || from.kind === "never") {
    return true;
  }
  if ((isNumeric(from) || from.kind === "duration") && (isNumeric(to) || to.kind === "duration")) {
    return from.kind !== "duration" || to.kind === "duration" || isInteger(to);
  }
  switch (from.kind) {
    case "union":
      return to.kind === "struct" || to.kind === "union" ? unifies(from, to) : false;
    case "map":
      return to.kind === "struct" || to.kind === "record" || sameShape(from, to);
    case "struct":
      return unifies(from, to);
    default:
      return sameShape(from, to);
  }
}

/** Equal types, but for what an empty literal left open. */
function sameShape(from: Type, to: Type): boolean {
  switch (from.kind) {
    case "list":
    case "set":
    case "channel":
    case "stream":
      return to.kind === from.kind && sameElement(from.element, to.element);
    case "map":
      return to.kind === "map" && sameElement(from.key, to.key) && sameElement(from.value, to.value);
    case "option":
      return to.kind === "option" && sameElement(from.inner, to.inner);
    case "fun":
      return to.kind === "fun" && unifies(from, to);
    default:
      return from.kind === to.kind && unifies(from, to);
  }
}

function sameElement(from: Type, to: Type): boolean {
  return from.kind === "any" || to.kind === "any" ? from.kind === to.kind : sameShape(from, to) || (from.kind === "struct" && unifies(from, to));
}
