// How types relate: unify, flow, join, subtype (core.md §3.4 and decisions §4, §5).

import assert from "node:assert/strict";
import { test } from "node:test";
import { printType } from "../../core/types/print-type.ts";
import { freeVariables, substitute } from "../../core/types/substitute.ts";
import { fits, isAssignable, isSubtype, joinTypes, noneType, passes, unknownElement } from "../../core/types/subtype.ts";
import {
  anyType,
  bigintType,
  bigratType,
  floatType,
  functionOf,
  int64Type,
  intType,
  listOf,
  mapOf,
  optionOf,
  sameType,
  stringType,
  type Type,
} from "../../core/types/type.ts";
import { unifies, unifyInto } from "../../core/types/unify.ts";
import { node, other, point, samples, tree } from "./type-samples.ts";

function variable(name: string, id: number): Type {
  return { kind: "variable", name, id };
}

const T = variable("T", -1);
const U = variable("U", -2);

test("types: every type unifies with itself and with any", () => {
  for (const type of samples) {
    assert.ok(unifies(type, type), printType(type));
    assert.ok(unifies(type, anyType) && unifies(anyType, type), printType(type));
  }
});

test("types: a subtype is assignable, and fits where it is assignable", () => {
  for (const source of samples) {
    for (const target of samples) {
      const pair = `${printType(source)} to ${printType(target)}`;
      assert.ok(!isSubtype(source, target) || isAssignable(source, target), pair);
      assert.ok(!isAssignable(source, target) || fits(source, target), pair);
      assert.ok(!unifies(source, target) || passes(source, target), pair);
    }
  }
});

test("types: subtyping is reflexive and transitive", () => {
  for (const a of samples) {
    assert.ok(isSubtype(a, a), printType(a));
    for (const b of samples) {
      for (const c of samples) {
        assert.ok(!isSubtype(a, b) || !isSubtype(b, c) || isSubtype(a, c), [a, b, c].map(printType).join(" <: "));
      }
    }
  }
});

test("types: both sides of a join pass into it, in either order", () => {
  for (const a of samples) {
    for (const b of samples) {
      const joined = joinTypes(a, b);
      if (joined !== undefined) {
        const shown = `${printType(a)} and ${printType(b)} give ${printType(joined)}`;
        assert.ok(passes(a, joined) && passes(b, joined), shown);
        assert.ok(joinTypes(b, a) !== undefined, shown);
      }
    }
  }
});

test("types: numbers grow but do not shrink", () => {
  assert.ok(isAssignable(intType, int64Type) && isAssignable(intType, bigintType) && isAssignable(bigintType, bigratType));
  assert.ok(isAssignable(floatType, bigratType));
  assert.ok(!isAssignable(int64Type, intType) && !isAssignable(bigintType, intType) && !isAssignable(intType, floatType));
  assert.ok(unifies(bigratType, intType) && !unifies(intType, bigratType));
});

test("types: any needs a cast into a variable, but not as an element of an empty literal", () => {
  assert.ok(!isAssignable(anyType, intType));
  assert.ok(isAssignable(listOf(unknownElement), listOf(intType)));
  assert.ok(passes(anyType, intType));
});

test("types: a value becomes an option, none is an option of anything", () => {
  assert.ok(isAssignable(intType, optionOf(intType)) && passes(intType, optionOf(bigintType)));
  assert.ok(isAssignable(noneType, optionOf(point)) && !fits(noneType, intType));
  assert.ok(!passes(optionOf(intType), intType));
  assert.ok(!passes(listOf(intType), listOf(optionOf(intType))));
});

test("types: structs are known by their declaration, variants belong to their union", () => {
  assert.ok(!unifies(point, other));
  assert.ok(unifies(node, tree) && isSubtype(node, tree) && !isSubtype(tree, node));
});

test("types: joins", () => {
  const cases: readonly (readonly [Type, Type, string | undefined])[] = [
    [intType, bigintType, "bigint"],
    [intType, optionOf(intType), "option[int]"],
    [noneType, intType, "option[int]"],
    [intType, floatType, undefined],
    [intType, stringType, undefined],
    [unknownElement, stringType, "string"],
    [listOf(unknownElement), listOf(intType), "[int]"],
    [node, tree, "Tree"],
    [point, other, undefined],
  ];
  for (const [left, right, expected] of cases) {
    const joined = joinTypes(left, right);
    assert.equal(joined === undefined ? undefined : printType(joined), expected, `${printType(left)} and ${printType(right)}`);
  }
});

test("types: unification finds what both sides have in common", () => {
  const bindings = new Map<number, Type>();
  assert.ok(unifyInto(functionOf([listOf(T)], U), functionOf([listOf(intType)], mapOf(stringType, T)), bindings));
  assert.equal(printType(substitute(functionOf([T], U), bindings)), "fun(int): {string: int}");
});

test("types: a type is never bound to something that contains it", () => {
  assert.ok(!unifyInto(T, listOf(T), new Map()));
  const bindings = new Map<number, Type>();
  assert.ok(unifyInto(T, listOf(U), bindings));
  assert.ok(!unifyInto(U, T, bindings));
});

test("types: the parameters of a declared function are not for others to decide", () => {
  const rigid = variable("T", 7);
  assert.ok(!unifyInto(rigid, intType, new Map()));
  assert.ok(unifyInto(rigid, rigid, new Map()));
  const bindings = new Map<number, Type>();
  assert.ok(unifyInto(T, rigid, bindings));
  assert.deepEqual(freeVariables(substitute(T, bindings)), [rigid]);
});

test("types: unifying decides equality on types without variables and any", () => {
  const plain = samples.filter((type) => !printType(type).includes("any"));
  for (const a of plain) {
    for (const b of plain) {
      assert.equal(unifyInto(a, b, new Map()), sameType(a, b), `${printType(a)} and ${printType(b)}`);
    }
  }
});
