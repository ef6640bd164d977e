// `load` and `save` become one call each; the type descriptor says what the records are. What a query goes
// through first isn't loaded but read, a batch of rows at a time (runtime/data/rows.h).

import type { IrExpression, IrType } from "../aotir/aotir.ts";
import { descriptor, evaluate, runtime, siteValue, stringValue, unitValue } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import type { Load } from "../plan/streamed-loads.ts";
import { invariant } from "../source/invariant.ts";
import { siteAt, spill, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { slotPointer } from "./slot.ts";

export function lowerLoad(cx: FunctionContext, load: Load): IrExpression {
  return callLoader(cx, load, "mochi_load", lowerType(cx.program.types, load.type));
}

/** A file that is gone through once, a batch of rows at a time. */
export interface FileRows {
  /** The next rows; an empty list at the end. */
  readonly batch: () => IrExpression;
  readonly close: () => void;
}

/** `reuses`: nobody keeps a row when the next one is there. */
export function openRows(cx: FunctionContext, load: Load, reuses: boolean): FileRows {
  const rows = spill(cx, callLoader(cx, load, "mochi_rows_open", { kind: "opaque", c: "mochi_rows *" }));
  if (reuses) {
    cx.statements.push(evaluate(load.span, runtime("mochi_rows_reuse", [rows])));
  }
  return {
    batch: () => runtime("mochi_rows_batch", [rows], lowerType(cx.program.types, load.type)),
    close: () => {
      cx.statements.push(evaluate(load.span, runtime("mochi_rows_close", [rows])));
    },
  };
}

function callLoader(cx: FunctionContext, load: Load, loader: "mochi_load" | "mochi_rows_open", type: IrType): IrExpression {
  invariant(load.type.kind === "list", "load makes a list");
  const [path, options] = inOrder(cx, [() => lowerExpression(cx, load.path), () => lowerExpression(cx, load.options)]);
  invariant(path !== undefined && options !== undefined, "load has a path and options");
  const folder = stringValue(cx.program.options.dataFolder ?? "");
  // What may read YAML brings libfyaml with it.
  const name = load.mayBeYaml && !cx.program.options.withoutYaml ? `${loader}_with_yaml` : loader;
  return runtime(name, [path, options, folder, descriptor(load.type.element), siteValue(siteAt(cx, load.span))], type);
}

export function lowerSave(cx: FunctionContext, save: TypedExpression & { readonly kind: "save" }): IrExpression {
  const [value, path, options] = inOrder(cx, [
    () => spill(cx, lowerExpression(cx, save.value)),
    () => lowerExpression(cx, save.path),
    () => lowerExpression(cx, save.options),
  ]);
  invariant(value !== undefined && path !== undefined && options !== undefined, "save has a value, a path and options");
  cx.statements.push(evaluate(cx.span, runtime("mochi_save", [slotPointer(cx, value), descriptor(save.value.type), path, options, siteValue(siteAt(cx, save.span))])));
  return unitValue;
}
