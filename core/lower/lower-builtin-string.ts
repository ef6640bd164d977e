// Builtins on strings. Those that lists have too choose by their first argument.

import type { IrExpression } from "../aotir/aotir.ts";
import { descriptor, intValue, isNull, not, runtime, siteValue } from "../aotir/builder.ts";
import { listOf, stringType, intType } from "../types/type.ts";
import { argument, at, plainType, values, type BuiltinRow } from "./lower-builtin.ts";
import { lowerType } from "./lower-type.ts";
import { lowerListContains } from "./lower-operator.ts";
import { withSharedElements } from "./sharing.ts";
import { slotPointer } from "./slot.ts";
import { siteAt } from "./context.ts";

/** A runtime function of the same arguments. */
function direct(name: string): BuiltinRow {
  return (cx, call) => runtime(name, values(cx, call));
}

function withSite(name: string): BuiltinRow {
  return (cx, call) => runtime(name, [...values(cx, call), call.site]);
}

function texts(name: string): BuiltinRow {
  return (cx, call) => runtime(name, values(cx, call), lowerType(cx.program.types, listOf(stringType)));
}

/** `slice`, `substring`, `substr`: a half-open range, clamped. */
const slice: BuiltinRow = (cx, call) => {
  const type = plainType(argument(call, 0));
  const args = values(cx, call);
  switch (type.kind) {
    case "list":
      return withSharedElements(runtime("mochi_list_slice", [...args, descriptor(type.element)], lowerType(cx.program.types, type)), type.element);
    case "any":
      return runtime("mochi_any_slice", [...args, intValue(1), intValue(3, { kind: "u32" }), call.site]);
    default:
      return runtime("mochi_string_slice", args);
  }
};

const contains: BuiltinRow = (cx, call) => {
  const type = plainType(argument(call, 0));
  const args = values(cx, call);
  switch (type.kind) {
    case "list":
      return lowerListContains(cx, at(args, 0), type.element, at(args, 1));
    case "set":
      return not(isNull(runtime("mochi_map_find", [at(args, 0), slotPointer(cx, at(args, 1))])));
    case "any":
      return runtime("mochi_any_in", [at(args, 1), at(args, 0), siteValue(siteAt(cx, call.expression.span))]);
    default:
      return runtime("mochi_string_contains", args);
  }
};

const indexOf: BuiltinRow = (cx, call) => {
  const type = plainType(argument(call, 0));
  const args = values(cx, call);
  return type.kind === "list" ? runtime("mochi_list_index_of", [at(args, 0), slotPointer(cx, at(args, 1)), descriptor(type.element)]) : runtime("mochi_string_index_of", args);
};

const lower: BuiltinRow = (cx, call) => {
  const { type } = argument(call, 0);
  const value: IrExpression = at(values(cx, call), 0);
  return runtime("mochi_string_lower", [type.kind === "string" ? value : runtime("mochi_str_of", [slotPointer(cx, value), descriptor(type)])]);
};

export const stringBuiltins: Readonly<Record<string, BuiltinRow>> = {
  upper: direct("mochi_string_upper"),
  lower,
  trim: direct("mochi_string_trim"),
  trimStart: direct("mochi_string_trim_start"),
  trimEnd: direct("mochi_string_trim_end"),
  split: texts("mochi_string_split"),
  join: direct("mochi_string_join"),
  contains,
  startsWith: direct("mochi_string_starts_with"),
  endsWith: direct("mochi_string_ends_with"),
  indexOf,
  lastIndexOf: direct("mochi_string_last_index_of"),
  replace: direct("mochi_string_replace"),
  repeat: withSite("mochi_string_repeat"),
  slice,
  substring: slice,
  substr: slice,
  padStart: direct("mochi_string_pad_start"),
  padEnd: direct("mochi_string_pad_end"),
  lines: texts("mochi_string_lines"),
  chars: texts("mochi_string_chars"),
  bytes: (cx, call) => runtime("mochi_string_bytes", values(cx, call), lowerType(cx.program.types, listOf(intType))),
  chr: withSite("mochi_string_from_code_point"),
  ord: withSite("mochi_string_ord"),
};

