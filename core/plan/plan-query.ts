// Makes the plan of a query from its typed clauses; plan.ts says what a plan is.
//
// Two questions decide what may change: does anything in the query write (then everything happens
// in the order and as often as written), and may this expression be moved (effects.ts).

import { newTemporary } from "../instantiate/context.ts";
import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import type { Span } from "../source/span.ts";
import { sameType } from "../types/type.ts";
import { decorrelate } from "./decorrelate.ts";
import { feedScans } from "./feed.ts";
import { effectsOf, isMovable, readMayRaise } from "./effects.ts";
import { planGroup } from "./plan-group.ts";
import { planRows } from "./plan-rows.ts";
import type { Aggregate, Membership, PlanRows, QueryPlan } from "./plan.ts";
import { boundIn, holds, replaceIn, variablesOf } from "./variables.ts";

export function planQuery(whole: TypedQuery, span: Span): QueryPlan {
  const quiet = !effectsOf(whole).writes;
  const { query, once } = quiet ? evaluateOnce(whole) : { query: whole, once: [] };
  const planned = query.group === undefined ? { group: undefined, sort: query.sort, select: query.select } : planGroup(query, query.group, quiet);
  const plannedRows = quiet ? feedScans(planRows(query.rows, true), planned) : planRows(query.rows, false);
  const bound = boundIn(query);
  const decorrelated = quiet ? decorrelate({ ...planned, rows: plannedRows }, bound) : { parts: { ...planned, rows: plannedRows }, indexes: [] };
  const lookingUp = { ...decorrelated.parts, indexes: decorrelated.indexes };
  // Last: up to here, a condition says which variables it reads.
  const { parts, memberships } = quiet ? findMemberships(lookingUp, bound) : { parts: lookingUp, memberships: [] };
  const { indexes, rows, group, sort, select } = parts;
  const { distinct, skip, take, result, aggregate } = query;
  const running = aggregate === undefined ? undefined : runningAggregate(query, aggregate.value, select);
  return {
    span,
    once,
    memberships,
    indexes,
    rows,
    ...(group === undefined ? {} : { group }),
    sort,
    select,
    selectsLate: quiet && isMovable(planned.select),
    distinct,
    ...(skip === undefined ? {} : { skip }),
    ...(take === undefined ? {} : { take }),
    limit: limitOf(query, plannedRows, quiet, running),
    result,
    ...(aggregate === undefined ? {} : { aggregate: { ...aggregate, ...(running === undefined ? {} : { running }) } }),
  };
}

/** Whether `take` can spare work: by a heap, or by not looking at further rows. */
function limitOf(query: TypedQuery, rows: PlanRows, quiet: boolean, running: Aggregate | undefined): QueryPlan["limit"] {
  if (running?.function === "exists") {
    return quiet && query.group === undefined && isMovable(query.select) && rowsMayEnd(rows) ? "stop" : "none";
  }
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
      return rows.variable.prologue.length === 0 && (rows.fed === undefined || isMovable(rows.source)) && (rows.input === undefined || (isMovable(rows.source) && rowsMayEnd(rows.input)));
    case "lookup":
      return true;
    case "join":
      return (rows.side === "inner" || rows.side === "left") && (rows.residual === undefined || isMovable(rows.residual)) && rowsMayEnd(rows.input);
  }
}

/** `select sum(e)` of all rows, as they come. Whatever is no plain number needs the list; floats are added in the order of the sort. */
function runningAggregate(query: TypedQuery, value: TypedExpression, select: TypedExpression): Aggregate | undefined {
  if (value.kind !== "call-builtin" || query.skip !== undefined || query.take !== undefined) {
    return undefined;
  }
  if (value.name === "exists" && query.sort.every((key) => isMovable(key.value))) {
    return { function: "exists" };
  }
  if (query.distinct || query.sort.length > 0) {
    return undefined;
  }
  const { kind } = select.type;
  switch (value.name) {
    case "len":
    case "count":
      return { function: "count" };
    case "sum":
    case "min":
    case "max":
    case "avg":
      return kind === "float" || kind === "int" ? { function: value.name, value: select } : undefined;
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
    if (!plainKinds.has(e.type.kind) || !holds(e, "query")) {
      return undefined;
    }
    if (dependsOn(e, bound)) {
      return undefined;
    }
    const local = newTemporary("once", e.type, e.span);
    if (!isMovable(e)) {
      readMayRaise(local);
    }
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
    if (e.kind !== "binary" || e.op !== "in" || e.right.type.kind !== "list" || !sameType(e.left.type, e.right.type.element) || !holds(e.right, "query") || dependsOn(e.right, bound)) {
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
