// Indexes for queries inside queries (plan/decorrelate.ts): made by the first lookup, dropped at the
// end of the query around.
//
// Each lookup begins with `if (!made) { make }`. What is made outlives that block, so its temporaries
// are declared where the query around begins (`hoist`, context.ts); where two lookups share an index,
// the block is written twice and makes the same variables.

import type { IrExpression, IrType, IrVariable } from "../aotir/aotir.ts";
import { assignVariable, binary, boolIr, boolValue, f64Ir, i64Ir, not, readVariable, zeroOf } from "../aotir/builder.ts";
import type { TypedLookup } from "../instantiate/typed-query.ts";
import type { Local, TypedExpression } from "../instantiate/typed.ts";
import type { Aggregate, PlanIndex, PlanRows, PlanScan } from "../plan/plan.ts";
import { variablesOfRows } from "../plan/plan-rows.ts";
import { InternalError, invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import { inBlock, spill, temporary, type FunctionContext } from "./context.ts";
import { eachMatch, listSide, newMatches, newTable, openFirst, parts, prepareRows } from "./lower-query-rows.ts";
import { counter, groupCells, newAccumulator, type Accumulator, type GroupCells } from "./query-accumulator.ts";
import { dropColumn, dropKeyTable, findKey, findOrAddKey, newColumn, newKeyTable, noRow, type KeyTable } from "./query-table.ts";

export interface QueryIndex {
  /** Runs the body for each row of a key. */
  readonly each: (keys: readonly TypedExpression[], consume: () => void) => void;
  readonly aggregate: (keys: readonly TypedExpression[], which: number, span: Span) => IrExpression;
  readonly drop: () => void;
}

export function bindIndex(cx: FunctionContext, index: PlanIndex, used: ReadonlySet<Local>): QueryIndex {
  const bound = index.aggregates === undefined ? indexOfRows(cx, index, used) : indexOfAggregates(cx, index, index.aggregates, used);
  cx.indexes.set(index.local, bound);
  return bound;
}

/** What the index holds for a key. */
export function aggregateOfIndex(cx: FunctionContext, lookup: TypedLookup, which: number, span: Span): IrExpression {
  const index = cx.indexes.get(lookup.index.local);
  invariant(index !== undefined, "a lookup has an index");
  return index.aggregate(lookup.keys, which, span);
}

function misused(what: string): never {
  throw new InternalError(`an index of ${what} is asked for something else`);
}

// ---------------------------------------------------------------- made when first needed

interface Lazy<T> {
  /** What is made, here if not before. */
  readonly get: () => T;
  /** Runs the body if it was made. */
  readonly ifMade: (body: (made: T) => void) => void;
}

function lazily<T>(cx: FunctionContext, make: () => T): Lazy<T> {
  const outer = cx.statements;
  const variables: IrVariable[] = [];
  const done = temporary(cx, boolIr, boolValue(false));
  cx.mutable.add(done);
  let made: T | undefined;
  const get = (): T => {
    const { hoist } = cx;
    const then = inBlock(cx, () => {
      cx.hoist = { block: cx.statements, outer, variables, next: 0 };
      made = make();
      cx.hoist = hoist;
      cx.statements.push(assignVariable(cx.span, done, boolValue(true)));
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: not(readVariable(done)), then });
    return made as T;
  };
  const ifMade = (body: (made: T) => void): void => {
    const known = made;
    if (known !== undefined) {
      cx.statements.push({ kind: "if", span: cx.span, condition: readVariable(done), then: inBlock(cx, () => body(known)) });
    }
  };
  return { get, ifMade };
}

// ---------------------------------------------------------------- rows by key

function indexOfRows(cx: FunctionContext, { keys, rows }: PlanIndex, used: ReadonlySet<Local>): QueryIndex {
  const own = keys.map((key) => key.value);
  const types = keys.map((key) => key.type);
  const lazy = lazily(cx, () => {
    const list = asList(rows);
    const side = list === undefined ? keptRows(cx, rows, used) : listSide(cx, list.scan);
    return { side, matches: newMatches(cx, side, own, types, list?.filter) };
  });
  return {
    each: (probe, consume) => {
      const { side, matches } = lazy.get();
      eachMatch(cx, matches, probe, side, [], consume);
    },
    aggregate: () => misused("rows"),
    drop: () => {
      lazy.ifMade(({ matches }) => {
        matches.drop();
      });
    },
  };
}

/** Rows of one variable that lie in a list already. */
function asList(rows: PlanRows): { readonly scan: PlanScan; readonly filter?: TypedExpression } | undefined {
  const scan = rows.operator === "filter" ? rows.input : rows;
  if (scan.operator !== "scan" || scan.input !== undefined || scan.source.kind === "load") {
    return undefined;
  }
  return rows.operator === "filter" ? { scan, filter: rows.condition } : { scan };
}

function keptRows(cx: FunctionContext, rows: PlanRows, used: ReadonlySet<Local>): ReturnType<typeof newTable> {
  const table = newTable(cx, [...variablesOfRows(rows)].map((local) => ({ inside: local, local })), used);
  produceAll(cx, rows, used, () => {
    table.add(() => false);
  });
  return table;
}

function produceAll(cx: FunctionContext, rows: PlanRows, used: ReadonlySet<Local>, consume: () => void): void {
  const first = openFirst(cx, rows);
  prepareRows(cx, rows, used, first)(consume);
  first?.close();
}

// ---------------------------------------------------------------- aggregates by key

interface Accumulated {
  readonly table: KeyTable;
  readonly cells: GroupCells;
  /** None for `exists`: a key that is there has a row. */
  readonly accumulators: readonly (Accumulator | undefined)[];
}

function indexOfAggregates(cx: FunctionContext, { keys, rows }: PlanIndex, aggregates: readonly Aggregate[], used: ReadonlySet<Local>): QueryIndex {
  const own = keys.map((key) => key.value);
  const lazy = lazily(cx, (): Accumulated => {
    const columns = own.map((key) => newColumn(cx, key.type));
    const table = newKeyTable(cx, columns, { types: keys.map((key) => key.type) });
    const cells = groupCells(cx);
    let counts: ReturnType<typeof counter> | undefined;
    const accumulators = aggregates.map((aggregate) => (aggregate.function === "exists" ? undefined : newAccumulator(cx, cells, aggregate, () => (counts ??= counter(cells)))));
    produceAll(cx, rows, used, () => {
      cells.select(
        spill(
          cx,
          findOrAddKey(cx, table, parts(cx, own), () => {
            cells.addGroup();
          }),
        ),
      );
      accumulators.forEach((accumulator) => accumulator?.add());
      counts?.add();
    });
    return { table, cells, accumulators };
  });
  return {
    each: () => misused("aggregates"),
    aggregate: (probe, which, span) => {
      const { table, cells, accumulators } = lazy.get();
      const number = spill(cx, findKey(cx, table, parts(cx, probe)));
      const accumulator = accumulators[which];
      if (accumulator === undefined) {
        return binary("!=", number, noRow);
      }
      return ofKey(cx, number, typeOf(aggregates[which]), () => {
        cells.select(number);
        return accumulator.read(span);
      });
    },
    drop: () => {
      lazy.ifMade(({ table, cells }) => {
        dropKeyTable(cx, table);
        table.columns.forEach((column) => {
          dropColumn(cx, column);
        });
        cells.drop();
      });
    },
  };
}

/** The aggregate of a key; of none, zero. */
function ofKey(cx: FunctionContext, number: IrExpression, type: IrType, read: () => IrExpression): IrExpression {
  const result = temporary(cx, type, zeroOf(type));
  cx.mutable.add(result);
  const then = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, result, read()));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: binary("!=", number, noRow), then });
  return readVariable(result);
}

function typeOf(aggregate: Aggregate | undefined): IrType {
  return aggregate?.function === "avg" || aggregate?.value?.type.kind === "float" ? f64Ir : i64Ir;
}
