// Two ways to ask whether two types can be one.
//
// `unifies` is the lenient question of most expressions: `any` matches everything, a variant
// matches its union, numbers match as the reference lets them (the pair is tried as given: int
// with bigint, but bigrat only from the left). `unifyInto` is Robinson's unification with an
// occurs check, for the calls of generic functions: it binds variables and is strict otherwise.

import { substitute } from "./substitute.ts";
import type { StructDeclaration, Type, UnionDeclaration } from "./type.ts";

/** Whether a value of one type may stand where the other is, without binding anything. */
export function unifies(left: Type, right: Type): boolean {
  if (left === right || right.kind === "any" || left.kind === "any" || left.kind === "never" || right.kind === "never") {
    return true;
  }
  switch (left.kind) {
    case "int":
      return right.kind === "int" || right.kind === "bigint";
    case "int64":
      return right.kind === "int64" || right.kind === "int";
    case "bigint":
      return right.kind === "bigint" || right.kind === "int" || right.kind === "int64";
    case "bigrat":
      return right.kind === "bigrat" || right.kind === "float" || right.kind === "int" || right.kind === "int64" || right.kind === "bigint";
    case "list":
    case "set":
    case "channel":
    case "stream":
      return right.kind === left.kind && unifies(left.element, right.element);
    case "map":
      return right.kind === "map" && unifies(left.key, right.key) && unifies(left.value, right.value);
    case "option":
      return right.kind === "option" && unifies(left.inner, right.inner);
    case "group":
      return right.kind === "group" && unifies(left.key, right.key) && unifies(left.element, right.element);
    case "fun":
      return (
        right.kind === "fun" &&
        left.params.length === right.params.length &&
        (left.variadic === undefined) === (right.variadic === undefined) &&
        left.params.every((param, index) => unifies(param, right.params[index] ?? param)) &&
        unifies(left.result, right.result)
      );
    case "struct":
      return unifiesStruct(left.declaration, right);
    case "union":
      if (right.kind === "union") {
        return left.declaration === right.declaration;
      }
      return right.kind === "struct" && isVariantOf(right.declaration, left.declaration);
    case "record":
      return (right.kind === "record" || right.kind === "struct") && unifiesFields(left.fields, right.kind === "record" ? right.fields : right.declaration.fields);
    case "variable":
      return right.kind === "variable" && left.id === right.id;
    default:
      return left.kind === right.kind;
  }
}

function unifiesStruct(left: StructDeclaration, right: Type): boolean {
  switch (right.kind) {
    case "struct":
      return left === right.declaration;
    case "union":
      return isVariantOf(left, right.declaration);
    case "record":
      return unifiesFields(left.fields, right.fields);
    default:
      return false;
  }
}

function unifiesFields(left: StructDeclaration["fields"], right: StructDeclaration["fields"]): boolean {
  return left.length === right.length && left.every((field) => right.some((other) => other.name === field.name && unifies(field.type, other.type)));
}

/** Whether a struct declaration is one of a union's variants. */
export function isVariantOf(variant: StructDeclaration, union: UnionDeclaration): boolean {
  return variant.union === union;
}

/** Fresh variables and those of the builtin table have negative ids; a declared `T` is rigid. */
function flexibleId(type: Type): number | undefined {
  return type.kind === "variable" && type.id < 0 ? type.id : undefined;
}

/**
 * Binds flexible variables so that both types become equal; `any` on one side agrees with everything
 * but a variable, which it binds. Returns false at the first disagreement, with `bindings` half extended:
 * pass a copy to keep the old ones.
 */
export function unifyInto(left: Type, right: Type, bindings: Map<number, Type>): boolean {
  const a = substitute(left, bindings);
  const b = substitute(right, bindings);
  const leftId = flexibleId(a);
  const rightId = flexibleId(b);
  if (leftId !== undefined) {
    return leftId === rightId || bind(leftId, b, bindings);
  }
  if (rightId !== undefined) {
    return bind(rightId, a, bindings);
  }
  if (a === b || a.kind === "any" || b.kind === "any" || a.kind === "never" || b.kind === "never") {
    return true;
  }
  switch (a.kind) {
    case "list":
    case "set":
    case "channel":
    case "stream":
      return b.kind === a.kind && unifyInto(a.element, b.element, bindings);
    case "map":
      return b.kind === "map" && unifyInto(a.key, b.key, bindings) && unifyInto(a.value, b.value, bindings);
    case "option":
      return b.kind === "option" && unifyInto(a.inner, b.inner, bindings);
    case "group":
      return b.kind === "group" && unifyInto(a.key, b.key, bindings) && unifyInto(a.element, b.element, bindings);
    case "fun":
      return (
        b.kind === "fun" &&
        a.params.length === b.params.length &&
        (a.variadic === undefined) === (b.variadic === undefined) &&
        a.params.every((param, index) => unifyInto(param, b.params[index] ?? param, bindings)) &&
        unifyInto(a.result, b.result, bindings)
      );
    case "struct":
      return b.kind === "struct" && a.declaration === b.declaration;
    case "union":
      return b.kind === "union" && a.declaration === b.declaration;
    case "record":
      return (
        b.kind === "record" &&
        a.fields.length === b.fields.length &&
        a.fields.every((field) => {
          const other = b.fields.find((candidate) => candidate.name === field.name);
          return other !== undefined && unifyInto(field.type, other.type, bindings);
        })
      );
    case "variable":
      return b.kind === "variable" && a.id === b.id;
    default:
      return a.kind === b.kind;
  }
}

function bind(id: number, type: Type, bindings: Map<number, Type>): boolean {
  if (mentions(type, id, bindings)) {
    return false;
  }
  bindings.set(id, type);
  return true;
}

/** The occurs check, through the bindings made so far. */
function mentions(type: Type, id: number, bindings: ReadonlyMap<number, Type>): boolean {
  switch (type.kind) {
    case "variable": {
      if (type.id === id) {
        return true;
      }
      const image = bindings.get(type.id);
      return image !== undefined && mentions(image, id, bindings);
    }
    case "list":
    case "set":
    case "channel":
    case "stream":
      return mentions(type.element, id, bindings);
    case "map":
      return mentions(type.key, id, bindings) || mentions(type.value, id, bindings);
    case "option":
      return mentions(type.inner, id, bindings);
    case "group":
      return mentions(type.key, id, bindings) || mentions(type.element, id, bindings);
    case "fun":
      return (
        type.params.some((param) => mentions(param, id, bindings)) ||
        mentions(type.result, id, bindings) ||
        (type.variadic !== undefined && mentions(type.variadic, id, bindings))
      );
    case "record":
      return type.fields.some((field) => mentions(field.type, id, bindings));
    default:
      return false;
  }
}
