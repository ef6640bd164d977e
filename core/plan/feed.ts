// What a source of rows is made of: lists, queries, and `union`, `union all`, `except`, `intersect` of these.
// The rows of a query that feeds another one needn't become a list first, nor those of a set operation.
//
// That is so where nobody can tell that the rows come one by one: the source, or else all that is done with
// its rows, must not raise, or the first error could be another one. Orders are those of core §5.7.

import { newTemporary } from "../instantiate/context.ts";
import type { TypedQuery } from "../instantiate/typed-query.ts";
import type { BinaryOp, TypedExpression } from "../instantiate/typed.ts";
import { sameType, type Type } from "../types/type.ts";
import { effectsOf, isMovable } from "./effects.ts";
import type { PlanRows, PlanScan } from "./plan.ts";
import { queryOf } from "./variables.ts";

export type Feed =
  | { readonly kind: "list"; readonly source: TypedExpression }
  | { readonly kind: "query"; readonly source: TypedExpression; readonly query: TypedQuery }
  | { readonly kind: "set"; readonly op: SetOp; readonly element: Type; readonly left: Feed; readonly right: Feed };

export type SetOp = Extract<BinaryOp, "union" | "union all" | "except" | "intersect">;

export function feedOf(source: TypedExpression): Feed {
  if (source.kind === "binary" && isSetOp(source.op) && source.type.kind === "list" && sameType(source.left.type, source.type) && sameType(source.right.type, source.type)) {
    return { kind: "set", op: source.op, element: source.type.element, left: feedOf(source.left), right: feedOf(source.right) };
  }
  const query = queryOf(source);
  return query !== undefined && yieldsRows(query) ? { kind: "query", source, query } : { kind: "list", source };
}

function isSetOp(op: BinaryOp): op is SetOp {
  return op === "union" || op === "union all" || op === "except" || op === "intersect";
}

/** Its rows are known one by one, and final. */
function yieldsRows({ aggregate, sort, skip, take, select }: TypedQuery): boolean {
  return aggregate === undefined && sort.length === 0 && skip === undefined && take === undefined && select.type.kind !== "never";
}

/** What runs for each row is written once for each of these. */
const MOST_LEAVES = 4;

function leavesOf(feed: Feed): readonly Feed[] {
  return feed.kind === "set" ? [...leavesOf(feed.left), ...leavesOf(feed.right)] : [feed];
}

/** Rows can come from it one by one: `except` goes through its right side first. */
function canFeed(feed: Feed): boolean {
  if (feed.kind !== "set") {
    return true;
  }
  const turns = feed.op === "except" && ![feed.left, feed.right].some((side) => leavesOf(side).every((leaf) => leaf.kind !== "set" && isMovable(leaf.source)));
  return !turns && canFeed(feed.left) && canFeed(feed.right);
}

/** The rows, with the scans marked whose sources needn't become lists. `rest`: all that is done with the rows. */
export function feedScans(rows: PlanRows, rest: object): PlanRows {
  switch (rows.operator) {
    case "scan":
      return feedScan(rows, rest);
    case "filter":
      return { ...rows, input: feedScans(rows.input, [rest, rows.condition]) };
    case "join":
      return { ...rows, input: feedScans(rows.input, [rest, rows.source, rows.filter, rows.residual, rows.keys]) };
    case "lookup":
      return rows;
  }
}

function feedScan(scan: PlanScan, rest: object): PlanScan {
  const input = scan.input === undefined ? {} : { input: feedScans(scan.input, [rest, scan.source]) };
  const feed = feedOf(scan.source);
  const many = leavesOf(feed).length;
  const fits = feed.kind !== "list" && many <= (scan.input === undefined ? MOST_LEAVES : 1) && canFeed(feed);
  const untold = fits && (isMovable(scan.source) || isMovable([rest, scan.input]));
  return { ...scan, ...input, ...(untold ? { fed: true } : {}) };
}

/** A set operation over queries as a query itself, so that it has a plan. */
export function queryOfSets(e: TypedExpression): TypedQuery | undefined {
  const feed = feedOf(e);
  if (feed.kind !== "set" || leavesOf(feed).every((leaf) => leaf.kind === "list") || leavesOf(feed).length > MOST_LEAVES || !canFeed(feed) || effectsOf(e).writes) {
    return undefined;
  }
  const local = newTemporary("row", feed.element, e.span);
  return {
    rows: { operator: "scan", span: e.span, variable: { local, prologue: [] }, source: e },
    sort: [],
    select: { kind: "local", type: feed.element, span: e.span, local },
    distinct: false,
    result: newTemporary("rows", e.type, e.span),
  };
}
