// Groups and their items as values: what `group by … into g` leaves when a query's result, or a
// function's argument, is a group (a record with "__group__") or an item of it.
//
// An item of a group over several sources is a record of their variables. The reference types it as
// the first source's row, and finds what is no variable's name in the rows: `x.total` is `x.o.total`.

import type { Span } from "../source/span.ts";
import { anyType, optionOf, type Type } from "../types/type.ts";
import { convert, read } from "./convert.ts";
import { newTemporary, type Cx } from "./context.ts";
import { joinTypes, plainType, type RecordType } from "./join.ts";
import { isAnonymous, shapeOf } from "./record-type.ts";
import { readField, safely, variantsWith } from "./type-field.ts";
import type { TypedExpression } from "./typed.ts";

/** A group counts, adds up and iterates as its items do. */
export function itemsOfGroup(cx: Cx, e: TypedExpression): TypedExpression {
  const plain = plainType(e.type);
  return isAnonymous(plain) && plain.fields.some((field) => field.name === "__group__") ? readField(cx, e, "items", e.span) : e;
}

/** A name that is no variable's, of an item of several: the field of the first row that has one. */
export function fieldOfRows(cx: Cx, item: TypedExpression, type: RecordType, name: string, span: Span): TypedExpression | undefined {
  const variables = cx.program.shapes.items.get(shapeOf(type)) ?? [];
  const local = newTemporary("item", type, span);
  const owners: TypedExpression[] = [];
  for (const variable of variables) {
    const row = readField(cx, read(local, span), variable, span);
    const has = hasField(plainType(row.type), name);
    if (has !== "no") {
      owners.push(row.type.kind === "option" ? safely(cx, row, span, (value) => readField(cx, value, name, span)) : readField(cx, row, name, span));
    }
    if (has === "yes" && row.type.kind !== "option") {
      break;
    }
  }
  const value = owners.reduceRight<TypedExpression | undefined>((rest, owner) => (rest === undefined ? owner : orElse(cx, owner, rest, span)), undefined);
  return value === undefined ? undefined : { kind: "do", type: value.type, span, body: { statements: [{ kind: "let", span, local, value: item }] }, value };
}

/** Maps, and values of unknown type, have a field or not only when the program runs. */
function hasField(type: Type, name: string): "yes" | "no" | "perhaps" {
  switch (type.kind) {
    case "struct":
      return type.declaration.fields.some((field) => field.name === name) ? "yes" : "no";
    case "record":
      return type.fields.some((field) => field.name === name) ? "yes" : "no";
    case "union":
      return variantsWith(type.declaration, name).length > 0 ? "yes" : "no";
    case "map":
    case "any":
      return "perhaps";
    default:
      return "no";
  }
}

function orElse(cx: Cx, left: TypedExpression, right: TypedExpression, span: Span): TypedExpression {
  if (left.type.kind === "any") {
    return { kind: "coalesce", type: anyType, span, left, right: convert(cx, right, anyType) };
  }
  const type = joinTypes(plainType(left.type), right.type);
  return { kind: "coalesce", type, span, left: convert(cx, left, optionOf(plainType(type))), right: convert(cx, right, type) };
}
