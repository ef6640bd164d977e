// print, eprint, json. All arguments are evaluated before the first is written.
//
// Their value is their first argument.

import type { IrExpression } from "../aotir/aotir.ts";
import { descriptor, evaluate, runtime, stringValue, unitValue } from "../aotir/builder.ts";
import type { Type } from "../types/type.ts";
import { argument, at, values, type BuiltinCall, type BuiltinRow } from "./lower-builtin.ts";
import { spill, type FunctionContext } from "./context.ts";
import { discardValue } from "./lower-expression.ts";
import { concatAll } from "./lower-format.ts";
import { lowerText } from "./lower-text.ts";
import { hasEffects } from "./order.ts";
import { slotPointer } from "./slot.ts";

/** A statement that writes one value. */
function writeValue(cx: FunctionContext, value: IrExpression, type: Type): void {
  emit(cx, writer(cx, value, type));
}

function writer(cx: FunctionContext, value: IrExpression, type: Type): IrExpression {
  switch (type.kind) {
    case "string":
      return runtime("mochi_print_string", [value]);
    case "int":
    case "int64":
      return runtime("mochi_print_int", [value]);
    case "float":
      return runtime("mochi_print_float", [value]);
    case "bool":
      return runtime("mochi_print_bool", [value]);
    case "duration":
      return runtime("mochi_print_duration", [value]);
    case "unit":
    case "never":
      discardValue(cx, value);
      return runtime("mochi_print_nil", []);
    default:
      return runtime("mochi_print_value", [slotPointer(cx, value), descriptor(type)]);
  }
}

function emit(cx: FunctionContext, value: IrExpression): void {
  cx.statements.push(evaluate(cx.span, value));
}

/** The arguments; in variables where evaluating them later could be told apart from evaluating them now. */
function evaluated(cx: FunctionContext, call: BuiltinCall): IrExpression[] {
  return values(cx, call).map((value, index) => (index === 0 && call.discard ? value : hasEffects(cx, value) || index === 0 ? spillUnlessUnit(cx, value) : value));
}

function spillUnlessUnit(cx: FunctionContext, value: IrExpression): IrExpression {
  return value.type.kind === "unit" || value.kind === "string" || value.kind === "int" ? value : spill(cx, value);
}

const print: BuiltinRow = (cx, call) => {
  const args = evaluated(cx, call);
  const [first] = args;
  if (first === undefined) {
    emit(cx, runtime("mochi_print_end", []));
    return unitValue;
  }
  if (args.length === 1 && argument(call, 0).type.kind === "string") {
    emit(cx, runtime("mochi_print_line", [first]));
    return call.discard ? unitValue : first;
  }
  if (args.length > 2) {
    emit(cx, runtime("mochi_print_trim_begin", []));
  }
  for (const [index, value] of args.entries()) {
    if (index > 0) {
      emit(cx, runtime("mochi_print_space", []));
    }
    writeValue(cx, value, argument(call, index).type);
  }
  emit(cx, runtime(args.length > 2 ? "mochi_print_trim_end" : "mochi_print_end", []));
  return call.discard ? unitValue : first;
};

const eprint: BuiltinRow = (cx, call) => {
  const args = evaluated(cx, call);
  const parts = args.flatMap((value, index) => {
    const text = lowerText(cx, argument(call, index).type, value);
    return index === 0 ? [text] : [stringValue(" "), text];
  });
  const line = concatAll(cx, parts);
  emit(cx, runtime("mochi_eprint_line", [args.length > 2 ? runtime("mochi_string_trim", [line]) : line]));
  return call.discard ? unitValue : (args[0] ?? unitValue);
};

const json: BuiltinRow = (cx, call) => {
  const value = at(evaluated(cx, call), 0);
  emit(cx, runtime("mochi_print_json", [slotPointer(cx, value), descriptor(argument(call, 0).type)]));
  return call.discard ? unitValue : value;
};

export const printBuiltins: Readonly<Record<string, BuiltinRow>> = { print, eprint, json };
