// Type variables and their replacement.
//
// A substitution maps variable ids to types; images may mention further variables and are chased,
// so applying one is idempotent. Bindings are only ever made after an occurs check (unify.ts), so
// chasing ends. Types without variables come back as the same object.

import type { Type } from "./type.ts";

export type TypeVariable = Type & { readonly kind: "variable" };

/** Variable id → type. */
export type Substitution = ReadonlyMap<number, Type>;

/** The type with every bound variable replaced. */
export function substitute(type: Type, bindings: Substitution): Type {
  if (bindings.size === 0) {
    return type;
  }
  switch (type.kind) {
    case "variable": {
      const image = bindings.get(type.id);
      return image === undefined ? type : substitute(image, bindings);
    }
    case "list":
    case "set":
    case "channel":
    case "stream": {
      const element = substitute(type.element, bindings);
      return element === type.element ? type : { kind: type.kind, element };
    }
    case "map": {
      const key = substitute(type.key, bindings);
      const value = substitute(type.value, bindings);
      return key === type.key && value === type.value ? type : { kind: "map", key, value };
    }
    case "option": {
      const inner = substitute(type.inner, bindings);
      if (inner === type.inner) {
        return type;
      }
      return inner.kind === "option" || inner.kind === "any" ? inner : { kind: "option", inner };
    }
    case "group": {
      const key = substitute(type.key, bindings);
      const element = substitute(type.element, bindings);
      return key === type.key && element === type.element ? type : { kind: "group", key, element };
    }
    case "fun": {
      const params = type.params.map((param) => substitute(param, bindings));
      const result = substitute(type.result, bindings);
      const variadic = type.variadic === undefined ? undefined : substitute(type.variadic, bindings);
      if (result === type.result && variadic === type.variadic && params.every((param, index) => param === type.params[index])) {
        return type;
      }
      return { ...type, params, result, ...(variadic === undefined ? {} : { variadic }) };
    }
    case "record": {
      const fields = type.fields.map((field) => ({ name: field.name, type: substitute(field.type, bindings) }));
      return fields.every((field, index) => field.type === type.fields[index]?.type) ? type : { ...type, fields };
    }
    default:
      return type;
  }
}

/** The variables that a type mentions, in order of first appearance. */
export function freeVariables(type: Type, into: TypeVariable[] = []): TypeVariable[] {
  switch (type.kind) {
    case "variable":
      if (!into.some((known) => known.id === type.id)) {
        into.push(type);
      }
      break;
    case "list":
    case "set":
    case "channel":
    case "stream":
      freeVariables(type.element, into);
      break;
    case "map":
      freeVariables(type.key, into);
      freeVariables(type.value, into);
      break;
    case "option":
      freeVariables(type.inner, into);
      break;
    case "group":
      freeVariables(type.key, into);
      freeVariables(type.element, into);
      break;
    case "fun":
      for (const param of type.params) {
        freeVariables(param, into);
      }
      if (type.variadic !== undefined) {
        freeVariables(type.variadic, into);
      }
      freeVariables(type.result, into);
      break;
    case "record":
      for (const field of type.fields) {
        freeVariables(field.type, into);
      }
      break;
    default:
      break;
  }
  return into;
}

/** Whether a type mentions any variable. */
export function hasVariables(type: Type): boolean {
  switch (type.kind) {
    case "variable":
      return true;
    case "list":
    case "set":
    case "channel":
    case "stream":
      return hasVariables(type.element);
    case "map":
      return hasVariables(type.key) || hasVariables(type.value);
    case "option":
      return hasVariables(type.inner);
    case "group":
      return hasVariables(type.key) || hasVariables(type.element);
    case "fun":
      return type.params.some(hasVariables) || hasVariables(type.result) || (type.variadic !== undefined && hasVariables(type.variadic));
    case "record":
      return type.fields.some((field) => hasVariables(field.type));
    default:
      return false;
  }
}

/**
 * Binds the variables of `pattern` so that it describes `actual`, as far as the shapes agree.
 * The first binding of a variable stays, unless it was `never` or `any` inside an empty literal
 * and a later argument knows better. Returns whether the shapes agree.
 */
export function matchType(pattern: Type, actual: Type, bindings: Map<number, Type>): boolean {
  if (pattern.kind === "variable") {
    const known = bindings.get(pattern.id);
    if (known === undefined || ((known.kind === "never" || known.kind === "any") && actual.kind !== "never")) {
      bindings.set(pattern.id, actual);
    }
    return true;
  }
  if (pattern.kind === "any" || actual.kind === "any" || actual.kind === "never") {
    return true;
  }
  switch (pattern.kind) {
    case "list":
      return (actual.kind === "list" || actual.kind === "group") && matchType(pattern.element, actual.element, bindings);
    case "set":
    case "channel":
    case "stream":
      return actual.kind === pattern.kind && matchType(pattern.element, actual.element, bindings);
    case "map":
      return actual.kind === "map" && matchType(pattern.key, actual.key, bindings) && matchType(pattern.value, actual.value, bindings);
    case "option":
      return matchType(pattern.inner, actual.kind === "option" ? actual.inner : actual, bindings);
    case "fun":
      return (
        actual.kind === "fun" &&
        pattern.params.every((param, index) => matchType(param, actual.params[index] ?? param, bindings)) &&
        matchType(pattern.result, actual.result, bindings)
      );
    default:
      return pattern.kind === actual.kind;
  }
}
