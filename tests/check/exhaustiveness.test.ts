// The pattern matrix against brute force: on small types, all values are tried.
//
// Random rows of patterns are made for random small types. A row must be useful exactly when some
// value matches it and no row before it; a missing pattern must exist exactly when some value is
// matched by no row, and must itself match only such values.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findMissing, isUseful, missingVariants, printPattern, type MatchPattern } from "../../core/check/exhaustiveness.ts";
import { boolType, listOf, optionOf, type Type } from "../../core/types/type.ts";
import { light, unionNamed } from "./type-samples.ts";

/** A value of the little world: `none`, a bool, a variant with fields, or a list. */
type Value = { readonly head: string; readonly parts: readonly Value[] };

const pair: Type = { kind: "union", declaration: unionNamed("Pair") };
const worlds: readonly Type[] = [boolType, light, optionOf(light), pair, listOf(boolType), optionOf(pair)];
/** Patterns here name at most two items; one longer list stands for all longer ones. */
const longestList = 3;

function valuesOf(type: Type): readonly Value[] {
  switch (type.kind) {
    case "bool":
      return [leaf("bool:true"), leaf("bool:false")];
    case "option":
      return [leaf("none"), ...valuesOf(type.inner)];
    case "union":
      return type.declaration.variants.flatMap((variant) =>
        product(variant.fields.map((field) => valuesOf(field.type))).map((parts) => ({ head: variant.name, parts })),
      );
    case "list":
      return Array.from({ length: longestList + 1 }, (_, length) => length).flatMap((length) =>
        product(Array<readonly Value[]>(length).fill(valuesOf(type.element))).map((parts) => ({ head: "list", parts })),
      );
    default:
      throw new Error(`no values of ${type.kind}`);
  }
}

function leaf(head: string): Value {
  return { head, parts: [] };
}

function product(choices: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return choices.reduce<readonly (readonly Value[])[]>((rows, column) => rows.flatMap((row) => column.map((value) => [...row, value])), [[]]);
}

function matches(pattern: MatchPattern, value: Value): boolean {
  switch (pattern.kind) {
    case "wild":
      return true;
    case "literal":
      return value.head === pattern.key;
    case "none":
      return value.head === "none";
    case "some":
      return value.head !== "none" && matches(pattern.inner, value);
    case "variant":
      return value.head === pattern.declaration.name && pattern.args.every((arg, index) => matches(arg, value.parts[index] ?? leaf("absent")));
    case "list":
      return (
        value.head === "list" &&
        (pattern.open ? value.parts.length >= pattern.items.length : value.parts.length === pattern.items.length) &&
        pattern.items.every((item, index) => matches(item, value.parts[index] ?? leaf("absent")))
      );
    case "or":
      return pattern.options.some((option) => matches(option, value));
  }
}

/** A small generator of numbers, the same in every run (Marsaglia's xorshift). */
function newRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function randomPattern(random: (below: number) => number, type: Type, depth: number): MatchPattern {
  const choice = random(10);
  if (depth === 0 || choice < 3) {
    return { kind: "wild" };
  }
  if (choice === 3) {
    return { kind: "or", options: [randomPattern(random, type, depth - 1), randomPattern(random, type, depth - 1)] };
  }
  switch (type.kind) {
    case "bool":
      return { kind: "literal", key: random(2) === 0 ? "bool:true" : "bool:false" };
    case "option":
      return random(3) === 0 ? { kind: "none" } : randomPattern(random, type.inner, depth);
    case "union": {
      const declaration = type.declaration.variants[random(type.declaration.variants.length)];
      return declaration === undefined ? { kind: "wild" } : { kind: "variant", declaration, args: declaration.fields.map((field) => randomPattern(random, field.type, depth - 1)) };
    }
    case "list":
      return { kind: "list", items: Array.from({ length: random(3) }, () => randomPattern(random, type.element, depth - 1)), open: random(2) === 0 };
    default:
      return { kind: "wild" };
  }
}

test("exhaustiveness: 10,000 random matrices agree with trying every value", () => {
  const random = newRandom(20_261_121);
  for (let round = 0; round < 10_000; round++) {
    const type = worlds[random(worlds.length)] ?? boolType;
    const values = valuesOf(type);
    const rows = Array.from({ length: random(5) }, () => [randomPattern(random, type, 3)]);
    const row = [randomPattern(random, type, 3)];
    const shown = `${[...rows, row].map(([pattern]) => (pattern === undefined ? "" : printPattern(pattern))).join("  then  ")}`;
    const left = values.filter((value) => !rows.some(([pattern]) => pattern !== undefined && matches(pattern, value)));
    const useful = left.some((value) => row[0] !== undefined && matches(row[0], value));
    assert.equal(isUseful(rows, row, [type]), useful, `useful: ${shown}`);

    const [missing] = findMissing(rows, [type]) ?? [];
    assert.equal(missing !== undefined, left.length > 0, `missing: ${shown}`);
    if (missing !== undefined) {
      const witnesses = values.filter((value) => matches(missing, value));
      assert.ok(witnesses.length > 0 && witnesses.every((value) => left.includes(value)), `${printPattern(missing)} is not missing: ${shown}`);
    }
    if (type.kind === "union") {
      const heads = new Set(left.map((value) => value.head));
      assert.deepEqual(
        missingVariants(rows, type).map((name) => name.replace(/\(.*/, "")),
        type.declaration.variants.map((variant) => variant.name).filter((name) => heads.has(name)),
        shown,
      );
    }
  }
});

test("exhaustiveness: many arms of literals are quick, and an unlucky matrix gives up politely", () => {
  const rows = Array.from({ length: 2000 }, (_, index): MatchPattern[] => [{ kind: "literal", key: `number:${index}` }]);
  assert.ok(isUseful(rows, [{ kind: "wild" }], [{ kind: "int" }]));
  assert.deepEqual(findMissing(rows, [{ kind: "int" }]), [{ kind: "wild" }]);
  const width = 24;
  const diagonal = Array.from({ length: width }, (_, at): MatchPattern[] =>
    Array.from({ length: width }, (_, column): MatchPattern => (column === at ? { kind: "literal", key: "bool:true" } : { kind: "wild" })),
  );
  // The budget is counted in rows, so what comes out doesn't depend on the machine.
  assert.equal(findMissing(diagonal, Array<Type>(width).fill(boolType)), undefined);
});
