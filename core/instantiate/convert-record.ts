// Conversions of anonymous records, and of what contains them.
//
// A record is a reference, so it can't become a map, or a record with wider fields, by copying: the
// literal that made it must be another. A literal itself is made anew; a value that came through
// variables and results asks these (open.ts); else the shape learns (shapes.ts). In the last two
// cases the tree of this round is void.

import { sameType, stringType, type Type } from "../types/type.ts";
import type { Cx } from "./context.ts";
import { convert, newConvert, rebuild } from "./convert.ts";
import { joinTypes, mapOfRecord, plainType, sameNames, type RecordType } from "./join.ts";
import { demand } from "./open.ts";
import { spell } from "./print-typed.ts";
import { hasRecord, isAnonymous, withoutRecords } from "./record-type.ts";
import { learnField, learnMaps, noteAsked } from "./shapes.ts";
import { hasNever } from "./type-shape.ts";
import type { TypedExpression } from "./typed.ts";

type RecordExpression = Extract<TypedExpression, { kind: "record" }>;

/** The value with maps for the records in it. `why` says what needs them. */
export function asMap(cx: Cx, e: TypedExpression, why: string): TypedExpression {
  if (!hasRecord(e.type)) {
    return e;
  }
  const { shapes } = cx.program;
  const target = withoutRecords(e.type);
  const reason = { text: why, span: e.span };
  noteAsked(shapes, e.type, reason);
  const rebuilt = rebuild(cx, e, target);
  if (rebuilt !== undefined) {
    return rebuilt;
  }
  if (!demand(cx, e, target)) {
    learnMaps(shapes, e.type, reason);
  }
  return newConvert(cx, "widen", e, target);
}

/** Where the types differ in more than `?`, and records are in one of them. `undefined`: not our business. */
export function convertRecords(cx: Cx, e: TypedExpression, target: Type): TypedExpression | undefined {
  const from = plainType(e.type);
  const to = plainType(target);
  if (sameType(from, to) || from.kind === "unit" || to.kind === "unit" || to.kind === "never" || (from.kind === "fun" && to.kind === "fun")) {
    return undefined;
  }
  if (!cx.program.settled && (hasNever(from) || hasNever(to))) {
    cx.instance.sawNever = true;
    demand(cx, e, to);
    return newConvert(cx, "widen", e, target);
  }
  const { shapes } = cx.program;
  const wider = widerFields(from, to);
  if (wider !== undefined) {
    if (!demand(cx, e, to)) {
      wider.forEach(({ record, name, type }) => learnField(shapes, record, name, type));
    }
    return newConvert(cx, "widen", e, target);
  }
  const why = `it is used as ${spell(to)}`;
  if (hasRecord(to)) {
    learnMaps(shapes, to, { text: `it is made of ${spell(from)}`, span: e.span });
    learnMaps(shapes, from, { text: why, span: e.span });
    return newConvert(cx, "widen", e, target);
  }
  return convert(cx, asMap(cx, e, why), target);
}

interface WiderField {
  readonly record: RecordType;
  readonly name: string;
  readonly type: Type;
}

/** The fields in which the records of two types differ, if that is all they differ in. */
function widerFields(from: Type, to: Type): readonly WiderField[] | undefined {
  if (sameType(from, to)) {
    return [];
  }
  switch (from.kind) {
    case "list":
    case "set":
      return to.kind === from.kind ? widerFields(from.element, to.element) : undefined;
    case "map":
      return to.kind === "map" && sameType(from.key, to.key) ? widerFields(from.value, to.value) : undefined;
    case "option":
      return to.kind === "option" ? widerFields(from.inner, to.inner) : undefined;
    case "record":
      return isAnonymous(to) && isAnonymous(from) && sameNames(from, to)
        ? from.fields.flatMap((field, index) => {
            const type = joinTypes(field.type, to.fields[index]?.type ?? field.type);
            return sameType(field.type, type) && sameType(to.fields[index]?.type ?? type, type) ? [] : [{ record: from, name: field.name, type }];
          })
        : undefined;
    default:
      return undefined;
  }
}

/** A literal made as something else: a record of other field types, or the map that it is to the checker. */
export function rebuildRecord(cx: Cx, e: RecordExpression, goal: Type): TypedExpression | undefined {
  if (!isAnonymous(e.type) || goal.kind === "unit" || goal.kind === "never") {
    return undefined;
  }
  if (goal.kind === "record" && goal.fields.length === e.fields.length) {
    const wanted = new Map(goal.fields.map((field) => [field.name, field.type]));
    if (e.fields.every((field) => wanted.has(field.name))) {
      return { ...e, type: goal, fields: e.fields.map((field) => ({ name: field.name, value: convert(cx, field.value, wanted.get(field.name) ?? field.value.type) })) };
    }
  }
  const type = goal.kind === "map" ? goal : mapOfRecord(e.type);
  const entries = e.fields.map((field) => ({
    key: convert(cx, { kind: "string", type: stringType, span: e.span, value: field.name }, type.key),
    value: convert(cx, field.value, type.value),
  }));
  return convert(cx, { kind: "map", type, span: e.span, entries }, goal);
}

