// `load` and `save` become one call each; the type descriptor says what the records are.

import type { IrExpression } from "../aotir/aotir.ts";
import { descriptor, evaluate, runtime, siteValue, stringValue, unitValue } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import { siteAt, spill, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { slotPointer } from "./slot.ts";

export function lowerLoad(cx: FunctionContext, load: TypedExpression & { readonly kind: "load" }): IrExpression {
  invariant(load.type.kind === "list", "load makes a list");
  const [path, options] = inOrder(cx, [() => lowerExpression(cx, load.path), () => lowerExpression(cx, load.options)]);
  invariant(path !== undefined && options !== undefined, "load has a path and options");
  const folder = stringValue(cx.program.options.dataFolder ?? "");
  // What may read YAML brings libfyaml with it.
  const name = load.mayBeYaml && !cx.program.options.withoutYaml ? "mochi_load_with_yaml" : "mochi_load";
  return runtime(name, [path, options, folder, descriptor(load.type.element), siteValue(siteAt(cx, load.span))], lowerType(cx.program.types, load.type));
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
