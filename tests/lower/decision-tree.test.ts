// The match compiler against a naive matcher, on 10,000 random pattern matrices per run.
//
// Values are pairs over a union of four variants, lists, ints, bools and options; matrices have one
// or two columns, up to seven rows, nested patterns, alternatives, variables and guards. For each
// matrix some values are run through the tree and through the rows one by one: same row, same
// bindings, same guards asked in the same order, and no place is tested twice for one thing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileMatch, type Decision, type Head, type MatchRow, type Occurrence, type Pattern, type Signature } from "../../core/lower/decision-tree.ts";

type Value =
  | { readonly kind: "variant"; readonly tag: number; readonly fields: readonly Value[] }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "int" | "bool"; readonly value: number }
  | { readonly kind: "none" }
  | { readonly kind: "some"; readonly inner: Value };

type Kind = "union" | "list" | "int" | "bool" | "option";

type Test =
  | { readonly kind: "variant"; readonly tag: number }
  | { readonly kind: "length"; readonly count: number; readonly exact: boolean }
  | { readonly kind: "equal"; readonly of: "int" | "bool"; readonly value: number }
  | { readonly kind: "none" | "some" };

type TestPattern = Pattern<Test, string>;

/** The kinds of the fields of each variant. */
const variants: readonly (readonly Kind[])[] = [[], ["int"], ["union", "union"], ["list", "bool", "option"]];

const signature: Signature<Test> = {
  complete(heads) {
    const tests = heads.map((head) => head.test);
    switch (tests[0]?.kind) {
      case "variant":
        return tests.length === variants.length;
      case "none":
      case "some":
        return tests.length === 2;
      case "equal":
        return tests[0].of === "bool" && tests.length === 2;
      case "length": {
        const lengths = tests.filter((item) => item.kind === "length");
        const open = Math.min(...lengths.filter((item) => !item.exact).map((item) => item.count));
        return open < 100 && Array.from({ length: open }, (_, count) => lengths.some((item) => item.exact && item.count === count)).every(Boolean);
      }
      default:
        return false;
    }
  },
  isExclusive: ({ test: { kind } }) => kind !== "length",
  overlaps(left, right) {
    const a = left.test;
    const b = right.test;
    if (a.kind !== "length" || b.kind !== "length") {
      return false;
    }
    return a.exact ? !b.exact && b.count <= a.count : !b.exact || b.count >= a.count;
  },
};

// ---------------------------------------------------------------- random things

/** A small generator with a fixed sequence: failures can be repeated by their seed. */
function newRandom(seed: number): (below: number) => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

type Random = (below: number) => number;

function randomValue(random: Random, kind: Kind, depth: number): Value {
  switch (kind) {
    case "union": {
      const tag = depth <= 0 ? random(2) : random(variants.length);
      return { kind: "variant", tag, fields: (variants[tag] ?? []).map((field) => randomValue(random, field, depth - 1)) };
    }
    case "list":
      return { kind: "list", items: Array.from({ length: random(5) }, () => randomValue(random, "int", 0)) };
    case "option":
      return random(3) === 0 ? { kind: "none" } : { kind: "some", inner: randomValue(random, "int", 0) };
    case "int":
      return { kind: "int", value: random(4) };
    case "bool":
      return { kind: "bool", value: random(2) };
  }
}

interface Names {
  count: number;
}

function head(key: string, of: Test, args: readonly TestPattern[]): TestPattern {
  return { kind: "head", head: { key, arity: args.length, test: of }, args, binds: [] };
}

function randomPattern(random: Random, kind: Kind, depth: number, names: Names): TestPattern {
  const choice = random(10);
  if (choice < 2 || depth <= 0) {
    return { kind: "wildcard", binds: random(2) === 0 ? [] : [`v${names.count++}`] };
  }
  if (choice === 2) {
    const first = names.count;
    const options = Array.from({ length: 2 + random(2) }, () => withoutBinds(randomPattern(random, kind, depth - 1, names)));
    names.count = first;
    return { kind: "or", options, binds: [] };
  }
  switch (kind) {
    case "union": {
      const tag = random(variants.length);
      return head(`variant ${tag}`, { kind: "variant", tag }, (variants[tag] ?? []).map((field) => randomPattern(random, field, depth - 1, names)));
    }
    case "list": {
      const count = random(4);
      const exact = random(2) === 0;
      const items = Array.from({ length: count }, () => randomPattern(random, "int", depth - 1, names));
      const rest: TestPattern[] = exact ? [] : [{ kind: "wildcard", binds: random(2) === 0 ? [] : [`v${names.count++}`] }];
      return head(`length ${exact ? "" : ">="}${count}`, { kind: "length", count, exact }, [...items, ...rest]);
    }
    case "option":
      return random(2) === 0 ? head("none", { kind: "none" }, []) : head("some", { kind: "some" }, [randomPattern(random, "int", depth - 1, names)]);
    case "int":
    case "bool": {
      const value = random(kind === "int" ? 4 : 2);
      return head(`${kind} ${value}`, { kind: "equal", of: kind, value }, []);
    }
  }
}

/** Alternatives must bind the same variables; these bind none. */
function withoutBinds(pattern: TestPattern): TestPattern {
  switch (pattern.kind) {
    case "wildcard":
      return { ...pattern, binds: [] };
    case "head":
      return { ...pattern, binds: [], args: pattern.args.map(withoutBinds) };
    case "or":
      return { ...pattern, binds: [], options: pattern.options.map(withoutBinds) };
  }
}

// ---------------------------------------------------------------- two matchers

interface Outcome {
  /** −1 when nothing matches. */
  readonly row: number;
  readonly bound: Readonly<Record<string, Value>>;
  /** Rows whose guard was asked, in order. */
  readonly asked: readonly number[];
}

function holds(of: Test, value: Value): boolean {
  switch (of.kind) {
    case "variant":
      return value.kind === "variant" && value.tag === of.tag;
    case "length":
      return value.kind === "list" && (of.exact ? value.items.length === of.count : value.items.length >= of.count);
    case "equal":
      return value.kind === of.of && value.value === of.value;
    case "none":
    case "some":
      return value.kind === of.kind;
  }
}

function partOf(of: Test, value: Value, index: number): Value {
  if (value.kind === "variant") {
    return value.fields[index] as Value;
  }
  if (value.kind === "list" && of.kind === "length") {
    return index < of.count ? (value.items[index] as Value) : { kind: "list", items: value.items.slice(of.count) };
  }
  assert.ok(value.kind === "some");
  return value.inner;
}

function matches(pattern: TestPattern, value: Value, bound: Record<string, Value>): boolean {
  for (const name of pattern.binds) {
    bound[name] = value;
  }
  switch (pattern.kind) {
    case "wildcard":
      return true;
    case "or":
      return pattern.options.some((option) => matches(option, value, bound));
    case "head":
      return holds(pattern.head.test, value) && pattern.args.every((arg, index) => matches(arg, partOf(pattern.head.test, value, index), bound));
  }
}

function naive(rows: readonly MatchRow<Test, string>[], values: readonly Value[], passes: (row: number) => boolean): Outcome {
  const asked: number[] = [];
  for (const [row, { patterns, guarded }] of rows.entries()) {
    const bound: Record<string, Value> = {};
    if (patterns.every((pattern, column) => matches(pattern, values[column] as Value, bound))) {
      if (guarded) {
        asked.push(row);
      }
      if (!guarded || passes(row)) {
        return { row, bound, asked };
      }
    }
  }
  return { row: -1, bound: {}, asked };
}

function run(tree: Decision<Test, string>, roots: ReadonlyMap<Occurrence<Test>, Value>, passes: (row: number) => boolean): Outcome {
  const asked: number[] = [];
  const tested = new Map<Occurrence<Test>, Set<string>>();
  const valueOf = (occurrence: Occurrence<Test>): Value => {
    const root = roots.get(occurrence);
    if (root !== undefined) {
      return root;
    }
    assert.ok(occurrence.parent !== undefined && occurrence.head !== undefined);
    const parent = valueOf(occurrence.parent);
    assert.ok(holds(occurrence.head.test, parent), "a place is read only where its test has succeeded");
    return partOf(occurrence.head.test, parent, occurrence.index);
  };
  const bind = (binds: readonly { readonly variable: string; readonly occurrence: Occurrence<Test> }[]): Record<string, Value> =>
    Object.fromEntries(binds.map(({ variable, occurrence }) => [variable, valueOf(occurrence)]));
  const noteTest = (occurrence: Occurrence<Test>, of: Head<Test>): void => {
    const seen = tested.get(occurrence) ?? new Set();
    assert.ok(!seen.has(of.key), `${of.key} is tested once`);
    tested.set(occurrence, seen.add(of.key));
  };
  for (let node = tree; ; ) {
    switch (node.kind) {
      case "fail":
        return { row: -1, bound: {}, asked };
      case "leaf":
        return { row: node.row, bound: bind(node.binds), asked };
      case "guard": {
        // Two leaves of one row on a path ask its guard twice, as two alternatives would.
        if (asked.at(-1) !== node.row) {
          asked.push(node.row);
        }
        if (passes(node.row)) {
          return { row: node.row, bound: bind(node.binds), asked };
        }
        node = node.otherwise;
        break;
      }
      case "switch": {
        const { occurrence, branches, otherwise } = node;
        const value = valueOf(occurrence);
        const hit = branches.find((branch, index) => {
          if (otherwise === undefined && index === branches.length - 1) {
            return true;
          }
          noteTest(occurrence, branch.head);
          return holds(branch.head.test, value);
        });
        const next = hit?.then ?? otherwise;
        assert.ok(next !== undefined, "a switch leads somewhere");
        node = next;
        break;
      }
    }
  }
}

// ---------------------------------------------------------------- the property

const kinds: readonly Kind[] = ["union", "union", "union", "list", "option", "int", "bool"];

function checkMatrix(seed: number): void {
  const random = newRandom(seed);
  const columns = Array.from({ length: 1 + random(2) }, () => kinds[random(kinds.length)] as Kind);
  const rows = Array.from({ length: 1 + random(7) }, (): MatchRow<Test, string> => {
    const names: Names = { count: 0 };
    return { patterns: columns.map((kind) => randomPattern(random, kind, 3, names)), guarded: random(4) === 0 };
  });
  const occurrences = columns.map((_, index): Occurrence<Test> => ({ index }));
  const tree = compileMatch(occurrences, rows, signature);
  for (let round = 0; round < 8; round++) {
    const values = columns.map((kind) => randomValue(random, kind, 3));
    const passing = random(128);
    const passes = (row: number): boolean => ((passing >> row) & 1) === 1;
    const roots = new Map(occurrences.map((occurrence, column) => [occurrence, values[column] as Value]));
    assert.deepEqual(run(tree, roots, passes), naive(rows, values, passes), `seed ${seed}`);
  }
}

test("decision trees choose the row that a naive matcher chooses, on 10,000 random matrices", () => {
  for (let seed = 1; seed <= 10_000; seed++) {
    checkMatrix(seed);
  }
});
