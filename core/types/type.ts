// Types as values. One representation serves the checker and the instantiator.
//
// Structural types are plain immutable objects; equality is `sameType`, never `===`. Structs and
// unions are nominal: they point at their declaration, which is the one mutable thing here (its
// fields are filled after all names are known, so that types may refer to each other).
// A variant of a union is a struct declaration with `union` set: `A` alone has the struct type.

import type { Effect } from "./effect.ts";
import type { AgentStatement, FunStatement, IntentStatement, StreamStatement, TypeStatement } from "../syntax/ast.ts";

export type PrimitiveKind =
  | "int" | "int64" | "duration" | "float" | "bigint" | "bigrat" | "string" | "bool" | "unit" | "any"
  /** The type of an expression that never yields: `panic(…)`, and the start of every join. */
  | "never";

export type Type =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "set"; readonly element: Type }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type }
  | { readonly kind: "option"; readonly inner: Type }
  | FunctionType
  | { readonly kind: "struct"; readonly declaration: StructDeclaration }
  | { readonly kind: "union"; readonly declaration: UnionDeclaration }
  /**
   * An inline struct type `{a: int}`; fields in written order. `anonymous`: the shape of a record
   * literal, a map to the checker; fields in order of their names. Only the instantiator makes these.
   */
  | { readonly kind: "record"; readonly fields: readonly FieldType[]; readonly anonymous?: true }
  | { readonly kind: "group"; readonly key: Type; readonly element: Type }
  | { readonly kind: "channel"; readonly element: Type }
  | { readonly kind: "stream"; readonly element: Type }
  /** A generic parameter (`T`) or a type still to be found (`T#1`). Never in a typed tree. */
  | { readonly kind: "variable"; readonly name: string; readonly id: number };

export interface FunctionType {
  readonly kind: "fun";
  readonly params: readonly Type[];
  readonly result: Type;
  /** Type of any number of further arguments, as `print` has. */
  readonly variadic?: Type;
  /** Sorted labels; empty means pure. */
  readonly effects: readonly Effect[];
}

export interface FieldType {
  readonly name: string;
  readonly type: Type;
}

/** What can be called on a value with `.name(…)`: a struct's method or an agent's intent. */
export type MethodStatement = FunStatement | IntentStatement;

/**
 * A struct type, one variant of a union, the events of a stream or the state of an agent (see
 * `statement`). Fields are in declaration order.
 */
export interface StructDeclaration {
  readonly name: string;
  /** Index of the module that declares it; with `name` and `serial` it is unique. */
  readonly module: number;
  /** Distinguishes re-declarations of one name. */
  readonly serial: number;
  fields: readonly FieldType[];
  /** Methods by name, in order. Empty for variants. */
  readonly methods: Map<string, MethodStatement>;
  /** Set for variants. */
  readonly union?: UnionDeclaration;
  /** Position among the union's variants; 0 for a plain struct. */
  readonly tag: number;
  readonly statement: TypeStatement | StreamStatement | AgentStatement;
}

export interface UnionDeclaration {
  readonly name: string;
  readonly module: number;
  readonly serial: number;
  readonly variants: StructDeclaration[];
  readonly statement: TypeStatement;
}

export const intType: Type = { kind: "int" };
export const int64Type: Type = { kind: "int64" };
export const durationType: Type = { kind: "duration" };
export const floatType: Type = { kind: "float" };
export const bigintType: Type = { kind: "bigint" };
export const bigratType: Type = { kind: "bigrat" };
export const stringType: Type = { kind: "string" };
export const boolType: Type = { kind: "bool" };
export const unitType: Type = { kind: "unit" };
export const anyType: Type = { kind: "any" };
export const neverType: Type = { kind: "never" };

export function listOf(element: Type): Type {
  return { kind: "list", element };
}

export function setOf(element: Type): Type {
  return { kind: "set", element };
}

export function mapOf(key: Type, value: Type): Type {
  return { kind: "map", key, value };
}

/** `T?`. An option of an option is the option itself; `any` has its own none. */
export function optionOf(inner: Type): Type {
  return inner.kind === "option" || inner.kind === "any" ? inner : { kind: "option", inner };
}

export function functionOf(params: readonly Type[], result: Type, effects: readonly Effect[] = []): FunctionType {
  return { kind: "fun", params, result, effects };
}

/** Structural equality; nominal for structs and unions. Effects of functions do not count. */
export function sameType(left: Type, right: Type): boolean {
  if (left === right) {
    return true;
  }
  switch (left.kind) {
    case "list":
      return right.kind === "list" && sameType(left.element, right.element);
    case "set":
      return right.kind === "set" && sameType(left.element, right.element);
    case "map":
      return right.kind === "map" && sameType(left.key, right.key) && sameType(left.value, right.value);
    case "option":
      return right.kind === "option" && sameType(left.inner, right.inner);
    case "fun":
      return (
        right.kind === "fun" &&
        left.params.length === right.params.length &&
        sameType(left.result, right.result) &&
        left.params.every((param, index) => sameType(param, right.params[index] ?? neverType))
      );
    case "struct":
      return right.kind === "struct" && left.declaration === right.declaration;
    case "union":
      return right.kind === "union" && left.declaration === right.declaration;
    case "record":
      return (
        right.kind === "record" &&
        left.anonymous === right.anonymous &&
        left.fields.length === right.fields.length &&
        left.fields.every((field, index) => {
          const other = right.fields[index];
          return other !== undefined && field.name === other.name && sameType(field.type, other.type);
        })
      );
    case "group":
      return right.kind === "group" && sameType(left.key, right.key) && sameType(left.element, right.element);
    case "channel":
      return right.kind === "channel" && sameType(left.element, right.element);
    case "stream":
      return right.kind === "stream" && sameType(left.element, right.element);
    case "variable":
      return right.kind === "variable" && left.id === right.id;
    default:
      return left.kind === right.kind;
  }
}
