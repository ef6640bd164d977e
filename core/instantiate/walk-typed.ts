// Visits all nodes of a typed body, parents first, in order of evaluation.
//
// A table says where the parts of each kind are. What has no kind (blocks, arms, queries, plans) is gone through
// generically: every property but those that lead out of the tree (types, spans, variables, other functions). The
// stack is our own, so deep chains are no danger. Bodies of nested functions are not visited; `closure` nodes are.

import type { Place, TypedExpression, TypedPattern, TypedStatement } from "./typed.ts";

export type TypedNode = TypedStatement | TypedExpression | TypedPattern;

type AnyNode = TypedNode | Place;

/** The properties of such nodes; of all of them, where several go by the same kind. */
type PropertiesOf<K> = AnyNode extends infer N ? (N extends { readonly kind: infer Kinds } ? (K extends Kinds ? keyof N : never) : never) : never;

/** Where a node has others below it, in order of evaluation. */
const parts: { readonly [K in AnyNode["kind"]]: readonly PropertiesOf<K>[] } = {
  // Statements; some are expressions or patterns, too.
  let: ["value"],
  assign: ["target", "value"],
  expression: ["value"],
  return: ["value"],
  if: ["condition", "then", "otherwise"],
  while: ["condition", "body"],
  "for-range": ["start", "end", "body"],
  "for-each": ["source", "body"],
  break: [],
  continue: [],
  block: ["body"],
  expect: ["condition"],
  test: ["body"],
  bench: ["body"],
  try: ["body", "handler", "finalizer"],
  query: ["query"],
  "check-length": ["list"],
  // Expressions and places.
  int: [],
  float: [],
  bool: [],
  string: [],
  bigint: [],
  none: [],
  unit: [],
  local: [],
  global: [],
  function: [],
  closure: [],
  "logic-query": [],
  partial: ["callee", "args"],
  negate: ["operand"],
  not: ["operand"],
  and: ["left", "right"],
  or: ["left", "right", "options"],
  binary: ["left", "right"],
  coalesce: ["left", "right"],
  "is-none": ["operand"],
  truthy: ["operand"],
  text: ["operand"],
  format: ["parts"],
  convert: ["operand"],
  cast: ["operand"],
  call: ["args"],
  "call-value": ["callee", "args"],
  "call-builtin": ["args"],
  "call-any": ["receiver", "args"],
  index: ["receiver", "index", "create"],
  "any-index": ["receiver", "index"],
  "require-key": ["receiver", "index"],
  slice: ["receiver", "start", "end", "step"],
  field: ["receiver"],
  "any-field": ["receiver"],
  safe: ["subject", "body"],
  list: ["items"],
  set: ["items"],
  map: ["entries"],
  struct: ["fields"],
  load: ["path", "options"],
  save: ["value", "path", "options"],
  record: ["fields"],
  match: ["subject", "arms"],
  do: ["body", "value"],
  // Patterns.
  wildcard: [],
  bind: [],
  literal: ["value"],
  some: ["inner"],
  variant: ["fields"],
  "any-is": ["inner"],
};

/** What leads out of the tree, wherever it is gone through property by property. */
export const outside: ReadonlySet<string> = new Set(["type", "span", "opSpan", "local", "global", "function", "declaration", "origins", "spec"]);

type Parts = Readonly<Record<string, unknown>>;

export function forEachNode(root: object, visit: (node: TypedNode) => void): void {
  const stack: object[] = [root];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (Array.isArray(at)) {
      pushAll(at, stack);
    } else if ("kind" in at) {
      const node = at as TypedNode;
      visit(node);
      const names = parts[node.kind];
      for (let index = names.length - 1; index >= 0; index--) {
        const part = (at as unknown as Parts)[names[index] as string];
        if (typeof part === "object") {
          push(part, stack);
        }
      }
    } else if ("statements" in at) {
      pushAll(at.statements as readonly unknown[], stack);
    } else {
      const names = Object.keys(at);
      for (let index = names.length - 1; index >= 0; index--) {
        const name = names[index] as string;
        if (!outside.has(name)) {
          push((at as Parts)[name], stack);
        }
      }
    }
  }
}

function push(part: unknown, stack: object[]): void {
  if (typeof part === "object" && part !== null) {
    stack.push(part);
  }
}

function pushAll(items: readonly unknown[], stack: object[]): void {
  for (let index = items.length - 1; index >= 0; index--) {
    push(items[index], stack);
  }
}
