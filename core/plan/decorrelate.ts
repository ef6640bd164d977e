// Correlated queries: `count(from o in os where o.c == c.id select o)` for each `c`.
//
// A query whose `where` holds equalities between its own rows and those of the query around it needn't
// go through its rows again and again. Its rows, as far as they are the same for every outer row, get an
// index by their side of the equalities (PlanIndex); what the query does with the rows of one key stays
// as it was, over a lookup. Where it does nothing but aggregate them, the index holds the aggregates.
//
// That nobody can tell: the index is made when it is first needed, of rows that don't change, with
// conditions that don't raise; whatever else there is to evaluate is evaluated for the same rows, in the
// same order. (Kim 1982 and Neumann & Kemper 2015 turn such queries into joins; a lookup keeps the order
// of rows, and nothing is computed for what nobody asks for.)

import type { TypedLookup, TypedQuery, TypedRows } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { newTemporary } from "../instantiate/context.ts";
import { boolType, intType, listOf, sameType } from "../types/type.ts";
import { aggregatedQuery } from "./aggregated-query.ts";
import { isMovable, readMayRaise } from "./effects.ts";
import { numberAggregate, readingRaises } from "./plan-group.ts";
import { planRows, variablesOfRows } from "./plan-rows.ts";
import type { Aggregate, JoinKey, PlanIndex, PlanRows } from "./plan.ts";
import { boundIn, conjunction, conjunctsOf, holds, isSameTree, queryOf, replaceIn, variablesOf } from "./variables.ts";

interface Cx {
  /** The variables of the query around, and of all that is in it. */
  readonly bound: ReadonlySet<Local>;
  /** As their queries wrote them; those of the queries inside them come behind them. */
  readonly indexes: PlanIndex[];
  /** So many of them hold lookups by now. */
  finished: number;
}

/** The parts of a query that writes nothing, with lookups in place of correlated queries. */
export function decorrelate<T extends object>(parts: T, bound: ReadonlySet<Local>): { readonly parts: T; readonly indexes: readonly PlanIndex[] } {
  const cx: Cx = { bound, indexes: [], finished: 0 };
  const decorrelated = within(cx, parts);
  const indexes: PlanIndex[] = [];
  for (const index of cx.indexes) {
    cx.finished++;
    indexes.push(within(cx, index));
  }
  return { parts: decorrelated, indexes };
}

function within<T>(cx: Cx, tree: T): T {
  return replaceIn(tree, (e) => {
    const asked = anyRow(cx, e);
    return asked === undefined ? lookupFor(cx, e) : within(cx, asked);
  });
}

function lookupFor(cx: Cx, e: TypedExpression): TypedExpression | undefined {
  const query = e.kind === "call-builtin" ? aggregatedQuery(e) : queryOf(e);
  const parts = query === undefined ? undefined : separate(cx, query);
  if (query === undefined || parts === undefined) {
    return undefined;
  }
  const found = aggregateLookup(cx, query, parts);
  if (found !== undefined) {
    return asExpression(e, within(cx, found));
  }
  return e.kind === "do" ? asExpression(e, within(cx, rowsLookup(cx, query, parts))) : undefined;
}

function asExpression(e: TypedExpression, query: TypedQuery): TypedExpression {
  const local = query.aggregate?.local ?? query.result;
  const value: TypedExpression = { kind: "local", type: e.type, span: e.span, local };
  return { kind: "do", type: e.type, span: e.span, body: { statements: [{ kind: "query", span: e.span, query }] }, value };
}

// ---------------------------------------------------------------- what belongs to all outer rows, and what to one

interface Separated {
  readonly rows: PlanRows;
  readonly keys: readonly JoinKey[];
  readonly residual: readonly TypedExpression[];
}

/** `left` of a key is the outer side. */
function separate(cx: Cx, query: TypedQuery): Separated | undefined {
  const { rows } = query;
  if (rows.operator !== "filter" || !isSteady(rows.input)) {
    return undefined;
  }
  const own = boundIn(query);
  const isOuter = (e: object): boolean => [...variablesOf(e)].some((local) => cx.bound.has(local) && !own.has(local));
  if (isOuter(rows.input)) {
    return undefined;
  }
  const inner = variablesOfRows(planRows(rows.input, true));
  const isInner = (e: object): boolean => [...variablesOf(e)].some((local) => inner.has(local));
  const filters: TypedExpression[] = [];
  const keys: JoinKey[] = [];
  const residual: TypedExpression[] = [];
  for (const condition of conjunctsOf(rows.condition)) {
    const key = equality(condition, isOuter, isInner);
    if (!isMovable(condition) || !residual.every(isMovable)) {
      residual.push(condition);
    } else if (!isOuter(condition)) {
      filters.push(condition);
    } else if (key !== undefined) {
      keys.push(key);
    } else {
      residual.push(condition);
    }
  }
  if (keys.length === 0) {
    return undefined;
  }
  const condition = conjunction(filters);
  const kept: TypedRows = condition === undefined ? rows.input : { ...rows, condition };
  return { rows: planRows(kept, true), keys, residual };
}

function equality(e: TypedExpression, isOuter: (e: object) => boolean, isInner: (e: object) => boolean): JoinKey | undefined {
  if (e.kind !== "binary" || e.op !== "==") {
    return undefined;
  }
  const { left, right } = e;
  if (isOuter(left) && !isInner(left) && isInner(right) && !isOuter(right)) {
    return { left, right };
  }
  return isOuter(right) && !isInner(right) && isInner(left) && !isOuter(left) ? { left: right, right: left } : undefined;
}

/** Once its sources are there, going through these rows does not raise. */
function isSteady(rows: TypedRows): boolean {
  switch (rows.operator) {
    case "scan":
      return rows.variable.prologue.length === 0 && (rows.input === undefined || (isMovable(rows.source) && isSteady(rows.input)));
    case "join":
      return rows.variable.prologue.length === 0 && isMovable(rows.on) && isSteady(rows.input);
    case "filter":
      return isMovable(rows.condition) && isSteady(rows.input);
    case "lookup":
      return false;
  }
}

/** Whether making the index may raise: for want of a source. */
function mayRaise(rows: PlanRows): boolean {
  switch (rows.operator) {
    case "scan":
      return !isMovable(rows.source) || (rows.input !== undefined && mayRaise(rows.input));
    case "filter":
      return mayRaise(rows.input);
    case "join":
      return !isMovable(rows.source) || mayRaise(rows.input);
    case "lookup":
      return false;
  }
}

// ---------------------------------------------------------------- lookups

function rowsLookup(cx: Cx, query: TypedQuery, parts: Separated): TypedQuery {
  const variables = [...variablesOfRows(parts.rows)].map((local) => ({ local }));
  const lookup: TypedLookup = { ...lookupIn(addIndex(cx, query, parts), query, parts), variables };
  const condition = conjunction(parts.residual);
  return { ...query, rows: condition === undefined ? lookup : { operator: "filter", input: lookup, condition } };
}

function addIndex(cx: Cx, query: TypedQuery, { rows, keys }: Separated, aggregates?: readonly Aggregate[]): Local {
  const local = newTemporary("index", intType, query.result.span);
  if (mayRaise(rows) || aggregates?.some(readingRaises) === true) {
    readMayRaise(local);
  }
  cx.indexes.push({ local, rows, keys: indexKeys(keys), ...(aggregates === undefined ? {} : { aggregates }) });
  return local;
}

function indexKeys(keys: readonly JoinKey[]): PlanIndex["keys"] {
  return keys.map(({ left, right }) => ({ value: right, type: left.type }));
}

function lookupIn(local: Local, query: TypedQuery, { keys }: Separated): TypedLookup {
  const { span } = query.result;
  return { operator: "lookup", span, index: { kind: "local", type: local.type, span, local }, keys: keys.map((key) => key.left), variables: [] };
}

/** The query as the lookup of an aggregate that an index holds, or will hold now. */
function aggregateLookup(cx: Cx, query: TypedQuery, parts: Separated): TypedQuery | undefined {
  const aggregate = aggregateOf(query);
  if (aggregate === undefined || parts.residual.length > 0) {
    return undefined;
  }
  const held = heldAlready(cx, parts, aggregate) ?? { local: addIndex(cx, query, parts, [aggregate]), aggregate: 0 };
  const { span } = query.result;
  return {
    rows: { ...lookupIn(held.local, query, parts), aggregate: held.aggregate },
    sort: [],
    select: { kind: "int", type: intType, span, value: 0n },
    distinct: false,
    result: newTemporary("rows", listOf(intType), span),
    ...(query.aggregate === undefined ? {} : { aggregate: query.aggregate }),
  };
}

/** Queries over the same rows, by the same keys, share an index. */
function heldAlready(cx: Cx, parts: Separated, aggregate: Aggregate): { readonly local: Local; readonly aggregate: number } | undefined {
  for (const [at, index] of cx.indexes.entries()) {
    const { local, aggregates } = index;
    const renamed = aggregates === undefined || at < cx.finished ? undefined : sameIndex(index, parts);
    if (aggregates !== undefined && renamed !== undefined) {
      const own = renamed(aggregate);
      const known = aggregates.findIndex((one) => isSameTree(one, own));
      if (known >= 0) {
        return { local, aggregate: known };
      }
      cx.indexes[at] = { ...index, aggregates: [...aggregates, own] };
      if (readingRaises(own)) {
        readMayRaise(local);
      }
      return { local, aggregate: aggregates.length };
    }
  }
  return undefined;
}

/** If an index is of these rows by these keys: what puts its variables into an aggregate. */
function sameIndex(index: PlanIndex, { rows, keys }: Separated): ((aggregate: Aggregate) => Aggregate) | undefined {
  const [theirs, ours] = [boundIn(index.rows), boundIn(rows)];
  const pairs = new Map<Local, Local>();
  const paired = new Set<Local>();
  const same = (left: Local, right: Local): boolean => {
    if (!pairs.has(right) && theirs.has(left) && ours.has(right) && !paired.has(left)) {
      pairs.set(right, left);
      paired.add(left);
    }
    return pairs.get(right) === left;
  };
  if (!isSameTree({ rows: index.rows, keys: index.keys }, { rows, keys: indexKeys(keys) }, same)) {
    return undefined;
  }
  return (aggregate) =>
    replaceIn(aggregate, (e) => {
      const local = e.kind === "local" ? pairs.get(e.local) : undefined;
      return local === undefined ? undefined : { kind: "local", type: e.type, span: e.span, local };
    });
}

/** The aggregate that a query is, if it can be accumulated whoever will ask for it. */
function aggregateOf({ group, sort, distinct, skip, take, select, aggregate }: TypedQuery): Aggregate | undefined {
  if (aggregate?.value.kind !== "call-builtin" || group !== undefined || sort.length > 0 || distinct || skip !== undefined || take !== undefined) {
    return undefined;
  }
  const { name } = aggregate.value;
  switch (name) {
    case "len":
    case "count":
      return isMovable(select) ? { function: "count" } : undefined;
    case "exists":
      return isMovable(select) ? { function: "exists" } : undefined;
    case "sum":
    case "avg":
    case "min":
    case "max":
      return numberAggregate(name, select);
    default:
      return undefined;
  }
}

// ---------------------------------------------------------------- questions for any row

/** `count(q) > 0` and `x in q` ask whether there is a row: as `exists(…)`. */
function anyRow(cx: Cx, e: TypedExpression): TypedExpression | undefined {
  if (e.kind !== "binary") {
    return undefined;
  }
  if (e.op === "in") {
    return membership(cx, e);
  }
  const { left: count, right: zero } = e;
  if (count.kind !== "call-builtin" || (count.name !== "count" && count.name !== "len") || zero.kind !== "int" || zero.value !== 0n) {
    return undefined;
  }
  const query = aggregatedQuery(count);
  if (query === undefined || !["==", "!=", ">", "<="].includes(e.op)) {
    return undefined;
  }
  const some: TypedExpression = { ...count, name: "exists", type: boolType };
  return e.op === ">" || e.op === "!=" ? some : { kind: "not", type: boolType, span: e.span, operand: some };
}

/** A query that depends on the outer row; the others are hashed whole (plan-query.ts). */
function membership(cx: Cx, e: TypedExpression & { readonly kind: "binary" }): TypedExpression | undefined {
  const query = queryOf(e.right);
  if (query === undefined || query.aggregate !== undefined || query.group !== undefined || query.skip !== undefined || query.take !== undefined) {
    return undefined;
  }
  const own = boundIn(query);
  const isCorrelated = [...variablesOf(query)].some((local) => cx.bound.has(local) && !own.has(local));
  if (!isCorrelated || !sameType(e.left.type, query.select.type) || !isMovable(e.left) || holds(e.left, "query") || !isMovable(query.select) || !query.sort.every((key) => isMovable(key.value))) {
    return undefined;
  }
  const equal: TypedExpression = { kind: "binary", type: boolType, span: e.span, opSpan: e.opSpan, op: "==", left: query.select, right: e.left };
  const { rows } = query;
  const [input, conditions] = rows.operator === "filter" ? [rows.input, [...conjunctsOf(rows.condition), equal]] : [rows, [equal]];
  const filter: TypedRows = { operator: "filter", input, condition: conjunction(conditions) ?? equal };
  const rest: TypedQuery = { ...query, rows: filter, sort: [], distinct: false };
  return { kind: "call-builtin", type: boolType, span: e.span, name: "exists", args: [asExpression(e.right, rest)] };
}
