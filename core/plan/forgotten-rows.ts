// Whether the rows of a query's file may lie in the place of earlier rows: nothing looks at a row when the next one is there.
//
// So it is if the row is a struct of which only fields are read. What is in a field lives by itself: strings are
// values, lists and structs are made anew for each row. Joins that keep the rows so far (right and outer ones) keep the row.

import type { RowVariable } from "../instantiate/typed-query.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { forEachNode } from "../instantiate/walk-typed.ts";
import type { PlanRows, QueryPlan } from "./plan.ts";
import { variablesOf } from "./variables.ts";

export function isForgotten(plan: QueryPlan, { local, prologue }: RowVariable): boolean {
  if (local.type.kind !== "struct" || prologue.length > 0 || !flows(plan.rows)) {
    return false;
  }
  const isRow = (e: TypedExpression): boolean => e.kind === "local" && e.local === local;
  let kept = 0;
  forEachNode(plan, (node) => {
    if (node.kind === "local" && node.local === local) {
      kept++;
    } else if (node.kind === "field" && isRow(node.receiver)) {
      kept--;
    } else if (node.kind === "closure" && variablesOf(node.function.body).has(local)) {
      kept = Number.POSITIVE_INFINITY;
    }
  });
  return kept === 0;
}

/** No row waits for others. */
function flows(rows: PlanRows): boolean {
  switch (rows.operator) {
    case "scan":
    case "filter":
      return rows.input === undefined || flows(rows.input);
    case "lookup":
      return true;
    case "join":
      return (rows.side === "inner" || rows.side === "left") && flows(rows.input);
  }
}
