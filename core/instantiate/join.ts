// The join of types: what can hold the values of both.
//
// `T?` over `T`, bigint over int, a union over its variants, a known element type over an unknown
// one (`never`), else `any`. Joining is commutative, idempotent and has no infinite ascent beyond
// the depth limit, so that the rounds of the instantiator end.
//
// Surprising: containers join element by element (`[int]` with `[int?]` is `[int?]`), although a
// value of the one is no value of the other. The places that are joined are rebuilt in the next
// round with the wider type, or converted by copying (convert.ts). An anonymous record is below the
// map that it is to the checker.

import { numericJoin } from "../types/numeric.ts";
import { anyType, neverType, optionOf, sameType, stringType, unitType, type FunctionType, type StructDeclaration, type Type } from "../types/type.ts";

/** The smallest type that both flow into. */
export function joinTypes(left: Type, right: Type): Type {
  if (sameType(left, right) || right.kind === "never") {
    return left;
  }
  if (left.kind === "never") {
    return right;
  }
  if (left.kind === "any" || right.kind === "any") {
    return anyType;
  }
  if (left.kind === "unit" || right.kind === "unit") {
    return optionOf(left.kind === "unit" ? right : left);
  }
  if (left.kind === "option" || right.kind === "option") {
    return optionOf(joinTypes(plainType(left), plainType(right)));
  }
  switch (left.kind) {
    case "list":
    case "set":
    case "channel":
    case "stream":
      return right.kind === left.kind ? { kind: left.kind, element: joinTypes(left.element, right.element) } : anyType;
    case "map":
      if (right.kind === "record") {
        return joinTypes(right, left);
      }
      return right.kind === "map" ? { kind: "map", key: joinTypes(left.key, right.key), value: joinTypes(left.value, right.value) } : anyType;
    case "fun":
      return right.kind === "fun" ? joinFunctions(left, right) : anyType;
    case "struct":
    case "union":
      return joinNominal(left, right);
    case "record":
      return joinRecord(left, right);
    default:
      return joinNumbers(left, right);
  }
}

/** `T` for `T?`. */
export function plainType(type: Type): Type {
  return type.kind === "option" ? type.inner : type;
}

/** Whether none is among the values of the type. */
export function admitsNone(type: Type): boolean {
  return type.kind === "option" || type.kind === "any";
}

/** The union that a variant belongs to, as a type; other structs are themselves. */
export function typeOfDeclaration(declaration: StructDeclaration): Type {
  return declaration.union === undefined ? { kind: "struct", declaration } : { kind: "union", declaration: declaration.union };
}

/** Exact numbers join; a float joins no int, which it would have to round (literals are converted before). */
function joinNumbers(left: Type, right: Type): Type {
  if (left.kind === "float" || right.kind === "float") {
    return anyType;
  }
  return numericJoin(left, right) ?? anyType;
}

function joinNominal(left: Type, right: Type): Type {
  const first = wholeUnion(left);
  const second = wholeUnion(right);
  return sameType(first, second) ? first : anyType;
}

function wholeUnion(type: Type): Type {
  return type.kind === "struct" ? typeOfDeclaration(type.declaration) : type;
}

/** Anonymous records of other names join as the maps that they are to the checker. */
function joinRecord(left: RecordType, right: Type): Type {
  if (right.kind === "record" && left.anonymous === right.anonymous && sameNames(left, right)) {
    return { ...left, fields: left.fields.map((field, index) => ({ name: field.name, type: joinTypes(field.type, right.fields[index]?.type ?? anyType) })) };
  }
  const other = right.kind === "record" && right.anonymous === true ? mapOfRecord(right) : right;
  return left.anonymous === true && other.kind === "map" ? joinTypes(mapOfRecord(left), other) : anyType;
}

export type RecordType = Extract<Type, { kind: "record" }>;

export function sameNames(left: RecordType, right: RecordType): boolean {
  return left.fields.length === right.fields.length && left.fields.every((field, index) => field.name === right.fields[index]?.name);
}

/** What the checker calls an anonymous record. */
export function mapOfRecord(record: RecordType): Extract<Type, { kind: "map" }> {
  return { kind: "map", key: stringType, value: record.fields.reduce<Type>((joined, field) => joinTypes(joined, field.type), neverType) };
}

/** Parameters go the other way: a function that takes less wins, since its callers give no more. */
function joinFunctions(left: FunctionType, right: FunctionType): Type {
  if (left.params.length !== right.params.length) {
    return anyType;
  }
  const params = left.params.map((param, index) => meetTypes(param, right.params[index] ?? anyType));
  const result = left.result.kind === "unit" || right.result.kind === "unit" ? unitType : joinTypes(left.result, right.result);
  return { kind: "fun", params, result, effects: [] };
}

function meetTypes(left: Type, right: Type): Type {
  if (left.kind === "any" || left.kind === "never") {
    return right;
  }
  if (right.kind === "any" || right.kind === "never" || sameType(left, right)) {
    return left;
  }
  if (left.kind === "option" || right.kind === "option") {
    return meetTypes(plainType(left), plainType(right));
  }
  return anyType;
}
