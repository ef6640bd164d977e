// The names that a piece of program may assign: what a loop's entry must not take for granted.
//
// Works on names, not variables: a shadowing variable of the same name costs a check, never a
// wrong result.

import { walk, type Node } from "../syntax/walk.ts";

const known = new WeakMap<Node, ReadonlySet<string>>();

/** Roots of all assignment targets below the node, nested functions included. */
export function assignedNames(node: Node): ReadonlySet<string> {
  const memo = known.get(node);
  if (memo !== undefined) {
    return memo;
  }
  const names = new Set<string>();
  walk(node, (inner) => {
    if (inner.kind === "assign" && inner.target.kind === "name") {
      names.add(inner.target.name);
    }
  });
  known.set(node, names);
  return names;
}
