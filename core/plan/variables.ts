// Which variables an expression reads, and expressions with other variables or values in their place.

import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression, TypedFunction } from "../instantiate/typed.ts";
import { forEachNode, outside, type TypedNode } from "../instantiate/walk-typed.ts";

/** All variables that are read, in nested functions too. */
export function variablesOf(root: object): ReadonlySet<Local> {
  const found = new Set<Local>();
  const visit = (at: object): void => {
    forEachNode(at, (node) => {
      if (node.kind === "local") {
        found.add(node.local);
      } else if (node.kind === "closure") {
        visit(node.function.body);
      }
    });
  };
  visit(root);
  return found;
}

/** The query that an expression evaluates, and nothing else. */
export function queryOf(e: TypedExpression): TypedQuery | undefined {
  const [statement] = e.kind === "do" ? e.body.statements : [];
  if (e.kind !== "do" || e.body.statements.length !== 1 || statement?.kind !== "query" || e.value.kind !== "local") {
    return undefined;
  }
  const { query } = statement;
  return e.value.local === (query.aggregate?.local ?? query.result) ? query : undefined;
}

export function holds(e: TypedExpression, kind: TypedNode["kind"]): boolean {
  let found = false;
  forEachNode(e, (node) => {
    found ||= node.kind === kind;
  });
  return found;
}

/** All variables that are bound inside: by statements, queries, patterns, `?.` and nested functions. */
export function boundIn(root: object): ReadonlySet<Local> {
  const found = new Set<Local>();
  const stack: unknown[] = [root];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (Array.isArray(at)) {
      stack.push(...(at as unknown[]));
      continue;
    }
    if (typeof at !== "object" || at === null) {
      continue;
    }
    const reads = "kind" in at && at.kind === "local";
    for (const [key, child] of Object.entries(at) as [string, unknown][]) {
      if (isLocal(child)) {
        if (!reads && binding.has(key)) {
          found.add(child);
        }
      } else if (key === "function" && "kind" in at && at.kind === "closure") {
        const { params, body } = child as TypedFunction;
        params.forEach((param) => found.add(param));
        stack.push(body);
      } else if (!outside.has(key)) {
        stack.push(child);
      }
    }
  }
  return found;
}

/** Where a node names the variables that it binds. */
const binding: ReadonlySet<string> = new Set(["local", "result", "items", "inside", "rest"]);

function isLocal(value: unknown): value is Local {
  return typeof value === "object" && value !== null && "origin" in value;
}

/** The expressions that are joined by `&&`, in order. */
export function conjunctsOf(condition: TypedExpression): readonly TypedExpression[] {
  const found: TypedExpression[] = [];
  let at = condition;
  while (at.kind === "and") {
    found.push(at.right);
    at = at.left;
  }
  found.push(at);
  return found.reverse();
}

export function conjunction(parts: readonly TypedExpression[]): TypedExpression | undefined {
  return parts.length === 0 ? undefined : parts.reduce((left, right) => ({ kind: "and", type: left.type, span: { ...left.span, end: right.span.end }, left, right }));
}

/** Whether two trees say the same, wherever they stand in the source. `same`: for variables that are two objects. */
export function isSameTree(left: unknown, right: unknown, same?: (left: Local, right: Local) => boolean): boolean {
  if (left === right || typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return left === right;
  }
  if (isLocal(left) || isLocal(right)) {
    return same !== undefined && isLocal(left) && isLocal(right) && same(left, right);
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => places.has(key) || isSameTree((left as Readonly<Record<string, unknown>>)[key], (right as Readonly<Record<string, unknown>>)[key], same));
}

const places: ReadonlySet<string> = new Set(["span", "opSpan", "origins"]);

/** The tree with each expression for which `replacement` has one replaced by it; what is the same stays the same object. */
export function replaceIn<T>(node: T, replacement: (e: TypedExpression) => TypedExpression | undefined): T {
  if (typeof node !== "object" || node === null) {
    return node;
  }
  if (Array.isArray(node)) {
    const items = node.map((item: unknown) => replaceIn(item, replacement));
    return items.some((item, at) => item !== node[at]) ? (items as T) : node;
  }
  if ("kind" in node && "type" in node) {
    const found = replacement(node as unknown as TypedExpression);
    if (found !== undefined) {
      return found as T;
    }
  }
  const changed = new Map<string, unknown>();
  for (const [key, child] of Object.entries(node) as [string, unknown][]) {
    const next = outside.has(key) ? child : replaceIn(child, replacement);
    if (next !== child) {
      changed.set(key, next);
    }
  }
  return changed.size === 0 ? node : { ...node, ...Object.fromEntries(changed) };
}
