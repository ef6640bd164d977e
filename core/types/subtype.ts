// In which direction a value may flow.
//
// `isSubtype` is strict, `isAssignable` adds the wrap of `T` into `T?` and lets the unknown
// element of an empty literal become anything: that is what an annotated `let` asks. `passes` is
// what arguments, fields, returns and elements ask: `any` comes through in both directions (the
// compiler inserts a checked cast), numbers widen, `T` becomes `T?`, but a list of one element
// type is no list of another. `joinTypes` is the type of a value that may be either.

import { isNumeric, numericJoin } from "./numeric.ts";
import { optionOf, sameType, type StructDeclaration, type Type } from "./type.ts";
import { isVariantOf, unifies } from "./unify.ts";

/** The element of an empty literal: behaves as `any`, but a use may still say what it is. */
export const unknownElement: Type = { kind: "any" };

/** The type of an expression that was already reported: nothing follows from it. */
export const errorType: Type = { kind: "any" };

/** Strict subtyping: `any` is the top and not the bottom. */
export function isSubtype(source: Type, target: Type): boolean {
  if (target.kind === "any" || source === target) {
    return true;
  }
  switch (source.kind) {
    case "never":
      return true;
    case "int":
      return target.kind === "int" || target.kind === "int64" || target.kind === "bigint" || target.kind === "bigrat";
    case "int64":
      return target.kind === "int64" || target.kind === "bigint" || target.kind === "bigrat";
    case "bigint":
      return target.kind === "bigint" || target.kind === "bigrat";
    case "float":
      return target.kind === "float" || target.kind === "bigrat";
    case "list":
      return target.kind === "list" && isSubtype(source.element, target.element);
    case "option":
      return target.kind === "option" && isSubtype(source.inner, target.inner);
    case "struct":
      if (target.kind === "union") {
        return isVariantOf(source.declaration, target.declaration);
      }
      return target.kind === "struct" && source.declaration === target.declaration;
    case "fun":
      return (
        target.kind === "fun" &&
        source.params.length === target.params.length &&
        (source.variadic === undefined) === (target.variadic === undefined) &&
        source.params.every((param, index) => isSubtype(target.params[index] ?? param, param)) &&
        isSubtype(source.result, target.result)
      );
    default:
      return sameType(source, target);
  }
}

/** Whether a value may initialise a variable that is declared with a type. */
export function isAssignable(source: Type, target: Type): boolean {
  return assignable(source, target, false);
}

function assignable(source: Type, target: Type, inElement: boolean): boolean {
  if (target.kind === "any" || (inElement && source.kind === "any") || source === errorType) {
    return true;
  }
  if (source.kind === "list" && target.kind === "list") {
    return assignable(source.element, target.element, true);
  }
  if (source.kind === "set" && target.kind === "set") {
    return assignable(source.element, target.element, true);
  }
  if (source.kind === "map" && target.kind === "map") {
    return assignable(source.key, target.key, true) && assignable(source.value, target.value, true);
  }
  if (source.kind === "option" && target.kind === "option") {
    return assignable(source.inner, target.inner, true);
  }
  if (target.kind === "option" && source.kind !== "option") {
    return assignable(source, target.inner, inElement);
  }
  if (source.kind === "record" || target.kind === "record") {
    return unifies(source, target);
  }
  return isSubtype(source, target);
}

/** What an expression with an expected type must satisfy; else T008 stands at the expression. */
export function fits(actual: Type, expected: Type): boolean {
  return unifies(actual, expected) || isAssignable(actual, expected);
}

/** Whether an argument, a returned value or an element arrives as the expected type. */
export function passes(actual: Type, expected: Type): boolean {
  return unifies(actual, expected) || widens(actual, expected);
}

/** The conversions that the compiler makes silently: numbers grow, `T` becomes `T?`. */
export function widens(actual: Type, expected: Type): boolean {
  if (expected.kind === "option") {
    return passes(actual.kind === "option" ? actual.inner : actual, expected.inner);
  }
  return isNumeric(actual) && isSubtype(actual, expected);
}

/** The type of `none`: an option of whatever is asked for. */
export const noneType: Type = { kind: "option", inner: { kind: "any" } };

/** `T?` as the checker sees it: an option of `any` stays one, so that it still has to be tested. */
export function maybe(type: Type): Type {
  return type.kind === "option" || type === errorType ? type : { kind: "option", inner: type };
}

/** The one type of a value that has either type, if the language knows one. */
export function joinTypes(left: Type, right: Type): Type | undefined {
  if (left === right || right === errorType || right.kind === "never") {
    return left;
  }
  if (left === errorType || left.kind === "never" || left === unknownElement) {
    return right;
  }
  if (right === unknownElement) {
    return left;
  }
  if (left.kind === "option" || right.kind === "option") {
    const inner = joinTypes(left.kind === "option" ? left.inner : left, right.kind === "option" ? right.inner : right);
    if (inner === undefined) {
      return undefined;
    }
    // `none` alone is option[any]: the other side knows what is inside.
    const known = left.kind === "option" && left.inner.kind === "any" ? (right.kind === "option" ? right.inner : right) : inner;
    return optionOf(known);
  }
  if (isNumeric(left) && isNumeric(right)) {
    if (left.kind !== right.kind && (left.kind === "float" || right.kind === "float")) {
      return undefined;
    }
    return numericJoin(left, right);
  }
  const union = commonUnion(left, right);
  if (union !== undefined) {
    return union;
  }
  if (!unifies(left, right)) {
    return undefined;
  }
  return containsUnknown(left) && !containsUnknown(right) ? right : left;
}

function commonUnion(left: Type, right: Type): Type | undefined {
  const declaration = left.kind === "union" ? left.declaration : left.kind === "struct" ? left.declaration.union : undefined;
  const other = right.kind === "union" ? right.declaration : right.kind === "struct" ? right.declaration.union : undefined;
  if (declaration === undefined || declaration !== other) {
    return undefined;
  }
  const same = left.kind === "struct" && right.kind === "struct" && left.declaration === right.declaration;
  return same ? left : { kind: "union", declaration };
}

/** Whether a type is or contains the element of an empty literal. */
export function containsUnknown(type: Type): boolean {
  switch (type.kind) {
    case "list":
    case "set":
    case "channel":
      return containsUnknown(type.element);
    case "map":
      return containsUnknown(type.key) || containsUnknown(type.value);
    case "option":
      return containsUnknown(type.inner);
    default:
      return type === unknownElement || type === errorType;
  }
}

/** Whether a type is or contains `any`; fields of structs do not count. */
export function containsAny(type: Type): boolean {
  switch (type.kind) {
    case "any":
      return true;
    case "list":
    case "set":
    case "channel":
    case "stream":
      return containsAny(type.element);
    case "map":
      return containsAny(type.key) || containsAny(type.value);
    case "option":
      return containsAny(type.inner);
    case "group":
      return containsAny(type.key) || containsAny(type.element);
    case "record":
      return type.fields.some((field) => containsAny(field.type));
    default:
      return false;
  }
}

/** Whether values of a type share their storage when they are copied. */
export function isAggregate(type: Type): boolean {
  return type.kind === "list" || type.kind === "map" || type.kind === "struct" || type.kind === "set";
}

/** Whether values of a type can be sorted and used as a key of `sort by`. */
export function isOrdered(type: Type): boolean {
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
    case "float":
    case "bigint":
    case "bigrat":
    case "string":
    case "bool":
      return true;
    case "list":
      return type.element.kind === "any" || isOrdered(type.element);
    default:
      return false;
  }
}

/** Whether `select distinct` can compare values of a type. Each declaration is looked at once. */
export function isHashable(type: Type, seen: Set<StructDeclaration> = new Set()): boolean {
  switch (type.kind) {
    case "fun":
    case "group":
    case "channel":
    case "stream":
    case "variable":
      return false;
    case "list":
    case "set":
      return isHashable(type.element, seen);
    case "map":
      return isHashable(type.key, seen) && isHashable(type.value, seen);
    case "option":
      return isHashable(type.inner, seen);
    case "record":
      return type.fields.every((field) => isHashable(field.type, seen));
    case "struct": {
      const { declaration } = type;
      if (seen.has(declaration)) {
        return true;
      }
      seen.add(declaration);
      return declaration.fields.every((field) => isHashable(field.type, seen));
    }
    case "union":
      return type.declaration.variants.every((variant) => isHashable({ kind: "struct", declaration: variant }, seen));
    default:
      return true;
  }
}
