// Queries: typed as the loops that they become (desugar-query.ts), in a scope of their own.

import type { Expression, QueryExpression } from "../syntax/ast.ts";
import type { Cx } from "./context.ts";
import { type DesugaredQuery, desugarQuery } from "./desugar-query.ts";
import { lookUp, newScope } from "./scope.ts";
import { stripParens } from "./strip-parens.ts";
import { typeExpression } from "./type-expression.ts";
import { typeStatements } from "./type-statement.ts";
import type { TypedExpression } from "./typed.ts";

/** The rounds type a query again and again; its loops must be the same nodes each time. */
const known = new WeakMap<QueryExpression, DesugaredQuery>();

export function typeQuery(cx: Cx, query: QueryExpression): TypedExpression {
  let loops = known.get(query);
  if (loops === undefined) {
    const aggregate = query.group === undefined ? bareAggregate(cx, query.select) : undefined;
    loops = desugarQuery(query, aggregate === undefined ? {} : { aggregate });
    known.set(query, loops);
  }
  const outer = cx.scope;
  cx.scope = newScope(outer, cx.frame);
  const statements = typeStatements(cx, { kind: "block", span: query.span, statements: loops.statements });
  const value = typeExpression(cx, loops.result);
  cx.scope = outer;
  return { kind: "do", type: value.type, span: query.span, body: { statements }, value };
}

/** `select sum(e)` without groups: the aggregate of all rows, unless `e` is a query itself or the function the user's. */
function bareAggregate(cx: Cx, select: Expression): { readonly name: string; readonly argument: Expression } | undefined {
  if (select.kind !== "call" || select.callee.kind !== "name" || !["sum", "avg", "min", "max", "count"].includes(select.callee.name)) {
    return undefined;
  }
  const [argument, ...others] = select.args;
  if (argument === undefined || others.length > 0 || stripParens(argument).kind === "query" || lookUp(cx, select.callee.name)?.kind !== "builtin") {
    return undefined;
  }
  return { name: select.callee.name, argument };
}
