// The group variable of `group by … into g`, taken apart: `g.key`, `g.items`, `g.count`, the names of
// several keys, aggregates of `g` and queries over it become the variables that hold these parts, so
// that they keep their types; `g` itself is a record of them, as printing shows it (data.md §1.7).

import type { Span } from "../source/span.ts";
import type { Expression } from "../syntax/ast.ts";
import { builtin, index, mapOf, name, string, trueValue } from "./query-syntax.ts";

export interface GroupNames {
  readonly group: string;
  /** The variable that holds the list of items. */
  readonly items: string;
  /** The parts of the key: what they are called when there are several, and the variables that hold them. */
  readonly keys: readonly { readonly name: string; readonly variable: string }[];
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
      if (e.receiver.kind === "field" && e.receiver.name.text === "key" && isGroup(e.receiver.receiver, names)) {
        return keyPart(e.span, e.name.text, names);
      }
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
      return wholeKey(span, names);
    case "items":
      return name(names.items, span);
    case "count":
      return builtin("len", [name(names.items, span)], span);
    default:
      return keyPart(span, part, names) ?? index(wholeGroup(e, names), string(part, span));
  }
}

/** The variable of one of several keys. */
function keyPart(span: Span, part: string, names: GroupNames): Expression | undefined {
  const found = names.keys.length > 1 ? names.keys.find((key) => key.name === part) : undefined;
  return found === undefined ? undefined : name(found.variable, span);
}

/** Several keys are a record of them. */
function wholeKey(span: Span, names: GroupNames): Expression {
  const [only] = names.keys;
  return names.keys.length === 1 && only !== undefined ? name(only.variable, span) : mapOf(names.keys.map((key) => [key.name, name(key.variable, span)]), span);
}

function wholeGroup(e: Expression, names: GroupNames): Expression {
  const { span } = e;
  const items = name(names.items, span);
  const parts = names.keys.length === 1 ? [] : names.keys.map((key) => [key.name, name(key.variable, span)] as const);
  return mapOf([["__group__", trueValue(span)], ["count", builtin("len", [items], span)], ["items", items], ["key", wholeKey(span, names)], ...parts], span);
}
