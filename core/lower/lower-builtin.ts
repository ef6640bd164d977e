// Builtin functions by name. Each row lowers one call; the arguments' types are concrete and are
// those that core/types/builtins.ts lists. Rows are grouped in the lower-builtin-*.ts files.

import type { IrExpression } from "../aotir/aotir.ts";
import { siteValue } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { InternalError, invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { siteAt, type FunctionContext } from "./context.ts";
import { conversionBuiltins } from "./lower-builtin-conversion.ts";
import { higherOrderBuiltins } from "./lower-builtin-higher-order.ts";
import { listBuiltins } from "./lower-builtin-list.ts";
import { mapBuiltins } from "./lower-builtin-map.ts";
import { numberBuiltins } from "./lower-builtin-number.ts";
import { stringBuiltins } from "./lower-builtin-string.ts";
import { systemBuiltins } from "./lower-builtin-system.ts";
import { lowerExpression } from "./lower-expression.ts";
import { lowerQueryValue } from "./lower-query.ts";
import { aggregatedQuery } from "../plan/aggregated-query.ts";
import { printBuiltins } from "./lower-print.ts";
import { inOrder } from "./order.ts";

export interface BuiltinCall {
  readonly expression: TypedExpression & { readonly kind: "call-builtin" };
  readonly args: readonly TypedExpression[];
  readonly type: Type;
  readonly site: IrExpression;
  /** Nobody wants the value. */
  readonly discard: boolean;
}

export type BuiltinRow = (cx: FunctionContext, call: BuiltinCall) => IrExpression;

let table: ReadonlyMap<string, BuiltinRow> | undefined;

function rows(): ReadonlyMap<string, BuiltinRow> {
  table ??= new Map(
    [printBuiltins, conversionBuiltins, stringBuiltins, listBuiltins, higherOrderBuiltins, mapBuiltins, numberBuiltins, systemBuiltins].flatMap((group) => Object.entries(group)),
  );
  return table;
}

export function lowerBuiltin(cx: FunctionContext, expression: TypedExpression & { readonly kind: "call-builtin" }, discard = false): IrExpression {
  const query = aggregatedQuery(expression);
  if (query !== undefined) {
    return lowerQueryValue(cx, query);
  }
  const row = rows().get(expression.name);
  if (row === undefined) {
    throw new InternalError(`the builtin ${expression.name} is lowered`);
  }
  return row(cx, { expression, args: expression.args, type: expression.type, site: siteValue(siteAt(cx, expression.span)), discard });
}

/** The arguments' values, evaluated in order. */
export function values(cx: FunctionContext, call: BuiltinCall): IrExpression[] {
  return inOrder(
    cx,
    call.args.map((arg) => () => lowerExpression(cx, arg)),
  );
}

/** The argument at a position that the arity guarantees. */
export function argument(call: BuiltinCall, index: number): TypedExpression {
  const arg = call.args[index];
  invariant(arg !== undefined, `${call.expression.name} has an argument ${index + 1}`);
  return arg;
}

export function at(list: readonly IrExpression[], index: number): IrExpression {
  const value = list[index];
  invariant(value !== undefined, `a builtin has an argument ${index + 1}`);
  return value;
}

/** The type of an argument, without its option. */
export function plainType(arg: TypedExpression): Type {
  return arg.type.kind === "option" ? arg.type.inner : arg.type;
}
