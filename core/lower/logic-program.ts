// The facts, rules and queries of a module as numbers.
//
// Nothing computes values in a rule, so all values that a relation may ever hold stand in the source.
// They are sorted once here (false, true, numbers by value with an int before an equal float, strings
// by bytes) and from then on a value is its position: equality is equality of ids, the order of tuples
// is the order of their ids, and the run-time engine never looks at a string.

import type { LogicModule } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import type { Predicate, RuleCondition, Term } from "../syntax/ast.ts";

export type LogicValue = string | bigint | number | boolean;
export type LogicOperator = Extract<RuleCondition, { kind: "compare" }>["op"];

export type LogicTerm =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "wildcard" }
  | { readonly kind: "constant"; readonly id: number };

export interface LogicAtom {
  readonly relation: number;
  readonly terms: readonly LogicTerm[];
}

export type LogicCondition =
  | { readonly kind: "positive" | "negative"; readonly atom: LogicAtom }
  | { readonly kind: "compare"; readonly op: LogicOperator; readonly left: LogicTerm; readonly right: LogicTerm };

export interface LogicRule {
  readonly head: LogicAtom;
  readonly conditions: readonly LogicCondition[];
}

export interface LogicRelation {
  /** As plans show it. */
  readonly name: string;
  readonly arity: number;
  /** In statement order, without duplicates. */
  readonly facts: (readonly number[])[];
}

export interface LogicProgram {
  readonly values: readonly LogicValue[];
  readonly relations: readonly LogicRelation[];
  readonly rules: readonly LogicRule[];
  readonly queries: readonly LogicAtom[];
}

export function logicProgram(module: LogicModule): LogicProgram {
  const values = sortedValues(module);
  const ids = new Map(values.map((value, id) => [valueKey(value), id]));
  const relations: LogicRelation[] = [];
  const byName = new Map<string, number>();
  const atom = (predicate: Predicate): LogicAtom => {
    const arity = predicate.terms.length;
    const name = `${predicate.name.text}/${arity}`;
    const relation = byName.get(name) ?? relations.push({ name: predicate.name.text, arity, facts: [] }) - 1;
    byName.set(name, relation);
    return { relation, terms: predicate.terms.map(term) };
  };
  const term = (node: Term): LogicTerm => {
    switch (node.kind) {
      case "wildcard":
        return { kind: "wildcard" };
      case "variable":
        return { kind: "variable", name: node.name.text };
      case "constant": {
        const id = ids.get(valueKey(node.value));
        invariant(id !== undefined, "every constant has an id");
        return { kind: "constant", id };
      }
    }
  };
  const condition = (node: RuleCondition): LogicCondition =>
    node.kind === "compare"
      ? { kind: "compare", op: node.op, left: term(node.left), right: term(node.right) }
      : { kind: node.kind, atom: atom(node.predicate) };

  const seen = new Set<string>();
  for (const { head } of module.facts) {
    const { relation, terms } = atom(head);
    const tuple = terms.map((part) => (part.kind === "constant" ? part.id : 0));
    const key = `${relation}:${tuple.join(",")}`;
    if (!seen.has(key)) {
      seen.add(key);
      relations[relation]?.facts.push(tuple);
    }
  }
  const rules = module.rules.map((rule): LogicRule => ({ head: atom(rule.head), conditions: rule.conditions.map(condition) }));
  const queries = module.queries.map(atom);
  return { values, relations, rules, queries };
}

// ---------------------------------------------------------------- values

function sortedValues(module: LogicModule): readonly LogicValue[] {
  const values = new Map<string, LogicValue>();
  const add = (term: Term): void => {
    if (term.kind === "constant") {
      values.set(valueKey(term.value), term.value === 0 ? 0 : term.value); // -0 is 0
    }
  };
  module.facts.forEach(({ head }) => head.terms.forEach(add));
  module.queries.forEach(({ terms }) => terms.forEach(add));
  for (const { head, conditions } of module.rules) {
    head.terms.forEach(add);
    for (const condition of conditions) {
      (condition.kind === "compare" ? [condition.left, condition.right] : condition.predicate.terms).forEach(add);
    }
  }
  return [...values.values()].sort(compareValues);
}

/** Ints and floats are different values, even when they are equal as numbers. */
function valueKey(value: LogicValue): string {
  return `${typeof value} ${value}`;
}

function valueClass(value: LogicValue): number {
  switch (typeof value) {
    case "boolean":
      return 0;
    case "bigint":
    case "number":
      return 1;
    default:
      return 2;
  }
}

function compareValues(left: LogicValue, right: LogicValue): number {
  const difference = valueClass(left) - valueClass(right);
  if (difference !== 0) {
    return difference;
  }
  if (typeof left === "string" && typeof right === "string") {
    return compareByCodePoint(left, right);
  }
  if (left < right || right < left) {
    return left < right ? -1 : 1; // JavaScript compares a bigint with a number exactly
  }
  return (typeof left === "bigint" ? 0 : 1) - (typeof right === "bigint" ? 0 : 1);
}

/** The order of UTF-8 bytes. UTF-16 units agree but for surrogates, which lie below U+E000. */
function compareByCodePoint(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) {
      return fixUp(a) - fixUp(b);
    }
  }
  return left.length - right.length;
}

function fixUp(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Ids from which numbers and strings begin. */
export function valueBounds(values: readonly LogicValue[]): { readonly numbers: number; readonly strings: number } {
  const from = (wanted: number): number => {
    const at = values.findIndex((value) => valueClass(value) >= wanted);
    return at < 0 ? values.length : at;
  };
  return { numbers: from(1), strings: from(2) };
}

/** For comparisons: equal for an int and a float that are equal; undefined when ids will do. */
export function valueRanks(values: readonly LogicValue[]): readonly number[] | undefined {
  const ranks: number[] = [];
  let ties = false;
  values.forEach((value, id) => {
    const previous = values[id - 1];
    const tie = previous !== undefined && typeof value === "number" && typeof previous === "bigint" && !(previous < value);
    ties ||= tie;
    ranks.push(tie ? id - 1 : id);
  });
  return ties ? ranks : undefined;
}
