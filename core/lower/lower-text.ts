// The text that `print` shows of a value, as a string.

import type { IrExpression } from "../aotir/aotir.ts";
import { descriptor, runtime, stringValue } from "../aotir/builder.ts";
import type { Type } from "../types/type.ts";
import { discardValue } from "./lower-expression.ts";
import type { FunctionContext } from "./context.ts";
import { slotPointer } from "./slot.ts";

export function lowerText(cx: FunctionContext, type: Type, value: IrExpression): IrExpression {
  switch (type.kind) {
    case "string":
      return value;
    case "int":
    case "int64":
      return runtime("mochi_string_from_int", [value]);
    case "float":
      return runtime("mochi_string_from_float", [value]);
    case "bool":
      return runtime("mochi_string_from_bool", [value]);
    case "duration":
      return runtime("mochi_string_from_duration", [value]);
    case "bigint":
      return runtime("mochi_bigint_to_string", [value]);
    case "bigrat":
      return runtime("mochi_bigrat_to_string", [value]);
    case "unit":
    case "never":
      discardValue(cx, value);
      return stringValue("nil");
    default:
      return runtime("mochi_text_of", [slotPointer(cx, value), descriptor(type)]);
  }
}
