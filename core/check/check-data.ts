// `load`, `save`, `fetch` and `generate`.
//
// The options of a `fetch` and the fields of a `generate` have fixed types where their names are
// known; other names are free. `fetch` has the type that is expected where it stands.

import type { Expression, GenerateExpression, LoadExpression, SaveExpression } from "../syntax/ast.ts";
import { errorType, passes } from "../types/subtype.ts";
import { anyType, boolType, floatType, intType, listOf, mapOf, stringType, unitType, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { builtinTypeNames } from "../types/resolve-type.ts";
import { checkAny, checkExpression, hintFor, inferExpression } from "./check-expression.ts";
import { findStruct } from "./check-struct.ts";
import { fail, typeOf, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";

const stringMap = mapOf(stringType, stringType);

const fetchOptions: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["method", stringType],
  ["headers", stringMap],
  ["query", stringMap],
  ["timeout", floatType],
]);

const generateFields: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["prompt", stringType],
  ["model", stringType],
  ["text", stringType],
  ["temperature", floatType],
  ["top_p", floatType],
  ["max_tokens", intType],
  ["stop", listOf(stringType)],
  ["normalize", boolType],
]);

/** The type of `load "path" as T`. */
export function checkLoad(cx: Checker, node: LoadExpression): Type {
  checkPath(cx, node.path);
  cx.frame.effects.add("fs");
  const element = typeOf(cx, node.type);
  checkOptions(cx, node.options);
  return listOf(element);
}

/** The type of `save rows to "path"`. */
export function checkSave(cx: Checker, node: SaveExpression): Type {
  checkAny(cx, node.value);
  checkPath(cx, node.path);
  checkOptions(cx, node.options);
  cx.frame.effects.add("fs");
  return unitType;
}

function checkPath(cx: Checker, path: Expression | undefined): void {
  if (path !== undefined) {
    checkExpression(cx, path, stringType);
  }
}

function checkOptions(cx: Checker, options: Expression | undefined): void {
  checkAny(cx, options);
}

/** The type of `fetch url with options`. */
export function checkFetch(cx: Checker, node: Expression & { kind: "fetch" }, expected: Type | undefined): Type {
  const url = inferExpression(cx, node.url);
  if (!unifies(url, stringType)) {
    fail(cx, "T028", node.span);
  }
  checkFetchOptions(cx, node.options, node.span);
  cx.frame.effects.add("net");
  return expected ?? anyType;
}

/** The options of a fetch: a map with string keys; the values of a literal are checked by name. */
export function checkFetchOptions(cx: Checker, options: Expression | undefined, place: Expression["span"]): void {
  if (options === undefined) {
    return;
  }
  if (options.kind !== "map") {
    const type = inferExpression(cx, options);
    if (type !== errorType && (type.kind !== "map" || !unifies(type.key, stringType))) {
      fail(cx, "T029", place);
    }
    return;
  }
  for (const { key, value } of options.entries) {
    if (key.kind !== "string") {
      const keyType = inferExpression(cx, key);
      if (!unifies(keyType, stringType)) {
        fail(cx, "T029", place);
      }
      checkAny(cx, value);
      continue;
    }
    const wanted = fetchOptions.get(key.value);
    const type = inferExpression(cx, value, hintFor(value, wanted));
    const isTimeout = key.value === "timeout" && (type.kind === "int" || type.kind === "duration");
    if (wanted !== undefined && type !== errorType && !isTimeout && !passes(type, wanted)) {
      fail(cx, "T030", value.span, [key.value, wanted, type]);
    }
  }
}

/** The type of `generate text|embedding|Name { … }`. */
export function checkGenerate(cx: Checker, node: GenerateExpression): Type {
  for (const { name, value } of node.fields) {
    const wanted = generateFields.get(name.text);
    if (wanted === undefined) {
      checkAny(cx, value);
    } else {
      checkExpression(cx, value, wanted);
    }
  }
  cx.frame.effects.add("net");
  switch (node.target.text) {
    case "text":
      return stringType;
    case "embedding":
      return listOf(floatType);
    default: {
      const declaration = findStruct(cx.types, node.target.text);
      if (declaration === undefined) {
        fail(cx, "T025", node.span, [node.target.text], { notes: didYouMean(node.target.text, [...cx.types.types.keys(), ...builtinTypeNames]) });
        return errorType;
      }
      return { kind: "struct", declaration };
    }
  }
}
