// f-strings: every part becomes a string, then one concatenation.

import type { IrExpression, IrType } from "../aotir/aotir.ts";
import { descriptor, intValue, newVariable, declare, readVariable, runtime, siteValue, stringIr, stringValue, u32Ir } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import type { FormatSpec } from "../syntax/ast.ts";
import { siteAt, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { lowerText } from "./lower-text.ts";
import { inOrder } from "./order.ts";
import { slotPointer } from "./slot.ts";

export function lowerFormat(cx: FunctionContext, expression: TypedExpression & { readonly kind: "format" }): IrExpression {
  const parts = expression.parts.filter((part) => part !== "");
  return concatAll(
    cx,
    inOrder(
      cx,
      parts.map((part) => () => (typeof part === "string" ? stringValue(part) : lowerPart(cx, part.value, part.spec))),
    ),
  );
}

function lowerPart(cx: FunctionContext, value: TypedExpression, spec: FormatSpec | undefined): IrExpression {
  const lowered = lowerExpression(cx, value);
  if (spec === undefined) {
    return lowerText(cx, value.type, lowered);
  }
  const constant = specConstant(spec);
  switch (value.type.kind) {
    case "int":
    case "int64":
      return runtime("mochi_format_int", [lowered, constant]);
    case "float":
      return runtime("mochi_format_float", [lowered, constant]);
    case "string":
      return runtime("mochi_format_string", [lowered, constant]);
    default:
      return runtime("mochi_format_value", [slotPointer(cx, lowered), descriptor(value.type), constant, siteValue(siteAt(cx, value.span))]);
  }
}

/** A mochi_format_spec; text/format.h says what its fields mean. */
function specConstant(spec: FormatSpec): IrExpression {
  const character = (text: string | undefined): string => (text === undefined ? "0" : `'${text}'`);
  const fields = [
    `.fill = ${spec.fill.codePointAt(0) ?? 0}`,
    `.align = ${character(spec.align)}`,
    `.sign = ${character(spec.sign)}`,
    `.zero = ${spec.zero}`,
    `.comma = ${spec.comma}`,
    `.width = ${spec.width ?? 0}`,
    `.precision = ${spec.precision ?? -1}`,
    `.type = ${character(spec.type)}`,
  ];
  return { kind: "c-constant", type: { kind: "opaque", c: "const mochi_format_spec *" }, c: `{${fields.join(", ")}}`, declare: "mochi_format_spec" };
}

/** One string from several; two are concatenated so that a growing left one is extended. */
export function concatAll(cx: FunctionContext, parts: readonly IrExpression[]): IrExpression {
  const [first, second] = parts;
  if (first === undefined) {
    return stringValue("");
  }
  if (second === undefined) {
    return first;
  }
  if (parts.length === 2) {
    return runtime("mochi_string_concat", [first, second]);
  }
  const type: IrType = { kind: "array", element: stringIr, length: parts.length };
  const array = newVariable("t", type, true);
  cx.statements.push(declare(cx.span, array, { kind: "array", type, items: parts }));
  return runtime("mochi_string_concat_all", [readVariable(array), intValue(parts.length, u32Ir)]);
}
