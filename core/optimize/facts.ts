// What is known about integer variables at a point of a function: a range, and lists whose length
// bounds them. Used by eliminate-checks.ts.
//
// Facts are kept in one map with a trail, so that leaving a block costs what the block has added.
// A bound by a list holds for one value of the list variable: assigning the variable begins a new
// generation, and bounds of older ones don't count. Lists shrink only in programs that call `pop`
// or `removeAt` (or may do so through `any`): there no bound by a length is ever recorded.

import type { IrType, IrVariable } from "../aotir/aotir.ts";

export interface Bound {
  readonly list: IrVariable;
  readonly generation: number;
  /** value ≤ length(list) + offset */
  readonly offset: bigint;
}

export interface Fact {
  readonly low: bigint;
  readonly high: bigint;
  readonly bounds: readonly Bound[];
}

export const smallest = -(2n ** 63n);
export const largest = 2n ** 63n - 1n;
export const largestLength = 2n ** 32n - 1n;

const unknownInt: Fact = { low: smallest, high: largest, bounds: [] };
const unknownLength: Fact = { low: 0n, high: largestLength, bounds: [] };
const unknownSmall: Fact = { low: -(2n ** 31n), high: 2n ** 31n - 1n, bounds: [] };

/** What the type alone says; undefined for what is no integer. */
export function factOfType(type: IrType): Fact | undefined {
  switch (type.kind) {
    case "i64":
      return unknownInt;
    case "u32":
      return unknownLength;
    case "i32":
      return unknownSmall;
    default:
      return undefined;
  }
}

export interface Facts {
  readonly known: Map<IrVariable, Fact>;
  readonly generations: Map<IrVariable, number>;
  readonly trail: (() => void)[];
  nextGeneration: number;
  readonly boundsByLength: boolean;
}

export function newFacts(boundsByLength: boolean): Facts {
  return { known: new Map(), generations: new Map(), trail: [], nextGeneration: 1, boundsByLength };
}

export function factOf(facts: Facts, variable: IrVariable): Fact {
  return facts.known.get(variable) ?? factOfType(variable.type) ?? unknownInt;
}

export function learn(facts: Facts, variable: IrVariable, fact: Fact | undefined): void {
  const before = facts.known.get(variable);
  facts.trail.push(() => {
    if (before === undefined) {
      facts.known.delete(variable);
    } else {
      facts.known.set(variable, before);
    }
  });
  if (fact === undefined) {
    facts.known.delete(variable);
  } else {
    facts.known.set(variable, fact);
  }
}

/** Nothing is known about the variable any more, nor by it. */
export function forget(facts: Facts, variable: IrVariable): void {
  if (variable.type.kind === "list") {
    const before = facts.generations.get(variable);
    facts.trail.push(() => {
      if (before === undefined) {
        facts.generations.delete(variable);
      } else {
        facts.generations.set(variable, before);
      }
    });
    facts.generations.set(variable, facts.nextGeneration++);
  } else if (facts.known.has(variable)) {
    learn(facts, variable, undefined);
  }
}

/** Undoes what was learnt and forgotten since `mark` (a length of the trail). */
export function backTo(facts: Facts, mark: number): void {
  while (facts.trail.length > mark) {
    facts.trail.pop()?.();
  }
}

export function boundBy(facts: Facts, list: IrVariable, offset: bigint): readonly Bound[] {
  return facts.boundsByLength ? [{ list, generation: facts.generations.get(list) ?? 0, offset }] : [];
}

/** Whether the value is below the length of the list's present value. */
export function isBelowLength(facts: Facts, fact: Fact, list: IrVariable): boolean {
  const generation = facts.generations.get(list) ?? 0;
  return fact.bounds.some((bound) => bound.list === list && bound.generation === generation && bound.offset < 0n);
}

export function shifted(fact: Fact, by: bigint): readonly Bound[] {
  return fact.bounds.map((bound) => ({ ...bound, offset: bound.offset + by }));
}

/** Both hold. */
export function both(left: Fact, right: Fact): Fact {
  return {
    low: left.low > right.low ? left.low : right.low,
    high: left.high < right.high ? left.high : right.high,
    bounds: right.bounds.length === 0 ? left.bounds : [...left.bounds, ...right.bounds].slice(-8),
  };
}

/** One of them holds. */
export function either(left: Fact, right: Fact): Fact {
  return {
    low: left.low < right.low ? left.low : right.low,
    high: left.high > right.high ? left.high : right.high,
    bounds: left.bounds.filter((one) => right.bounds.some((other) => other.list === one.list && other.generation === one.generation && other.offset <= one.offset)),
  };
}
