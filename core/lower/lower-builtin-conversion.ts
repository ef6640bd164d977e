// Builtins that convert: str, int, float, bool, bigint, JSON texts, type_of.

import type { IrExpression } from "../aotir/aotir.ts";
import { descriptor, runtime, stringValue } from "../aotir/builder.ts";
import { printType } from "../types/print-type.ts";
import { bigintType, floatType, intType, type Type } from "../types/type.ts";
import { argument, at, values, type BuiltinRow } from "./lower-builtin.ts";
import { box, castValue } from "./lower-convert.ts";
import { discardValue, lowerDiscard } from "./lower-expression.ts";
import { truthOf } from "./lower-operator.ts";
import { lowerText } from "./lower-text.ts";
import { slotPointer } from "./slot.ts";
import type { FunctionContext } from "./context.ts";

function single(lower: (cx: FunctionContext, value: IrExpression, type: Type, site: IrExpression) => IrExpression): BuiltinRow {
  return (cx, call) => lower(cx, at(values(cx, call), 0), argument(call, 0).type, call.site);
}

const str: BuiltinRow = single((cx, value, type) => {
  switch (type.kind) {
    case "string":
    case "int":
    case "int64":
    case "float":
    case "bool":
    case "duration":
    case "bigint":
    case "bigrat":
      return lowerText(cx, type, value);
    case "unit":
    case "never":
      discardValue(cx, value);
      return stringValue("<nil>");
    default:
      return runtime("mochi_str_of", [slotPointer(cx, value), descriptor(type)]);
  }
});

/** `int(x)` and the like: texts are parsed, everything else is cast. */
function convert(target: Type, parse: string): BuiltinRow {
  return (cx, call) => {
    const { type } = argument(call, 0);
    const value = at(values(cx, call), 0);
    return type.kind === "string" ? runtime(parse, [value, call.site]) : castValue(cx, value, type, target, call.expression.span);
  };
}

const typeOf: BuiltinRow = (cx, call) => {
  const arg = argument(call, 0);
  if (arg.type.kind !== "any" && arg.type.kind !== "option") {
    lowerDiscard(cx, arg);
    return stringValue(printType(arg.type));
  }
  const value = at(values(cx, call), 0);
  return runtime("mochi_any_type_name", [box(cx, value, arg.type)]);
};

export const conversionBuiltins: Readonly<Record<string, BuiltinRow>> = {
  str,
  int: convert(intType, "mochi_parse_int"),
  float: convert(floatType, "mochi_parse_float"),
  bigint: convert(bigintType, "mochi_bigint_parse"),
  bool: single((cx, value, type) => truthOf(cx, type, value)),
  parseIntStr: (cx, call) => runtime("mochi_parse_int_base", [...values(cx, call), call.site]),
  to_json: single((cx, value, type) => runtime("mochi_to_json", [slotPointer(cx, value), descriptor(type)])),
  type_of: typeOf,
};
