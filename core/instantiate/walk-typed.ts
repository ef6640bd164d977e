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
    if ("kind" in at) {
      visit(at as TypedNode);
    }
    const children: object[] = [];
    for (const [key, child] of Object.entries(at)) {
      if (typeof child === "object" && child !== null && !outside.has(key) && !(key === "target" && !isPlace(child as object))) {
        children.push(child as object);
      }
    }
    for (let index = children.length - 1; index >= 0; index--) {
      stack.push(children[index] as object);
    }
  }
}

/** The `target` of an assignment is a place in the tree, that of a pattern is a type. */
function isPlace(target: object): boolean {
  return "type" in target;
}
