// Aggregates that grow row by row: what each keeps, how a row changes it, what it comes to.
//
// An accumulator keeps its numbers in cells: variables for a whole query, elements of columns for
// groups. It gives what the builtin of its name gives for the list of the values (values/list.h):
// sums left to right, averages of ints exact before one rounding, the first of equal extremes.

import type { IrExpression, IrType, IrVariable } from "../aotir/aotir.ts";
import { addressOf, assign, assignVariable, binary, boolValue, conditional, evaluate, floatValue, intValue, readElement, readVariable, runtime, siteValue, u32Ir } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { isMovable } from "../plan/effects.ts";
import type { Aggregate } from "../plan/plan.ts";
import { invariant } from "../source/invariant.ts";
import { boolType, floatType, intType, type Type } from "../types/type.ts";
import { inBlock, siteAt, spill, temporary, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { push } from "./lower-growth.ts";
import { dropColumn, newColumn, type Column } from "./query-table.ts";

export interface Accumulator {
  /** The current row counts. */
  readonly add: () => void;
  /** Raises if a sum of ints didn't fit. */
  readonly read: (span: TypedExpression["span"]) => IrExpression;
}

interface Cell {
  readonly read: () => IrExpression;
  readonly write: (value: IrExpression) => void;
}

/** Where the cells are. */
export interface Cells {
  readonly newCell: (type: Type, initial: IrExpression) => Cell;
  /** The number of the group, for notes about it. */
  readonly group: () => IrExpression;
}

/** One of each, in variables. */
export function variableCells(cx: FunctionContext): Cells {
  return {
    group: () => intValue(0, u32Ir),
    newCell: (_, initial) => {
      const variable = temporary(cx, initial.type, initial);
      cx.mutable.add(variable);
      return { read: () => readVariable(variable), write: (value) => cx.statements.push(assignVariable(cx.span, variable, value)) };
    },
  };
}

export interface GroupCells extends Cells {
  /** Cells for a new group. */
  readonly addGroup: () => void;
  /** The group that cells are of from here on. */
  readonly select: (number: IrExpression) => void;
  readonly drop: () => void;
}

/** One of each for every group, in columns. */
export function groupCells(cx: FunctionContext): GroupCells {
  const columns: { readonly column: Column; readonly initial: IrExpression }[] = [];
  let group: IrExpression = intValue(0, u32Ir);
  return {
    group: () => group,
    newCell: (type, initial) => {
      const column = newColumn(cx, type);
      columns.push({ column, initial });
      return {
        read: () => readElement(column.list, group),
        write: (value) => cx.statements.push(assign(cx.span, { kind: "element", list: column.list, index: group }, value)),
      };
    },
    addGroup: () => {
      columns.forEach(({ column, initial }) => {
        push(cx, column.list, column.type, initial);
      });
    },
    select: (number) => {
      group = number;
    },
    drop: () => {
      columns.forEach(({ column }) => {
        dropColumn(cx, column);
      });
    },
  };
}

export function newAccumulator(cx: FunctionContext, cells: Cells, aggregate: Aggregate, counts: () => Cell): Accumulator {
  if (aggregate.deferred !== true || aggregate.value === undefined) {
    return accumulatorOf(cx, cells, aggregate, counts, (value) => lowerExpression(cx, value));
  }
  const overflows: Overflows = { notes: newNotes(cx), group: cells.group };
  const accumulator = accumulatorOf(cx, cells, aggregate, counts, (value) => lowerNoting(cx, value, overflows));
  return {
    add: accumulator.add,
    read: (span) => {
      checkNotes(cx, overflows, span);
      return accumulator.read(span);
    },
  };
}

type LowerValue = (value: TypedExpression) => IrExpression;

function accumulatorOf(cx: FunctionContext, cells: Cells, aggregate: Aggregate, counts: () => Cell, lower: LowerValue): Accumulator {
  const { value } = aggregate;
  const isInt = value?.type.kind === "int";
  switch (aggregate.function) {
    case "exists":
      return existence(cells);
    case "count": {
      const count = counts();
      return { add: () => undefined, read: () => count.read() };
    }
    case "sum":
      return isInt ? sumOfInts(cx, cells, value as TypedExpression, lower) : sumOfFloats(cx, cells, value as TypedExpression, lower);
    case "avg":
      return isInt ? averageOfInts(cx, cells, value as TypedExpression, counts(), lower) : averageOfFloats(cx, cells, value as TypedExpression, counts(), lower);
    case "min":
    case "max":
      return extreme(cx, cells, value as TypedExpression, aggregate.function === "max", counts(), lower);
  }
}

function existence(cells: Cells): Accumulator {
  const found = cells.newCell(boolType, boolValue(false));
  return { add: () => found.write(boolValue(true)), read: () => found.read() };
}

/** A cell that counts rows; whoever asks for it adds to it once a row. */
export function counter(cells: Cells): Cell & { readonly add: () => void } {
  const cell = cells.newCell(intType, intValue(0));
  return { ...cell, add: () => void cell.write(binary("+", cell.read(), intValue(1))) };
}

const overflowsIr: IrType = { kind: "opaque", c: "mochi_query_overflows" };

/** What didn't fit, by group. */
interface Overflows {
  readonly notes: IrVariable;
  readonly group: () => IrExpression;
}

function newNotes(cx: FunctionContext): IrVariable {
  const notes = temporary(cx, overflowsIr, runtime("mochi_query_no_overflow", [], overflowsIr));
  cx.mutable.add(notes);
  return notes;
}

function checkNotes(cx: FunctionContext, { notes, group }: Overflows, span: TypedExpression["span"]): void {
  cx.statements.push(evaluate(span, runtime("mochi_query_check_sum", [addressOf(notes), group(), siteValue(siteAt(cx, span))])));
}

const noting: Readonly<Record<string, string>> = { "+": "mochi_query_add_noting", "-": "mochi_query_subtract_noting", "*": "mochi_query_multiply_noting" };

/** An int whose operators note their overflows in place of raising (plan/effects.ts, mayOnlyOverflow). */
function lowerNoting(cx: FunctionContext, e: TypedExpression, overflows: Overflows): IrExpression {
  if (cx.program.options.fastInt || isMovable(e)) {
    return lowerExpression(cx, e);
  }
  const where = [addressOf(overflows.notes), overflows.group(), siteValue(siteAt(cx, e.kind === "binary" ? e.opSpan : e.span))];
  if (e.kind === "negate") {
    return spill(cx, runtime("mochi_query_negate_noting", [lowerNoting(cx, e.operand, overflows), ...where]));
  }
  invariant(e.kind === "binary", "what may overflow is an operation");
  const left = spill(cx, lowerNoting(cx, e.left, overflows));
  const right = spill(cx, lowerNoting(cx, e.right, overflows));
  return spill(cx, runtime(noting[e.op] as string, [left, right, ...where]));
}

function sumOfInts(cx: FunctionContext, cells: Cells, value: TypedExpression, lower: LowerValue): Accumulator {
  const sum = cells.newCell(intType, intValue(0));
  const overflows: Overflows = { notes: newNotes(cx), group: cells.group };
  return {
    add: () => {
      const added = spill(cx, lower(value));
      sum.write(runtime("mochi_query_sum_int", [sum.read(), added, addressOf(overflows.notes), cells.group()]));
    },
    read: (span) => {
      checkNotes(cx, overflows, span);
      return sum.read();
    },
  };
}

function sumOfFloats(cx: FunctionContext, cells: Cells, value: TypedExpression, lower: LowerValue): Accumulator {
  const sum = cells.newCell(floatType, floatValue(0));
  return { add: () => sum.write(binary("+", sum.read(), spill(cx, lower(value)))), read: () => sum.read() };
}

function averageOfFloats(cx: FunctionContext, cells: Cells, value: TypedExpression, count: Cell, lower: LowerValue): Accumulator {
  const sum = sumOfFloats(cx, cells, value, lower);
  return { add: sum.add, read: (span) => runtime("mochi_query_average_float", [sum.read(span), count.read()]) };
}

function averageOfInts(cx: FunctionContext, cells: Cells, value: TypedExpression, count: Cell, lower: LowerValue): Accumulator {
  const low = cells.newCell(intType, intValue(0));
  const high = cells.newCell(intType, intValue(0));
  return {
    add: () => {
      const added = spill(cx, lower(value));
      high.write(runtime("mochi_query_sum_high", [low.read(), high.read(), added]));
      low.write(runtime("mochi_query_sum_low", [low.read(), added]));
    },
    read: () => runtime("mochi_query_average_int", [low.read(), high.read(), count.read()]),
  };
}

/** Starts from what everything beats; of nothing it is zero. */
function extreme(cx: FunctionContext, cells: Cells, value: TypedExpression, largest: boolean, count: Cell, lower: LowerValue): Accumulator {
  const isInt = value.type.kind === "int";
  const worst = isInt ? intValue(largest ? -(2n ** 63n) : 2n ** 63n - 1n) : floatValue(largest ? -Infinity : NaN);
  const best = cells.newCell(isInt ? intType : floatType, worst);
  return {
    add: () => {
      const added = spill(cx, lower(value));
      const [before, after] = largest ? [best.read(), added] : [added, best.read()];
      const beats = isInt ? binary("<", before, after) : runtime("mochi_query_float_before", [before, after]);
      cx.statements.push({ kind: "if", span: cx.span, condition: beats, then: inBlock(cx, () => best.write(added)) });
    },
    read: () => conditional(binary("==", count.read(), intValue(0)), isInt ? intValue(0) : floatValue(0), best.read()),
  };
}

