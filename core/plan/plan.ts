// The plan of a query: operators that say how it runs.
//
// `planQuery` makes it from the typed clauses; lowering turns it into loops, printing into text.
// The rows that a plan yields, and their order, are those of the nested loops that the query means
// (decisions §7); what a plan changes is how often something is evaluated, and that only where no
// program could tell (effects.ts).
//
// Rows flow upwards without being materialised: each operator runs what stands above it for each of
// its rows. Only the build side of a join, the rows before a right join, groups, and the result are
// kept.

import type { Span } from "../source/span.ts";
import type { JoinedVariable, RowVariable, TypedLookup } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import type { Type } from "../types/type.ts";

export interface QueryPlan {
  readonly span: Span;
  /** Values that are the same for every row: evaluated when first needed, then kept. */
  readonly once: readonly { readonly local: Local; readonly value: TypedExpression }[];
  /** `item in (from …)` with a query that is the same for every row: the local is the answer for the current row. */
  readonly memberships: readonly Membership[];
  /** For the queries inside that look their rows up. */
  readonly indexes: readonly PlanIndex[];
  readonly rows: PlanRows;
  readonly group?: PlanGroup;
  readonly sort: readonly PlanSortKey[];
  /** With a limit, only so many rows are kept while sorting. */
  readonly select: TypedExpression;
  /** `select` may be left out for rows that the sort drops. */
  readonly selectsLate: boolean;
  readonly distinct: boolean;
  readonly skip?: TypedExpression;
  readonly take?: TypedExpression;
  /** Bounds can be evaluated before the rows: a sort keeps a heap, and without one the rows end early. */
  readonly limit: "none" | "heap" | "stop";
  readonly result: Local;
  readonly aggregate?: { readonly local: Local; readonly value: TypedExpression; /** While the rows run, without a list of them. */ readonly running?: Aggregate };
}

/** The list is put into a hash table when first needed. */
export interface Membership {
  readonly local: Local;
  readonly item: TypedExpression;
  readonly list: TypedExpression;
}

/** Rows by key, for a query inside that is evaluated for many keys. Made when first needed. */
export interface PlanIndex {
  /** Names it for the lookups. */
  readonly local: Local;
  readonly rows: PlanRows;
  /** The values by which rows are found, and the types of what they are compared with. */
  readonly keys: readonly { readonly value: TypedExpression; readonly type: Type }[];
  /** By key, in place of the rows themselves. */
  readonly aggregates?: readonly Aggregate[];
}

export type PlanRows = PlanScan | PlanFilter | PlanJoin | TypedLookup;

export interface PlanScan {
  readonly operator: "scan";
  readonly span: Span;
  readonly input?: PlanRows;
  readonly variable: RowVariable;
  readonly source: TypedExpression;
  /** The source is made of queries, whose rows come one by one (feed.ts). */
  readonly fed?: true;
}

/** What the query goes through first, unless it looks its rows up. */
export function firstScan(rows: PlanRows): PlanScan | undefined {
  if (rows.input !== undefined) {
    return firstScan(rows.input);
  }
  return rows.operator === "scan" ? rows : undefined;
}

export interface PlanFilter {
  readonly operator: "filter";
  readonly input: PlanRows;
  readonly condition: TypedExpression;
}

export interface JoinKey {
  readonly left: TypedExpression;
  readonly right: TypedExpression;
}

/** By hash if there are keys, else each row with each. */
export interface PlanJoin {
  readonly operator: "join";
  readonly span: Span;
  readonly side: "inner" | "left" | "right" | "outer";
  readonly input: PlanRows;
  readonly variable: RowVariable;
  readonly source: TypedExpression;
  /** What rows of the source must fulfil to be looked at. */
  readonly filter?: TypedExpression;
  readonly keys: readonly JoinKey[];
  /** What rows with equal keys must fulfil. */
  readonly residual?: TypedExpression;
  readonly after: readonly JoinedVariable[];
}

export interface PlanGroup {
  readonly keys: readonly { readonly value: TypedExpression; readonly local: Local }[];
  readonly aggregates: readonly GroupAggregate[];
  /** Kept only when something asks for the items themselves. */
  readonly item?: TypedExpression;
  readonly items: Local;
  readonly having?: TypedExpression;
}

/** What is accumulated while rows come; `value` is absent for a count, and for `exists`. */
export interface Aggregate {
  readonly function: "count" | "exists" | "sum" | "avg" | "min" | "max";
  readonly value?: TypedExpression;
  /** `value` may overflow; that counts where the aggregate is read (effects.ts, mayOnlyOverflow). */
  readonly deferred?: true;
}

export interface GroupAggregate extends Aggregate {
  readonly filter?: TypedExpression;
  /** Holds the aggregate where the groups are looked at. */
  readonly local: Local;
}

export interface PlanSortKey {
  readonly value: TypedExpression;
  readonly descending: boolean;
}
