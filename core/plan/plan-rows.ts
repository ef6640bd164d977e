// Sources, joins and `where`: conditions go down to the rows that they are about, equalities between
// two sides become keys of hash joins, constant conditions go away.
//
// A condition moves only past what can't be told from being evaluated more or fewer times, and only
// behind conditions that could all have moved: `a != 0 && 10 / a == x` must not be turned around.
// Below the optional side of an outer join nothing moves, since `where` sees the missing rows too.
// `from a in as from b in bs where a.k == b.k` is an inner join: the order of rows is the same.

import type { RowVariable, TypedFilter, TypedJoin, TypedRows, TypedScan } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { effectsOf, isMovable } from "./effects.ts";
import type { JoinKey, PlanJoin, PlanRows, PlanScan } from "./plan.ts";
import { conjunctsOf, conjunction, variablesOf } from "./variables.ts";

/** `quiet`: nothing in the query writes, so what is read early is what would be read late. */
export function planRows(rows: TypedRows, quiet: boolean): PlanRows {
  switch (rows.operator) {
    case "scan":
      return planScan(rows, quiet);
    case "filter":
      return planFilter(rows, quiet);
    case "join":
      return planJoin(rows, quiet);
    case "lookup":
      return rows;
  }
}

function planScan(scan: TypedScan, quiet: boolean): PlanRows {
  const { input, ...rest } = scan;
  return input === undefined ? rest : { ...rest, input: planRows(input, quiet) };
}

function planFilter(filter: TypedFilter, quiet: boolean): PlanRows {
  let rows = planRows(filter.input, quiet);
  const kept: TypedExpression[] = [];
  for (const condition of conjunctsOf(filter.condition)) {
    if (isTrue(condition)) {
      continue;
    }
    const moved = quiet && kept.every(isMovable) && isMovable(condition) ? pushDown(rows, condition) : undefined;
    if (moved === undefined) {
      kept.push(condition);
    } else {
      rows = moved;
    }
  }
  return filtered(rows, kept);
}

function isTrue(condition: TypedExpression): boolean {
  return condition.kind === "bool" && condition.value;
}

function filtered(rows: PlanRows, conditions: readonly TypedExpression[]): PlanRows {
  const condition = conjunction(conditions);
  return condition === undefined ? rows : { operator: "filter", input: rows, condition };
}

// ---------------------------------------------------------------- conditions move down

/** The rows with a movable condition as far down as it may go; undefined when that is on top of them. */
function pushDown(rows: PlanRows, condition: TypedExpression): PlanRows | undefined {
  switch (rows.operator) {
    case "filter": {
      const input = pushDown(rows.input, condition);
      return input === undefined || !isMovable(rows.condition) ? undefined : { ...rows, input };
    }
    case "scan":
      return pushBelowScan(rows, condition);
    case "join":
      return pushBelowJoin(rows, condition);
    case "lookup":
      return undefined;
  }
}

/** Conditions that must go somewhere: down, or on top. */
function place(rows: PlanRows, condition: TypedExpression): PlanRows {
  const moved = pushDown(rows, condition);
  if (moved !== undefined) {
    return moved;
  }
  return rows.operator === "filter" ? filtered(rows.input, [...conjunctsOf(rows.condition), condition]) : filtered(rows, [condition]);
}

function pushBelowScan(scan: PlanScan, condition: TypedExpression): PlanRows | undefined {
  if (scan.input === undefined || !isMovable(scan.source) || scan.variable.prologue.length > 0) {
    return undefined;
  }
  const used = variablesOf(condition);
  if (!used.has(scan.variable.local)) {
    return { ...scan, input: place(scan.input, condition) };
  }
  const key = equality(condition, variablesOfRows(scan.input), scan.variable.local);
  const before = variablesOfRows(scan.input);
  if (key === undefined || [...variablesOf(scan.source)].some((local) => before.has(local))) {
    return undefined;
  }
  const after = [...before, scan.variable.local].map((local) => ({ inside: local, local }));
  return { operator: "join", span: scan.span, side: "inner", input: scan.input, variable: scan.variable, source: scan.source, keys: [key], after };
}

function pushBelowJoin(join: PlanJoin, condition: TypedExpression): PlanRows | undefined {
  if (join.variable.prologue.length > 0 || (join.residual !== undefined && !isMovable(join.residual)) || (join.filter !== undefined && !isMovable(join.filter))) {
    return undefined;
  }
  const used = variablesOf(condition);
  const before = variablesOfRows(join.input);
  // Behind the join a variable may be another one, which admits none: then it isn't in `before`.
  const renamed = join.after.filter(({ inside, local }) => inside !== local).map(({ local }) => local);
  const usesLeft = [...used].some((local) => before.has(local));
  const usesRight = used.has(join.variable.local);
  if (renamed.some((local) => used.has(local))) {
    return undefined;
  }
  if (!usesRight && (join.side === "inner" || join.side === "left")) {
    return { ...join, input: place(join.input, condition) };
  }
  if (usesRight && !usesLeft && (join.side === "inner" || (join.side === "right" && isSame(join, join.variable.local)))) {
    return withFilter(join, condition);
  }
  if (usesLeft && usesRight && join.side === "inner") {
    const key = equality(condition, before, join.variable.local);
    return key === undefined ? withResidual(join, condition) : { ...join, keys: [...join.keys, key] };
  }
  return undefined;
}

function isSame(join: PlanJoin, local: Local): boolean {
  return join.after.some((one) => one.inside === local && one.local === local);
}

function withFilter(join: PlanJoin, condition: TypedExpression): PlanJoin {
  return { ...join, filter: conjunction(join.filter === undefined ? [condition] : [join.filter, condition]) as TypedExpression };
}

function withResidual(join: PlanJoin, condition: TypedExpression): PlanJoin {
  return { ...join, residual: conjunction(join.residual === undefined ? [condition] : [join.residual, condition]) as TypedExpression };
}

/** The variables that a row of these rows has, under the names that conditions on top of them use. */
export function variablesOfRows(rows: PlanRows): ReadonlySet<Local> {
  switch (rows.operator) {
    case "filter":
      return variablesOfRows(rows.input);
    case "scan":
      return new Set([...(rows.input === undefined ? [] : variablesOfRows(rows.input)), ...variablesOfRow(rows.variable)]);
    case "join":
      return new Set(rows.after.map(({ local }) => local));
    case "lookup":
      return new Set(rows.variables.map(({ local }) => local));
  }
}

function variablesOfRow({ local, prologue }: RowVariable): readonly Local[] {
  return [local, ...prologue.flatMap((statement) => (statement.kind === "let" ? [statement.local] : []))];
}

// ---------------------------------------------------------------- joins

function planJoin(join: TypedJoin, quiet: boolean): PlanRows {
  const input = planRows(join.input, quiet);
  const { on, ...rest } = join;
  const plain: PlanJoin = { ...rest, input, keys: [], ...(isTrue(on) ? {} : { residual: on }) };
  return quiet && join.variable.prologue.length === 0 ? withKeys(plain, on) : plain;
}

/** Takes keys and conditions on one side out of `on`, up to the first part that must stay where it is. */
function withKeys(join: PlanJoin, on: TypedExpression): PlanRows {
  const before = variablesOfRows(join.input);
  const keys: JoinKey[] = [];
  const residual: TypedExpression[] = [];
  let { input } = join;
  const filters: TypedExpression[] = [];
  const parts = conjunctsOf(on);
  for (const part of parts) {
    const used = variablesOf(part);
    const usesLeft = [...used].some((local) => before.has(local));
    const usesRight = used.has(join.variable.local);
    if (isTrue(part)) {
      continue;
    }
    if (!residual.every(isMovable) || !isMovable(part)) {
      residual.push(part);
      continue;
    }
    const key = equality(part, before, join.variable.local);
    if (key !== undefined) {
      keys.push(key);
    } else if (usesRight && !usesLeft && (join.side === "inner" || join.side === "left")) {
      filters.push(part);
    } else if (usesLeft && !usesRight && (join.side === "inner" || join.side === "right") && effectsOf(input).writes === false && isMovableRows(input)) {
      input = place(input, part);
    } else {
      residual.push(part);
    }
  }
  const left = conjunction(residual);
  const filter = conjunction(filters);
  const { residual: _, ...plain } = join;
  return { ...plain, input, keys, ...(left === undefined ? {} : { residual: left }), ...(filter === undefined ? {} : { filter }) };
}

/** A condition may be put among the conditions of these rows. */
function isMovableRows(rows: PlanRows): boolean {
  switch (rows.operator) {
    case "scan":
      return rows.input === undefined || (isMovable(rows.source) && isMovableRows(rows.input));
    case "filter":
      return isMovable(rows.condition) && isMovableRows(rows.input);
    case "join":
      return (rows.residual === undefined || isMovable(rows.residual)) && isMovableRows(rows.input);
    case "lookup":
      return true;
  }
}

/** `left == right` with a side each for the rows so far and for the joined row. */
function equality(condition: TypedExpression, before: ReadonlySet<Local>, joined: Local): JoinKey | undefined {
  if (condition.kind !== "binary" || condition.op !== "==") {
    return undefined;
  }
  const [a, b] = [variablesOf(condition.left), variablesOf(condition.right)];
  const isLeft = (used: ReadonlySet<Local>): boolean => !used.has(joined) && [...used].some((local) => before.has(local));
  const isRight = (used: ReadonlySet<Local>): boolean => used.has(joined) && ![...used].some((local) => before.has(local));
  if (isLeft(a) && isRight(b)) {
    return { left: condition.left, right: condition.right };
  }
  return isLeft(b) && isRight(a) ? { left: condition.right, right: condition.left } : undefined;
}

