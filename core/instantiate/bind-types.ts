// Binding the type parameters of a generic function by its arguments.
//
// Like types/substitute.ts's matchType, but concrete: a parameter that is bound twice gets the
// join of both, so `max(1, m.k)` binds T to `int?` and nothing is lost.

import type { Type } from "../types/type.ts";
import { joinTypes, mapOfRecord, plainType } from "./join.ts";

/** Variable id → what the arguments say so far. */
export type Bindings = Map<number, Type>;

/** Learns from an argument of type `actual` for a parameter of type `pattern`. */
export function bindTypes(pattern: Type, actual: Type, bindings: Bindings): void {
  if (pattern.kind === "variable") {
    const known = bindings.get(pattern.id);
    bindings.set(pattern.id, known === undefined ? actual : joinTypes(known, actual));
    return;
  }
  switch (pattern.kind) {
    case "option":
      bindTypes(pattern.inner, plainType(actual), bindings);
      return;
    case "list":
    case "set":
    case "channel":
    case "stream": {
      const plain = plainType(actual);
      if (plain.kind === pattern.kind) {
        bindTypes(pattern.element, plain.element, bindings);
      }
      return;
    }
    case "map": {
      const plain = plainType(actual);
      if (plain.kind === "map") {
        bindTypes(pattern.key, plain.key, bindings);
        bindTypes(pattern.value, plain.value, bindings);
      } else if (plain.kind === "record" && plain.anonymous === true) {
        bindTypes(pattern, mapOfRecord(plain), bindings);
      }
      return;
    }
    case "fun":
      if (actual.kind === "fun") {
        pattern.params.forEach((param, index) => {
          const given = actual.params[index];
          // A function that takes `any` says nothing about what it will be given.
          if (given !== undefined && !(param.kind === "variable" && given.kind === "any")) {
            bindTypes(param, given, bindings);
          }
        });
        bindTypes(pattern.result, actual.result, bindings);
      }
      return;
    case "record":
      if (actual.kind === "record" && actual.anonymous !== true) {
        pattern.fields.forEach((field, index) => bindTypes(field.type, actual.fields[index]?.type ?? field.type, bindings));
      }
      return;
    default:
      return;
  }
}
