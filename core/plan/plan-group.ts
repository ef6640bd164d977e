// `group by`: aggregates of the items are accumulated while rows come, and the items themselves are
// kept only when something else asks for them.
//
// `sum(g)`, `count(g)`, `sum(from x in g where … select e)` and `from x in g select sum(e)` are
// aggregates; behind the typed tree they are calls on the list of items, or queries over it. What is
// aggregated moves from the groups to the rows, so it must be movable; a sum of ints that overflows
// raises where the aggregate is read (runtime/query/aggregate.h).

import type { TypedGroup, TypedQuery } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { newTemporary } from "../instantiate/context.ts";
import { invariant } from "../source/invariant.ts";
import { isMovable, mayOnlyOverflow, readMayRaise } from "./effects.ts";
import type { Aggregate, GroupAggregate, PlanGroup, PlanSortKey } from "./plan.ts";
import { isSameTree, replaceIn, variablesOf } from "./variables.ts";

export interface PlannedGroup {
  readonly group: PlanGroup;
  readonly sort: readonly PlanSortKey[];
  readonly select: TypedExpression;
}

export function planGroup(query: TypedQuery, group: TypedGroup, quiet: boolean): PlannedGroup {
  const aggregates: GroupAggregate[] = [];
  const replacement = (e: TypedExpression): TypedExpression | undefined => {
    const found = quiet ? aggregateOf(e, group) : undefined;
    if (found === undefined) {
      return undefined;
    }
    const known = aggregates.find((one) => isSameTree({ ...one, local: undefined }, { ...found, local: undefined }));
    const local = known?.local ?? newTemporary(found.function, e.type, e.span);
    if (readingRaises(found)) {
      readMayRaise(local);
    }
    if (known === undefined) {
      aggregates.push({ ...found, local });
    }
    return { kind: "local", type: e.type, span: e.span, local };
  };
  const parts = { having: group.having, sort: query.sort, select: query.select };
  const replaced = replaceIn(parts, replacement);
  const usesItems = variablesOf(replaced).has(group.items);
  const { having } = replaced;
  return {
    group: { keys: group.keys, aggregates, items: group.items, ...(usesItems ? { item: group.item } : {}), ...(having === undefined ? {} : { having }) },
    sort: replaced.sort,
    select: replaced.select,
  };
}

/** Of numbers that can be computed whether or not somebody will ask for their aggregate. */
export function numberAggregate(name: Exclude<Aggregate["function"], "count" | "exists">, value: TypedExpression): Aggregate | undefined {
  if ((value.type.kind !== "int" && value.type.kind !== "float") || !mayOnlyOverflow(value)) {
    return undefined;
  }
  return { function: name, value, ...(isMovable(value) ? {} : { deferred: true }) };
}

export function readingRaises({ function: name, value, deferred }: Aggregate): boolean {
  return deferred === true || (name === "sum" && value?.type.kind === "int");
}

const functions: ReadonlyMap<string, Exclude<Aggregate["function"], "exists">> = new Map([
  ["len", "count"],
  ["count", "count"],
  ["sum", "sum"],
  ["avg", "avg"],
  ["min", "min"],
  ["max", "max"],
]);

/** The aggregate of the group's items that an expression is, in terms of the row's variables. */
function aggregateOf(e: TypedExpression, group: TypedGroup): Omit<GroupAggregate, "local"> | undefined {
  if (e.kind === "do") {
    const [statement] = e.body.statements;
    const single = e.body.statements.length === 1 && statement?.kind === "query" ? statement.query : undefined;
    const aggregate = single?.aggregate;
    return single === undefined || aggregate === undefined || e.value.kind !== "local" || e.value.local !== aggregate.local ? undefined : aggregateOfQuery(aggregate.value, single, group);
  }
  if (e.kind !== "call-builtin") {
    return undefined;
  }
  const [list] = e.args;
  if (list?.kind === "local" && list.local === group.items) {
    return newAggregate(e, group.item, undefined);
  }
  const [statement] = list?.kind === "do" ? list.body.statements : [];
  if (list?.kind !== "do" || list.body.statements.length !== 1 || statement?.kind !== "query" || list.value.kind !== "local" || list.value.local !== statement.query.result) {
    return undefined;
  }
  return statement.query.aggregate === undefined ? aggregateOfQuery(e, statement.query, group) : undefined;
}

/** `call` aggregates the rows of a query over the items, if that does nothing but filter and select. */
function aggregateOfQuery(call: TypedExpression, query: TypedQuery, group: TypedGroup): Omit<GroupAggregate, "local"> | undefined {
  const { rows } = query;
  const scan = rows.operator === "filter" ? rows.input : rows;
  const plain = query.group === undefined && query.sort.length === 0 && !query.distinct && query.skip === undefined && query.take === undefined;
  if (!plain || scan.operator !== "scan" || scan.input !== undefined || scan.variable.prologue.length > 0 || scan.source.kind !== "local" || scan.source.local !== group.items) {
    return undefined;
  }
  const { local } = scan.variable;
  if (local.reassigned) {
    return undefined;
  }
  const ofRow = (e: TypedExpression): TypedExpression => replaceIn(e, (inner) => inRow(inner, local, group.item));
  return newAggregate(call, ofRow(query.select), rows.operator === "filter" ? ofRow(rows.condition) : undefined, group);
}

/** The item in place of the variable that stands for it; a field of a record of variables is that variable. */
function inRow(e: TypedExpression, local: Local, item: TypedExpression): TypedExpression | undefined {
  if (e.kind === "field" && e.receiver.kind === "local" && e.receiver.local === local && item.kind === "record") {
    return item.fields.find((field) => field.name === e.field)?.value;
  }
  return e.kind === "local" && e.local === local ? item : undefined;
}

function newAggregate(call: TypedExpression, value: TypedExpression, filter: TypedExpression | undefined, group?: TypedGroup): Omit<GroupAggregate, "local"> | undefined {
  invariant(call.kind === "call-builtin", "an aggregate is a call");
  const kind = functions.get(call.name);
  if (kind === undefined || call.args.length !== 1) {
    return undefined;
  }
  const used = variablesOf([value, filter]);
  // A part of the group is none of the row.
  if ((group !== undefined && (used.has(group.items) || group.keys.some((key) => used.has(key.local)))) || (filter !== undefined && !isMovable(filter))) {
    return undefined;
  }
  const selects = filter === undefined ? {} : { filter };
  if (kind === "count") {
    return isMovable(value) ? { function: kind, ...selects } : undefined;
  }
  const numeric = numberAggregate(kind, value);
  return numeric === undefined ? undefined : { ...numeric, ...selects };
}
