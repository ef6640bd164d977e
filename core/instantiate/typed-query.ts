// Queries in the typed tree: the clauses as they are written, with every expression typed.
//
// It says what a query means (the nested loops and the order of rows of decisions §7), never how it
// runs: core/plan decides that. A row is what the row variables hold; there is no row value. On the
// optional side of a join a variable has another type behind the join than in its `on`, so these
// are two Locals.
//
// Nodes of rows have an `operator`, not a `kind`: walks over the typed tree pass through them.

import type { Span } from "../source/span.ts";
import type { Local, TypedExpression, TypedStatement } from "./typed.ts";

export interface TypedQuery {
  readonly rows: TypedRows;
  readonly group?: TypedGroup;
  readonly sort: readonly TypedSortKey[];
  /** Of the element type of `result`; `never` if it does not yield. */
  readonly select: TypedExpression;
  readonly distinct: boolean;
  /** Ints, evaluated once, after the rows; bounds as of a slice. */
  readonly skip?: TypedExpression;
  readonly take?: TypedExpression;
  /** The list of the selected values, declared by the query. */
  readonly result: Local;
  /** `select sum(e)`: `value` is the aggregate of `result`. */
  readonly aggregate?: { readonly local: Local; readonly value: TypedExpression };
}

export type TypedRows = TypedScan | TypedFilter | TypedJoin | TypedLookup;

/** A row for each element, within each row of `input`, for which the source is evaluated again. */
export interface TypedScan {
  readonly operator: "scan";
  readonly span: Span;
  readonly input?: TypedRows;
  readonly variable: RowVariable;
  readonly source: TypedExpression;
}

export interface TypedFilter {
  readonly operator: "filter";
  readonly input: TypedRows;
  readonly condition: TypedExpression;
}

/** The source is evaluated once. */
export interface TypedJoin {
  readonly operator: "join";
  readonly span: Span;
  readonly side: "inner" | "left" | "right" | "outer";
  readonly input: TypedRows;
  readonly variable: RowVariable;
  readonly source: TypedExpression;
  readonly on: TypedExpression;
  /** The variables behind the join: of the rows so far, in order, then the joined one. */
  readonly after: readonly JoinedVariable[];
}

/**
 * Of a query inside another one, which has an index of all its rows: those that belong to a key.
 * Only planning makes it (core/plan/decorrelate.ts).
 */
export interface TypedLookup {
  readonly operator: "lookup";
  readonly input?: never;
  readonly span: Span;
  /** A read of what names the index. */
  readonly index: TypedExpression & { readonly kind: "local" };
  readonly keys: readonly TypedExpression[];
  /** What a row binds. */
  readonly variables: readonly { readonly local: Local }[];
  /** Which of the index's aggregates the query is for; absent when it asks for the rows. */
  readonly aggregate?: number;
}

/** `inside` is the variable in `on`; the same object when its type admits none already, or need not. */
export interface JoinedVariable {
  readonly inside: Local;
  readonly local: Local;
}

/** `prologue` fills a variable that the query's expressions assign something wider to. */
export interface RowVariable {
  readonly local: Local;
  readonly prologue: readonly TypedStatement[];
}

export interface TypedGroup {
  /** The parts of the key; the locals hold them in `having`, `sort` and `select`. */
  readonly keys: readonly { readonly value: TypedExpression; readonly local: Local }[];
  /** What is kept of a row, and the list of it that a group has. */
  readonly item: TypedExpression;
  readonly items: Local;
  readonly having?: TypedExpression;
}

export interface TypedSortKey {
  readonly value: TypedExpression;
  readonly descending: boolean;
}

export interface QueryParts {
  /** Every expression, in the order of the clauses. */
  readonly expressions: readonly TypedExpression[];
  readonly prologues: readonly (readonly TypedStatement[])[];
  /** Every variable that the clauses bind, but for those of prologues. */
  readonly locals: readonly Local[];
}

/** What stands in the clauses of a query, whatever they are. */
export function queryParts(query: TypedQuery): QueryParts {
  const { group, aggregate, skip, take, result } = query;
  const rows = partsOfRows(query.rows);
  const bounds = [skip, take].filter((bound) => bound !== undefined);
  return {
    expressions: [
      ...rows.expressions,
      ...(group === undefined ? [] : [...group.keys.map((key) => key.value), group.item, ...(group.having === undefined ? [] : [group.having])]),
      ...query.sort.map((key) => key.value),
      query.select,
      ...bounds,
      ...(aggregate === undefined ? [] : [aggregate.value]),
    ],
    prologues: rows.prologues,
    locals: [...rows.locals, ...(group === undefined ? [] : [...group.keys.map((key) => key.local), group.items]), result, ...(aggregate === undefined ? [] : [aggregate.local])],
  };
}

function partsOfRows(rows: TypedRows): QueryParts {
  const before = rows.input === undefined ? { expressions: [], prologues: [], locals: [] } : partsOfRows(rows.input);
  if (rows.operator === "filter") {
    return { ...before, expressions: [...before.expressions, rows.condition] };
  }
  if (rows.operator === "lookup") {
    return { expressions: rows.keys, prologues: [], locals: rows.variables.map((one) => one.local) };
  }
  const { local, prologue } = rows.variable;
  return {
    expressions: [...before.expressions, rows.source, ...(rows.operator === "join" ? [rows.on] : [])],
    prologues: prologue.length === 0 ? before.prologues : [...before.prologues, prologue],
    locals: [...before.locals, local, ...(rows.operator === "join" ? rows.after.map((one) => one.local) : [])],
  };
}
