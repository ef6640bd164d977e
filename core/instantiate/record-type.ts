// Anonymous record types as values: making them, finding them inside other types, taking them out.
//
// The shape of a record literal is its names. They are kept in order, which is the order that maps
// print in, so two literals of the same names have the same type however they were written.

import type { MapExpression } from "../syntax/ast.ts";
import type { FieldType, Type } from "../types/type.ts";
import { mapOfRecord, type RecordType } from "./join.ts";
import { mapParts } from "./type-shape.ts";

/** The names of a literal that may be a record: all keys bare and different. `__name` would print as a struct's. */
export function namesOfLiteral(node: MapExpression): readonly string[] | undefined {
  const names = node.entries.flatMap((entry) => (entry.bare && entry.key.kind === "string" && entry.key.value !== "__name" ? [entry.key.value] : []));
  return names.length > 0 && names.length === node.entries.length && new Set(names).size === names.length ? names : undefined;
}

export function anonymousRecord(fields: readonly FieldType[]): RecordType {
  return { kind: "record", anonymous: true, fields: fields.toSorted((left, right) => (left.name < right.name ? -1 : 1)) };
}

export function isAnonymous(type: Type): type is RecordType {
  return type.kind === "record" && type.anonymous === true;
}

/** What a shape is known by. Names are identifiers. */
export function shapeKey(names: readonly string[]): string {
  return names.toSorted().join(",");
}

export function shapeOf(record: RecordType): string {
  return record.fields.map((field) => field.name).join(",");
}

/** Calls back for the anonymous records in a type, outer ones first. */
export function forEachRecord(type: Type, found: (record: RecordType) => void): void {
  if (isAnonymous(type)) {
    found(type);
  }
  mapParts(type, (part) => {
    if (part !== type) {
      forEachRecord(part, found);
    }
    return part;
  });
}

export function hasRecord(type: Type): boolean {
  let has = false;
  forEachRecord(type, () => (has = true));
  return has;
}

/** The type with maps for its anonymous records. */
export function withoutRecords(type: Type): Type {
  const inside = mapParts(type, (part) => (part === type ? part : withoutRecords(part)));
  return isAnonymous(inside) ? mapOfRecord(inside) : inside;
}
