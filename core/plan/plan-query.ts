// Makes the plan of a query from its typed clauses; plan.ts says what a plan is.
//
// Two questions decide what may change: does anything in the query write (then everything happens
// in the order and as often as written), and may this expression be moved (effects.ts).

import { newTemporary } from "../instantiate/context.ts";
import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { forEachNode } from "../instantiate/walk-typed.ts";
import type { Span } from "../source/span.ts";
import { sameType } from "../types/type.ts";
import { effectsOf, isMovable } from "./effects.ts";
import { planGroup } from "./plan-group.ts";
import { planRows } from "./plan-rows.ts";
import type { Aggregate, Membership, PlanRows, QueryPlan } from "./plan.ts";
import { boundIn, replaceIn, variablesOf } from "./variables.ts";

export function planQuery(whole: TypedQuery, span: Span): QueryPlan {
  const quiet = !effectsOf(whole).writes;
  const { query, once } = quiet ? evaluateOnce(whole) : { query: whole, once: [] };
  const plannedRows = planRows(query.rows, quiet);
  const planned = query.group === undefined ? { group: undefined, sort: query.sort, select: query.select } : planGroup(query, query.group, quiet);
  // Last: up to here, a condition says which variables it reads.
  const { parts, memberships } = quiet ? findMemberships({ ...planned, rows: plannedRows }, boundIn(query)) : { parts: { ...planned, rows: plannedRows }, memberships: [] };
  const { rows, group, sort, select } = parts;
  const { distinct, skip, take, result, aggregate } = query;
  const running = aggregate === undefined ? undefined : runningAggregate(query, aggregate.value);
  return {
    span,
    once,
    memberships,
    rows,
    ...(group === undefined ? {} : { group }),
    sort,
    select,
    selectsLate: quiet && isMovable(planned.select),
    distinct,
    ...(skip === undefined ? {} : { skip }),
    ...(take === undefined ? {} : { take }),
    limit: limitOf(query, plannedRows, quiet),
    result,
    ...(aggregate === undefined ? {} : { aggregate: { ...aggregate, ...(running === undefined ? {} : { running }) } }),
  };
}

/** Whether `take` can spare work: by a heap, or by not looking at further rows. */
function limitOf(query: TypedQuery, rows: PlanRows, quiet: boolean): QueryPlan["limit"] {
  const bounds = [query.skip, query.take].filter((bound) => bound !== undefined);
  if (query.take === undefined || !quiet || !bounds.every(isMovable)) {
    return "none";
  }
  if (query.sort.length > 0) {
    return query.distinct ? "none" : "heap";
  }
  return query.group === undefined && isMovable(query.select) && rowsMayEnd(rows) ? "stop" : "none";
}

/** Rows that nobody asks for may stay unevaluated. */
function rowsMayEnd(rows: PlanRows): boolean {
  switch (rows.operator) {
    case "filter":
      return isMovable(rows.condition) && rowsMayEnd(rows.input);
    case "scan":
      return rows.variable.prologue.length === 0 && (rows.input === undefined || (isMovable(rows.source) && rowsMayEnd(rows.input)));
    case "join":
      return (rows.side === "inner" || rows.side === "left") && (rows.residual === undefined || isMovable(rows.residual)) && rowsMayEnd(rows.input);
  }
}

/** `select sum(e)` of all rows, as they come. Whatever is no plain number needs the list; floats are added in the order of the sort. */
function runningAggregate(query: TypedQuery, value: TypedExpression): Aggregate | undefined {
  if (value.kind !== "call-builtin" || query.distinct || query.sort.length > 0 || query.skip !== undefined || query.take !== undefined) {
    return undefined;
  }
  const { kind } = query.select.type;
  switch (value.name) {
    case "len":
    case "count":
      return { function: "count" };
    case "sum":
    case "min":
    case "max":
    case "avg":
      return kind === "float" || kind === "int" ? { function: value.name, value: query.select } : undefined;
    default:
      return undefined;
  }
}

// ---------------------------------------------------------------- the same for every row

/** Plain values, of which two rows may have the same one. */
const plainKinds: ReadonlySet<string> = new Set(["int", "int64", "float", "bool", "string", "duration"]);

/**
 * Queries inside that read no variable of this one: `where x > avg(from …)`. Evaluated when first
 * needed, they raise where they would have raised.
 */
function evaluateOnce(query: TypedQuery): { readonly query: TypedQuery; readonly once: QueryPlan["once"] } {
  const once: { local: Local; value: TypedExpression }[] = [];
  const bound = boundIn(query);
  const replaced = replaceIn(perRow(query), (e) => {
    if (!plainKinds.has(e.type.kind) || !holdsQuery(e)) {
      return undefined;
    }
    if (dependsOn(e, bound)) {
      return undefined;
    }
    const local = newTemporary("once", e.type, e.span);
    once.push({ local, value: e });
    return { kind: "local", type: e.type, span: e.span, local };
  });
  return { query: { ...query, ...replaced }, once };
}

/** Whether it reads a variable of these that it doesn't bind itself. */
function dependsOn(e: TypedExpression, bound: ReadonlySet<Local>): boolean {
  const own = boundIn(e);
  return [...variablesOf(e)].some((local) => bound.has(local) && !own.has(local));
}

/** `where x.k in (from …)`: the query runs once, and its list is looked up by hash. */
function findMemberships<T extends object>(parts: T, bound: ReadonlySet<Local>): { readonly parts: T; readonly memberships: readonly Membership[] } {
  const memberships: Membership[] = [];
  const replaced = replaceIn(parts, (e) => {
    if (e.kind === "do" && e.body.statements.some((statement) => statement.kind === "query")) {
      return e; // it has a plan of its own, which must see what its conditions read
    }
    if (e.kind !== "binary" || e.op !== "in" || e.right.type.kind !== "list" || !sameType(e.left.type, e.right.type.element) || !holdsQuery(e.right) || dependsOn(e.right, bound)) {
      return undefined;
    }
    const local = newTemporary("member", e.type, e.span);
    memberships.push({ local, item: e.left, list: e.right });
    return { kind: "local", type: e.type, span: e.span, local };
  });
  return { parts: replaced, memberships };
}

/** What is evaluated for each row or group; the rest runs once anyway. */
function perRow({ rows, group, sort, select }: TypedQuery): Partial<TypedQuery> {
  return { rows, ...(group === undefined ? {} : { group }), sort, select };
}

function holdsQuery(e: TypedExpression): boolean {
  let found = false;
  forEachNode(e, (node) => {
    found ||= node.kind === "query";
  });
  return found;
}
