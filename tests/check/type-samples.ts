// Types to test with: every kind once, a struct, a union with two variants, and what is made of them.

import { parse } from "../../core/syntax/parser.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { declareProgram } from "../../core/check/declare.ts";
import type { StructDeclaration, Type, UnionDeclaration } from "../../core/types/type.ts";
import {
  anyType,
  bigintType,
  bigratType,
  boolType,
  durationType,
  floatType,
  functionOf,
  int64Type,
  intType,
  listOf,
  mapOf,
  optionOf,
  setOf,
  stringType,
  unitType,
} from "../../core/types/type.ts";

const program = `
type Point { x: int, y: int }
type Other { x: int, y: int }
type Tree = Leaf | Node(left: Tree, value: int, right: Tree)
type Light = Red | Amber | Green
type Pair = Both(first: bool, second: Light) | One(only: bool?) | Many(flags: list<bool>)
`;

/** The declarations of the sample program. */
const declarations = declareProgram(parse(0, newSourceFile("samples.mochi", program), new Diagnostics()), new Diagnostics());
const types = declarations.modules[0]?.types ?? new Map();

export function structNamed(name: string): StructDeclaration {
  const symbol = types.get(name);
  if (symbol?.kind !== "struct") {
    throw new Error(`no struct ${name}`);
  }
  return symbol.declaration;
}

export function unionNamed(name: string): UnionDeclaration {
  const symbol = types.get(name);
  if (symbol?.kind !== "union") {
    throw new Error(`no union ${name}`);
  }
  return symbol.declaration;
}

export function variantNamed(union: string, name: string): StructDeclaration {
  const variant = unionNamed(union).variants.find((candidate) => candidate.name === name);
  if (variant === undefined) {
    throw new Error(`no variant ${name}`);
  }
  return variant;
}

export const point: Type = { kind: "struct", declaration: structNamed("Point") };
export const other: Type = { kind: "struct", declaration: structNamed("Other") };
export const tree: Type = { kind: "union", declaration: unionNamed("Tree") };
export const node: Type = { kind: "struct", declaration: variantNamed("Tree", "Node") };
export const light: Type = { kind: "union", declaration: unionNamed("Light") };

/** One type of every kind that a program can write. */
export const samples: readonly Type[] = [
  intType,
  int64Type,
  durationType,
  floatType,
  bigintType,
  bigratType,
  stringType,
  boolType,
  unitType,
  anyType,
  listOf(intType),
  listOf(optionOf(intType)),
  listOf(anyType),
  setOf(intType),
  mapOf(stringType, intType),
  mapOf(stringType, anyType),
  optionOf(intType),
  optionOf(point),
  functionOf([intType], intType),
  functionOf([anyType], intType),
  functionOf([intType, intType], unitType),
  point,
  other,
  tree,
  node,
  { kind: "record", fields: [{ name: "x", type: intType }] },
  { kind: "channel", element: intType },
];
