// `lowerType`: a Mochi type to the C-level type of its values, memoised.
//
// Structs, variants, unions and records become one IrStruct or IrUnion each, made at the first
// question and filled at once after (they may refer to themselves). Types that are represented
// alike share one IrType object: `[int]` and `[duration]` are the same list.

import type { IrField, IrStruct, IrType, IrUnion } from "../aotir/aotir.ts";
import { anyIr, bigintIr, bigratIr, boolIr, f64Ir, i64Ir, stringIr, unitIr, voidIr } from "../aotir/builder.ts";
import { InternalError, invariant, unreachable } from "../source/invariant.ts";
import { printType } from "../types/print-type.ts";
import type { StructDeclaration, Type, UnionDeclaration } from "../types/type.ts";
import { hashOf, mangle, type Mangler } from "./mangle.ts";
import { typeKey } from "./type-key.ts";

export interface TypeTable {
  readonly names: Mangler;
  readonly byKey: Map<string, IrType>;
  readonly byType: WeakMap<Type, IrType>;
  /** One object per representation. */
  readonly shared: Map<string, IrType>;
  readonly ids: Map<object, number>;
  readonly structs: IrStruct[];
  readonly unions: IrUnion[];
  readonly structOf: Map<StructDeclaration, IrStruct>;
  readonly unionOf: Map<UnionDeclaration, IrUnion>;
}

export function newTypeTable(names: Mangler): TypeTable {
  return {
    names,
    byKey: new Map(),
    byType: new WeakMap(),
    shared: new Map(),
    ids: new Map(),
    structs: [],
    unions: [],
    structOf: new Map(),
    unionOf: new Map(),
  };
}

/** What a value of the type is in C. */
export function lowerType(table: TypeTable, type: Type): IrType {
  const known = table.byType.get(type);
  if (known !== undefined) {
    return known;
  }
  const key = typeKey(type);
  const lowered = table.byKey.get(key) ?? share(table, represent(table, type));
  table.byKey.set(key, lowered);
  table.byType.set(type, lowered);
  return lowered;
}

/** The result of a function: nothing for unit and for what never returns. */
export function lowerResult(table: TypeTable, type: Type): IrType {
  return type.kind === "unit" || type.kind === "never" ? voidIr : lowerType(table, type);
}

function represent(table: TypeTable, type: Type): IrType {
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
      return i64Ir;
    case "float":
      return f64Ir;
    case "bool":
      return boolIr;
    case "string":
      return stringIr;
    case "any":
      return anyIr;
    case "bigint":
      return bigintIr;
    case "bigrat":
      return bigratIr;
    case "unit":
    case "never":
      return unitIr;
    case "option":
      return representOption(lowerType(table, type.inner));
    case "list":
      return { kind: "list", element: lowerType(table, type.element) };
    case "set":
      return { kind: "set", element: lowerType(table, type.element) };
    case "map":
      return { kind: "map", key: lowerType(table, type.key), value: lowerType(table, type.value) };
    case "fun":
      return { kind: "function", params: type.params.map((param) => lowerType(table, param)), result: lowerResult(table, type.result) };
    case "struct":
      return { kind: "struct", struct: lowerStruct(table, type.declaration) };
    case "union":
      return { kind: "union", union: lowerUnion(table, type.declaration) };
    case "record": {
      const struct: IrStruct = { name: recordName(table, type), title: printType(type), head: { kind: "none" }, fields: [], source: type };
      table.structs.push(struct);
      const lowered: IrType = { kind: "struct", struct };
      table.byKey.set(typeKey(type), lowered);
      struct.fields = lowerFields(table, type.fields);
      return lowered;
    }
    case "group":
    case "channel":
    case "stream":
    case "variable":
      throw new InternalError(`values of type ${printType(type)} are not lowered`);
    default:
      return unreachable(type);
  }
}

function representOption(inner: IrType): IrType {
  switch (inner.kind) {
    case "i64":
    case "f64":
    case "bool":
      return { kind: "option", of: inner.kind };
    case "unit":
      return { kind: "option", of: "bool" };
    default:
      return inner;
  }
}

function recordName(table: TypeTable, type: Type): string {
  return mangle(table.names, -1, `record_${hashOf(table.names, typeKey(type))}`);
}

function lowerFields(table: TypeTable, fields: readonly { readonly name: string; readonly type: Type }[]): IrField[] {
  return fields.map((field) => ({ name: field.name, type: lowerType(table, field.type) }));
}

/** The C struct of a struct type, or of one variant of a union. */
export function lowerStruct(table: TypeTable, declaration: StructDeclaration): IrStruct {
  const known = table.structOf.get(declaration);
  if (known !== undefined) {
    return known;
  }
  const struct: IrStruct = {
    name: mangle(table.names, declaration.statement.span.file, declaration.name),
    title: declaration.name,
    head: declaration.union === undefined ? { kind: "none" } : { kind: "variant", tag: declaration.tag },
    fields: [],
    source: { kind: "struct", declaration },
  };
  table.structOf.set(declaration, struct);
  table.structs.push(struct);
  struct.fields = lowerFields(table, declaration.fields);
  return struct;
}

/** A union with all its variants. */
export function lowerUnion(table: TypeTable, declaration: UnionDeclaration): IrUnion {
  const known = table.unionOf.get(declaration);
  if (known !== undefined) {
    return known;
  }
  const union: IrUnion = {
    name: mangle(table.names, declaration.statement.span.file, declaration.name),
    variants: [],
    source: { kind: "union", declaration },
  };
  table.unionOf.set(declaration, union);
  table.unions.push(union);
  union.variants = declaration.variants.map((variant) => lowerStruct(table, variant));
  return union;
}

/** The struct that holds the fields of a value of this type. */
export function structOfType(table: TypeTable, type: Type): IrStruct {
  const lowered = lowerType(table, type);
  invariant(lowered.kind === "struct", `${printType(type)} has fields`);
  return lowered.struct;
}

function share(table: TypeTable, type: IrType): IrType {
  const key = representationKey(table, type);
  const known = table.shared.get(key);
  if (known !== undefined) {
    return known;
  }
  table.shared.set(key, type);
  return type;
}

/** Components are shared already, so their identity stands for their structure. */
function representationKey(table: TypeTable, type: IrType): string {
  switch (type.kind) {
    case "list":
    case "set":
      return `${type.kind} ${identityOf(table, type.element)}`;
    case "map":
      return `map ${identityOf(table, type.key)} ${identityOf(table, type.value)}`;
    case "function":
      return `function ${type.params.map((param) => identityOf(table, param)).join(" ")} ${identityOf(table, type.result)}`;
    case "option":
      return `option ${type.of}`;
    case "struct":
      return `struct ${identityOf(table, type.struct)}`;
    case "union":
      return `union ${identityOf(table, type.union)}`;
    default:
      return type.kind;
  }
}

function identityOf(table: TypeTable, object: object): number {
  let id = table.ids.get(object);
  if (id === undefined) {
    id = table.ids.size;
    table.ids.set(object, id);
  }
  return id;
}
