// The group variable of `group by … into g`, taken apart: `g.key`, `g.items`, `g.count`, the names of
// several keys, aggregates of `g` and queries over it become the variables that hold these parts, so
// that they keep their types; `g` itself is a record of them, as printing shows it (data.md §1.7).

import type { Expression } from "../syntax/ast.ts";
import { builtin, index, mapOf, name, string, trueValue } from "./query-syntax.ts";

export interface GroupNames {
  readonly group: string;
  /** Variables that hold the key and the list of items. */
  readonly key: string;
  readonly items: string;
  /** Names of the parts of the key, when there are several. */
  readonly parts: readonly string[];
}

/** Functions that mean the items when they are given the group. */
const ofItems: ReadonlySet<string> = new Set(["count", "sum", "avg", "min", "max", "exists", "len", "collect", "first", "last", "distinct", "reverse", "map", "filter", "reduce", "some", "every", "find"]);

/** The expression with every use of the group variable replaced. */
export function substituteGroup(e: Expression, names: GroupNames): Expression {
  return substitute(e, names) as Expression;
}

function substitute(node: unknown, names: GroupNames): unknown {
  if (Array.isArray(node)) {
    return node.map((one) => substitute(one, names));
  }
  if (typeof node !== "object" || node === null) {
    return node;
  }
  return replaced(node as Expression, names) ?? Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === "span" ? value : substitute(value, names)]));
}

function isGroup(e: Expression, names: GroupNames): boolean {
  return (e.kind === "name" && e.name === names.group) || (e.kind === "paren" && isGroup(e.inner, names));
}

function replaced(e: Expression, names: GroupNames): Expression | undefined {
  switch (e.kind) {
    case "name":
      return isGroup(e, names) ? wholeGroup(e, names) : undefined;
    case "field":
      return isGroup(e.receiver, names) ? partOf(e, e.name.text, names) : undefined;
    case "call": {
      const { callee, args } = e;
      const [first, ...others] = args;
      if (callee.kind === "name" && ofItems.has(callee.name) && first !== undefined && isGroup(first, names)) {
        return { ...e, args: [name(names.items, first.span), ...(substitute(others, names) as Expression[])] };
      }
      return undefined;
    }
    case "query": {
      const sources = e.sources.map((source) => (isGroup(source.source, names) ? { ...source, source: name(names.items, source.source.span) } : source));
      return sources.some((source, at) => source !== e.sources[at]) ? (substitute({ ...e, sources }, names) as Expression) : undefined;
    }
    default:
      return undefined;
  }
}

function partOf(e: Expression, part: string, names: GroupNames): Expression {
  const { span } = e;
  switch (part) {
    case "key":
      return name(names.key, span);
    case "items":
      return name(names.items, span);
    case "count":
      return builtin("len", [name(names.items, span)], span);
    default:
      return names.parts.includes(part) ? index(name(names.key, span), string(part, span)) : index(wholeGroup(e, names), string(part, span));
  }
}

function wholeGroup(e: Expression, names: GroupNames): Expression {
  const { span } = e;
  const key = name(names.key, span);
  const items = name(names.items, span);
  const parts = names.parts.map((part) => [part, index(key, string(part, span))] as const);
  return mapOf([["__group__", trueValue(span)], ["count", builtin("len", [items], span)], ["items", items], ["key", key], ...parts], span);
}
