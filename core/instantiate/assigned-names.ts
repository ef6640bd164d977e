// The names that a piece of program may assign: what a loop's entry must not take for granted.
//
// Works on names, not variables: a shadowing variable of the same name costs a check, never a
// wrong result. Walks every node generically, so that no construct is forgotten.

const known = new WeakMap<object, ReadonlySet<string>>();

/** Roots of all assignment targets below the node, nested functions included. */
export function assignedNames(node: object): ReadonlySet<string> {
  const memo = known.get(node);
  if (memo !== undefined) {
    return memo;
  }
  const names = new Set<string>();
  const pending: object[] = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if ("kind" in at && at.kind === "assign" && "target" in at) {
      const name = plainName(at.target);
      if (name !== undefined) {
        names.add(name);
      }
    }
    for (const child of Object.values(at)) {
      if (typeof child === "object" && child !== null) {
        pending.push(child as object);
      }
    }
  }
  known.set(node, names);
  return names;
}

function plainName(target: unknown): string | undefined {
  return typeof target === "object" && target !== null && "kind" in target && target.kind === "name" && "name" in target ? String(target.name) : undefined;
}
