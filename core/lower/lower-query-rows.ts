// The rows of a plan as loops. An operator is prepared (its tables are built, before any row comes),
// then produces: it runs what is given for each of its rows, in its innermost loop, with the row
// variables bound. So filters, joins and whatever stands above them share one loop nest.
//
// Joins look for the rows of one side, which can be read by position, while the rows of the other
// side come: the joined list is looked up for inner, left and outer joins, the rows so far for right
// ones. That side's rows stay in their order under each key, so matches come in the order of
// decisions §7 without sorting. `consume` is emitted once wherever that is possible: the missing row
// of an optional side is one more round of the loop over matches.

import type { IrExpression, IrLabel, IrVariable } from "../aotir/aotir.ts";
import { assign, assignVariable, binary, boolIr, boolValue, declare, descriptor, evaluate, intValue, lengthOf, newLabel, newVariable, noneOf, not, readElement, readVariable, runtime, u32Ir } from "../aotir/builder.ts";
import type { JoinedVariable } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import { feedOf } from "../plan/feed.ts";
import { isForgotten } from "../plan/forgotten-rows.ts";
import { firstScan, type PlanJoin, type PlanRows, type PlanScan, type QueryPlan } from "../plan/plan.ts";
import { variablesOfRows } from "../plan/plan-rows.ts";
import { invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { boolType, listOf, stringType, type Type } from "../types/type.ts";
import { inBlock, spill, temporary, type FunctionContext } from "./context.ts";
import { convertValue } from "./lower-convert.ts";
import { type FileRows, openRows } from "./lower-data.ts";
import { lowerExpression, readLocal } from "./lower-expression.ts";
import { push } from "./lower-growth.ts";
import { prepareFeed } from "./lower-query-feed.ts";
import { bindElement, eachElement, eachItem, itemsOf, lowerStatements } from "./lower-statement.ts";
import { lowerType } from "./lower-type.ts";
import { dropColumn, dropKeyTable, findKey, findOrAddKey, newColumn, newKeyTable, noRow, type Column, type KeyPart } from "./query-table.ts";
import { isBorrowed, share, storedFromPlace } from "./sharing.ts";

/** Runs the body for each row. */
export type Producer = (consume: () => void) => void;

/** Rows that come one by one, from a file or from other queries. */
export interface FirstRows {
  readonly each: (consume: (row: IrExpression) => void) => void;
  /** Behind the loops, whichever way they ended. */
  readonly close: () => void;
}

/** What is gone through first, opened, unless it is a list. `of`: the query whose rows these are and which may forget them. */
export function openFirst(cx: FunctionContext, rows: PlanRows, of?: QueryPlan): FirstRows | undefined {
  const scan = firstScan(rows);
  if (scan?.source.kind === "load") {
    return rowsOfFile(cx, scan.span, openRows(cx, scan.source, of !== undefined && isForgotten(of, scan.variable)));
  }
  return scan?.fed === true ? prepareFeed(cx, feedOf(scan.source), scan.span) : undefined;
}

/** `used`: the variables that anything in the query reads; others are not kept. `first`: of openFirst. */
export function prepareRows(cx: FunctionContext, rows: PlanRows, used: ReadonlySet<Local>, first: FirstRows | undefined): Producer {
  switch (rows.operator) {
    case "scan":
      return prepareScan(cx, rows, used, first);
    case "filter": {
      const produce = prepareRows(cx, rows.input, used, first);
      return (consume) => {
        produce(() => {
          when(cx, rows.condition, consume);
        });
      };
    }
    case "join":
      return prepareJoin(cx, rows, used, first);
    case "lookup": {
      const index = cx.indexes.get(rows.index.local);
      invariant(index !== undefined, "a lookup has an index");
      return (consume) => {
        index.each(rows.keys, consume);
      };
    }
  }
}

/** Runs the body where the condition holds. */
export function when(cx: FunctionContext, condition: TypedExpression | undefined, body: () => void): void {
  if (condition === undefined) {
    body();
    return;
  }
  const test = lowerExpression(cx, condition);
  cx.statements.push({ kind: "if", span: condition.span, condition: test, then: inBlock(cx, body) });
}

function prepareScan(cx: FunctionContext, scan: PlanScan, used: ReadonlySet<Local>, first: FirstRows | undefined): Producer {
  const eachOf = (rows: FirstRows, consume: () => void): void => {
    rows.each((row) => {
      bindElement(cx, scan.variable.local, row);
      lowerStatements(cx, { statements: scan.variable.prologue });
      consume();
    });
  };
  const each = (consume: () => void): void => {
    if (scan.fed === true) {
      const feed = prepareFeed(cx, feedOf(scan.source), scan.span);
      eachOf(feed, consume);
      feed.close();
      return;
    }
    eachItem(cx, { span: scan.span, local: scan.variable.local, source: scan.source }, () => {
      lowerStatements(cx, { statements: scan.variable.prologue });
      consume();
    });
  };
  if (scan.input === undefined) {
    return first === undefined ? each : (consume) => eachOf(first, consume);
  }
  const produce = prepareRows(cx, scan.input, used, first);
  return (consume) => {
    produce(() => {
      each(consume);
    });
  };
}

/** Rows of a file are decoded as they are read (decisions §7): memory holds a batch of them. */
function rowsOfFile(cx: FunctionContext, span: Span, file: FileRows): FirstRows {
  return {
    each: (consume) => {
      const label = newLabel("file");
      const loop = inBlock(cx, () => {
        const batch = spill(cx, file.batch());
        breakIf(cx, label, binary("==", lengthOf(batch), intValue(0, u32Ir)));
        eachElement(cx, batch, false, span, consume);
      });
      cx.statements.push({ kind: "loop", span, body: loop, label });
    },
    close: file.close,
  };
}

// ---------------------------------------------------------------- rows that can be read by position

export interface Side {
  readonly count: IrExpression;
  /** Binds the variables of the row at a position. */
  readonly bind: (at: IrExpression) => void;
  readonly drop: () => void;
}

export function listSide(cx: FunctionContext, join: Pick<PlanJoin, "source" | "variable">): Side {
  const list = spill(cx, listOfSource(cx, join.source));
  const count = spill(cx, lengthOf(list, join.source.type.kind === "option" || join.source.type.kind === "list"));
  return {
    count,
    bind: (at) => {
      bindElement(cx, join.variable.local, readElement(list, at));
      lowerStatements(cx, { statements: join.variable.prologue });
    },
    drop: () => undefined,
  };
}

/** The joined rows, and what of the filter they haven't been put to yet. A file's rows are kept as they come, where they fulfil it. */
function joinedSide(cx: FunctionContext, join: PlanJoin, used: ReadonlySet<Local>): { readonly side: Side; readonly filter: TypedExpression | undefined } {
  const { variable, source, span } = join;
  if (source.kind !== "load" || variable.prologue.length > 0) {
    return { side: listSide(cx, join), filter: join.filter };
  }
  const { local } = variable;
  const kept = newTable(cx, [{ inside: local, local }], new Set([...used, local]));
  const file = rowsOfFile(cx, span, openRows(cx, source, false));
  file.each((row) => {
    bindElement(cx, local, row);
    when(cx, join.filter, () => {
      kept.add(() => false);
    });
  });
  file.close();
  return { side: kept, filter: undefined };
}

function listOfSource(cx: FunctionContext, source: TypedExpression): IrExpression {
  const value = lowerExpression(cx, source);
  const { type } = source;
  switch (type.kind) {
    case "list":
      return isBorrowed(source) && source.kind !== "local" ? share(value) : value;
    case "string":
      return runtime("mochi_string_chars", [value], lowerType(cx.program.types, listOf(stringType)));
    default:
      return itemsOf(cx, value, type, source.span);
  }
}

/** Rows of several variables: a list for each. */
export interface Table extends Side {
  /** Adds a row of the current variables; those that are absent are none. */
  readonly add: (isAbsent: (variable: JoinedVariable) => boolean) => void;
}

export function newTable(cx: FunctionContext, variables: readonly JoinedVariable[], used: ReadonlySet<Local>): Table {
  const columns = variables.filter(({ local }) => used.has(local)).map((variable) => ({ variable, column: newColumn(cx, variable.local.type) }));
  const count = temporary(cx, u32Ir, intValue(0, u32Ir));
  cx.mutable.add(count);
  return {
    count: readVariable(count),
    bind: (at) => {
      columns.forEach(({ variable, column }) => {
        bindElement(cx, variable.local, readElement(column.list, at));
      });
    },
    drop: () => {
      columns.forEach(({ column }) => {
        dropColumn(cx, column);
      });
    },
    add: (isAbsent) => {
      columns.forEach(({ variable, column }) => {
        push(cx, column.list, column.type, isAbsent(variable) ? noneOf(lowerType(cx.program.types, column.type)) : spill(cx, presentValue(cx, variable)));
      });
      cx.statements.push(assignVariable(cx.span, count, binary("+", readVariable(count), intValue(1, u32Ir))));
    },
  };
}

/** The value of a variable that a join has found, as what it is behind the join. */
function presentValue(cx: FunctionContext, { inside, local }: JoinedVariable): IrExpression {
  return storedFromPlace(convertValue(cx, readLocal(cx, inside), inside.type, local.type), local.type);
}

/** A loop over positions. */
function eachPosition(cx: FunctionContext, count: IrExpression, body: (at: IrExpression) => void): void {
  const label = newLabel("for");
  const at = newVariable("i", u32Ir, true);
  const end = spill(cx, count);
  cx.statements.push({ kind: "for", span: cx.span, variable: at, start: intValue(0, u32Ir), end, body: inBlock(cx, () => body(readVariable(at))), label });
}

// ---------------------------------------------------------------- matches

/** The rows of a side that the current row of the other side is held against. */
export interface Matches {
  /** For the keys of the other side. */
  readonly first: (probe: readonly TypedExpression[]) => IrExpression;
  readonly isEnd: (at: IrExpression) => IrExpression;
  readonly following: (at: IrExpression) => IrExpression;
  readonly drop: () => void;
}

export function parts(cx: FunctionContext, keys: readonly TypedExpression[]): KeyPart[] {
  return keys.map((key) => ({ value: spill(cx, lowerExpression(cx, key)), type: key.type }));
}

/** Hashes the side by its own keys; `types` are those of the other side's. Without keys, all rows match. */
export function newMatches(cx: FunctionContext, side: Side, own: readonly TypedExpression[], types: readonly Type[], filter: TypedExpression | undefined): Matches {
  if (own.length === 0) {
    return {
      first: () => intValue(0, u32Ir),
      isEnd: (at) => binary(">=", at, side.count),
      following: (at) => binary("+", at, intValue(1, u32Ir)),
      drop: side.drop,
    };
  }
  const columns = own.map((key): Column => newColumn(cx, key.type));
  const table = newKeyTable(cx, columns, { rows: side.count, types });
  eachPosition(cx, side.count, (at) => {
    side.bind(at);
    when(cx, filter, () => {
      const number = findOrAddKey(cx, table, parts(cx, own), () => undefined);
      cx.statements.push(evaluate(cx.span, runtime("mochi_query_link", [table.table, number, at])));
    });
  });
  return {
    first: (probe) => runtime("mochi_query_first", [table.table, findKey(cx, table, parts(cx, probe))]),
    isEnd: (at) => binary("==", at, noRow),
    following: (at) => runtime("mochi_query_following", [table.table, at]),
    drop: () => {
      dropKeyTable(cx, table);
      columns.forEach((column) => {
        dropColumn(cx, column);
      });
      side.drop();
    },
  };
}

/** For each match of the current row: `bind` its variables, test it, run the body. */
export function eachMatch(cx: FunctionContext, matches: Matches, probe: readonly TypedExpression[], side: Side, conditions: readonly (TypedExpression | undefined)[], body: (at: IrExpression) => void): void {
  const next = temporary(cx, u32Ir, matches.first(probe));
  cx.mutable.add(next);
  const label = newLabel("match");
  const inner = inBlock(cx, () => {
    const at = spill(cx, readVariable(next));
    cx.statements.push(assignVariable(cx.span, next, matches.following(at)));
    side.bind(at);
    const run = conditions.reduceRight<() => void>((then, condition) => () => when(cx, condition, then), () => body(at));
    run();
  });
  cx.statements.push({ kind: "loop", span: cx.span, condition: not(matches.isEnd(readVariable(next))), body: inner, label });
}

/** As eachMatch; if there is none, the body runs once with the `missing` variables none. */
function eachMatchOrNone(cx: FunctionContext, matches: Matches, probe: readonly TypedExpression[], side: Side, conditions: readonly (TypedExpression | undefined)[], missing: readonly JoinedVariable[], body: () => void): void {
  const next = temporary(cx, u32Ir, matches.first(probe));
  const found = temporary(cx, boolIr, boolValue(false));
  cx.mutable.add(next).add(found);
  const label = newLabel("match");
  const inner = inBlock(cx, () => {
    const variables = missing.map((variable) => ({ variable, value: declareNone(cx, variable.local) }));
    const none = inBlock(cx, () => {
      breakIf(cx, label, readVariable(found));
    });
    const present = inBlock(cx, () => {
      const at = spill(cx, readVariable(next));
      cx.statements.push(assignVariable(cx.span, next, matches.following(at)));
      side.bind(at);
      for (const condition of conditions) {
        if (condition !== undefined) {
          const test = lowerExpression(cx, condition);
          cx.statements.push({ kind: "if", span: condition.span, condition: not(test), then: { statements: [{ kind: "continue", span: cx.span, label }] } });
        }
      }
      cx.statements.push(assignVariable(cx.span, found, boolValue(true)));
      variables.forEach(({ variable, value }) => {
        cx.statements.push(assignVariable(cx.span, value, presentValue(cx, variable)));
      });
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: matches.isEnd(readVariable(next)), then: none, otherwise: present });
    variables.forEach(({ variable, value }) => {
      bindElement(cx, variable.local, readVariable(value));
    });
    body();
    breakIf(cx, label, not(readVariable(found)));
  });
  cx.statements.push({ kind: "loop", span: cx.span, body: inner, label });
}

function declareNone(cx: FunctionContext, local: Local): IrVariable {
  const type = lowerType(cx.program.types, local.type);
  const variable = newVariable("t", type, true);
  cx.statements.push(declare(cx.span, variable, noneOf(type)));
  cx.mutable.add(variable);
  return variable;
}

function breakIf(cx: FunctionContext, label: IrLabel, condition: IrExpression): void {
  cx.statements.push({ kind: "if", span: cx.span, condition, then: { statements: [{ kind: "break", span: cx.span, label }] } });
}

// ---------------------------------------------------------------- joins

function prepareJoin(cx: FunctionContext, join: PlanJoin, used: ReadonlySet<Local>, first: FirstRows | undefined): Producer {
  const produce = prepareRows(cx, join.input, used, first);
  const { side: right, filter } = joinedSide(cx, join, used);
  const lefts = join.keys.map((key) => key.left);
  const rights = join.keys.map((key) => key.right);
  const conditions = join.keys.length === 0 ? [filter, join.residual] : [join.residual];
  const joined = join.after.filter(({ inside }) => inside === join.variable.local || isOfPrologue(join, inside));
  switch (join.side) {
    case "inner": {
      const matches = newMatches(cx, right, rights, typesOf(lefts), filter);
      return (consume) => {
        produce(() => {
          eachMatch(cx, matches, lefts, right, conditions, consume);
        });
        matches.drop();
      };
    }
    case "left": {
      const matches = newMatches(cx, right, rights, typesOf(lefts), filter);
      return (consume) => {
        produce(() => {
          eachMatchOrNone(cx, matches, lefts, right, conditions, joined, consume);
        });
        matches.drop();
      };
    }
    case "right":
      return rightJoin(cx, join, produce, right, filter, used);
    case "outer":
      return outerJoin(cx, join, produce, right, filter, joined, used);
  }
}

function typesOf(keys: readonly TypedExpression[]): readonly Type[] {
  return keys.map((key) => key.type);
}

function isOfPrologue(join: PlanJoin, local: Local): boolean {
  return join.variable.prologue.some((statement) => statement.kind === "let" && statement.local === local);
}

/** By right row: the rows so far are kept, and looked up. */
function rightJoin(cx: FunctionContext, join: PlanJoin, produce: Producer, right: Side, filter: TypedExpression | undefined, used: ReadonlySet<Local>): Producer {
  const before = variablesOfRows(join.input);
  const rows = newTable(cx, [...before].map((local) => ({ inside: local, local })), new Set([...used, ...insideOf(join, used)]));
  produce(() => {
    rows.add(() => false);
  });
  const probe = join.keys.map((key) => key.right);
  const matches = newMatches(cx, rows, join.keys.map((key) => key.left), typesOf(probe), undefined);
  const missing = join.after.filter(({ inside, local }) => before.has(inside) && used.has(local));
  return (consume) => {
    eachPosition(cx, right.count, (at) => {
      right.bind(at);
      when(cx, filter, () => {
        eachMatchOrNone(cx, matches, probe, rows, [join.residual], missing, consume);
      });
    });
    matches.drop();
  };
}

/** As a left join, then the right rows that nothing matched; two loops, so that the result is kept. */
function outerJoin(cx: FunctionContext, join: PlanJoin, produce: Producer, right: Side, filter: TypedExpression | undefined, joined: readonly JoinedVariable[], used: ReadonlySet<Local>): Producer {
  const probe = join.keys.map((key) => key.left);
  const matches = newMatches(cx, right, join.keys.map((key) => key.right), typesOf(probe), filter);
  const result = newTable(cx, join.after, used);
  const matched = spill(cx, runtime("mochi_query_flags", [right.count], lowerType(cx.program.types, listOf(boolType))));
  const conditions = join.keys.length === 0 ? [filter, join.residual] : [join.residual];
  produce(() => {
    const found = temporary(cx, boolIr, boolValue(false));
    cx.mutable.add(found);
    eachMatch(cx, matches, probe, right, conditions, (at) => {
      cx.statements.push(assignVariable(cx.span, found, boolValue(true)));
      cx.statements.push(assign(cx.span, { kind: "element", list: matched, index: at }, boolValue(true)));
      result.add(() => false);
    });
    const alone = inBlock(cx, () => {
      result.add((variable) => joined.includes(variable));
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: not(readVariable(found)), then: alone });
  });
  eachPosition(cx, right.count, (at) => {
    const alone = inBlock(cx, () => {
      right.bind(at);
      result.add((variable) => !joined.includes(variable));
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: not(readElement(matched, at)), then: alone });
  });
  cx.statements.push(evaluate(cx.span, runtime("mochi_list_drop", [matched, descriptor(boolType)])));
  matches.drop();
  return (consume) => {
    eachPosition(cx, result.count, (at) => {
      result.bind(at);
      consume();
    });
    result.drop();
  };
}

/** The variables in `on` of those that are read behind the join. */
function insideOf(join: PlanJoin, used: ReadonlySet<Local>): readonly Local[] {
  return join.after.filter(({ local }) => used.has(local)).map(({ inside }) => inside);
}
