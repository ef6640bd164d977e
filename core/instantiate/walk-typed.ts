// Visits all nodes of a typed body, parents first, in order of evaluation.
//
// Generic: it follows every property but those that lead out of the tree (types, spans,
// variables, other functions), with a stack of its own, so deep chains are no danger. Bodies of
// nested functions are not visited; `closure` nodes are.

import type { TypedExpression, TypedPattern, TypedStatement } from "./typed.ts";

export type TypedNode = TypedStatement | TypedExpression | TypedPattern;

const outside: ReadonlySet<string> = new Set(["type", "span", "opSpan", "local", "global", "function", "declaration", "origins", "spec", "target-type", "rest"]);

export function forEachNode(root: object, visit: (node: TypedNode) => void): void {
  const stack: object[] = [root];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (Array.isArray(at)) {
      pushAll(at, stack);
      continue;
    }
    if ("kind" in at) {
      visit(at as TypedNode);
      if (leaves.has(at.kind as string)) {
        continue;
      }
    }
    const from = stack.length;
    for (const key in at) {
      const child = (at as Readonly<Record<string, unknown>>)[key];
      if (typeof child === "object" && child !== null && !outside.has(key) && (key !== "target" || isPlace(child))) {
        stack.push(child);
      }
    }
    reverseFrom(stack, from);
  }
}

/** Nodes with nothing below them; literals may have a million of these. */
const leaves: ReadonlySet<string> = new Set(["int", "float", "bool", "string", "bigint", "none", "unit", "local", "global", "function", "closure", "logic-query"]);

function pushAll(items: readonly unknown[], stack: object[]): void {
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    if (typeof item === "object" && item !== null) {
      stack.push(item);
    }
  }
}

function reverseFrom(stack: object[], from: number): void {
  for (let low = from, high = stack.length - 1; low < high; low++, high--) {
    const swapped = stack[low] as object;
    stack[low] = stack[high] as object;
    stack[high] = swapped;
  }
}

/** The `target` of an assignment is a place in the tree, that of a pattern is a type. */
function isPlace(target: object): boolean {
  return "type" in target;
}
