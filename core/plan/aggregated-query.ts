// `sum(from … select e)` is the query `from … select sum(e)`: no list is made of what is only summed.
// `exists(from …)` asks whether there is a row.

import { newTemporary } from "../instantiate/context.ts";
import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { queryOfSets } from "./feed.ts";
import { queryOf } from "./variables.ts";

const aggregates: ReadonlySet<string> = new Set(["len", "count", "sum", "avg", "min", "max", "exists"]);

/** The query whose aggregate a call of a builtin is, if its argument is a query and nothing else. */
export function aggregatedQuery(call: TypedExpression & { readonly kind: "call-builtin" }): TypedQuery | undefined {
  const [list] = call.args;
  if (!aggregates.has(call.name) || call.args.length !== 1 || list === undefined) {
    return undefined;
  }
  const query = queryOf(list) ?? queryOfSets(list);
  if (query === undefined || query.aggregate !== undefined) {
    return undefined;
  }
  const rows: TypedExpression = { kind: "local", type: list.type, span: list.span, local: query.result };
  const value: TypedExpression = { ...call, args: [rows] };
  return { ...query, aggregate: { local: newTemporary(call.name, call.type, call.span), value } };
}
