// `sum(from … select e)` is the query `from … select sum(e)`: no list is made of what is only summed.
// `exists(from …)` asks whether there is a row.

import { newTemporary } from "../instantiate/context.ts";
import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { TypedExpression } from "../instantiate/typed.ts";

const aggregates: ReadonlySet<string> = new Set(["len", "count", "sum", "avg", "min", "max", "exists"]);

/** The query whose aggregate a call of a builtin is, if its argument is a query and nothing else. */
export function aggregatedQuery(call: TypedExpression & { readonly kind: "call-builtin" }): TypedQuery | undefined {
  const [list] = call.args;
  if (!aggregates.has(call.name) || call.args.length !== 1 || list?.kind !== "do") {
    return undefined;
  }
  const [statement] = list.body.statements;
  if (list.body.statements.length !== 1 || statement?.kind !== "query" || list.value.kind !== "local" || list.value.local !== statement.query.result || statement.query.aggregate !== undefined) {
    return undefined;
  }
  const value: TypedExpression = { ...call, args: [list.value] };
  return { ...statement.query, aggregate: { local: newTemporary(call.name, call.type, call.span), value } };
}
