// How the rules of a module are evaluated.
//
// Relations that need each other form a stratum; strata are computed in order of need, so what is
// negated is complete before it is asked. A rule becomes a row of steps: scan a relation, probe an
// index, look a whole tuple up, compare. Steps are ordered greedily: tests as soon as their variables
// are bound, then the condition with the most bound terms. In a recursive stratum a rule has one
// version for each condition of the stratum: that one goes first and reads only what the last round
// found (the delta), those before it in the source read everything, those behind it what was known
// before, so that no combination is met twice (semi-naive evaluation).
//
// Registers hold ids: the constants of the rule, then its variables.

import { components } from "../check/components.ts";
import { invariant } from "../source/invariant.ts";
import type { LogicAtom, LogicCondition, LogicOperator, LogicProgram, LogicRule, LogicTerm } from "./logic-program.ts";

/** Which rows of a relation of the stratum at work: all, those of the last round, those from before. */
export type LogicPart = "all" | "delta" | "old";

export interface PlanColumn {
  readonly column: number;
  readonly register: number;
}

export type PlanStep =
  | {
      readonly kind: "rows";
      readonly relation: number;
      /** Of the relation's indexes; absent: all rows are read, or (`member`) the whole tuple is looked up. */
      readonly index?: number;
      readonly member: boolean;
      readonly part: LogicPart;
      /** For each row; or go on once if there is a row; or if there is none. */
      readonly mode: "each" | "exists" | "absent";
      /** What is known: the columns of the index, or all. */
      readonly keys: readonly PlanColumn[];
      readonly binds: readonly PlanColumn[];
      /** A variable that stands in the condition twice. */
      readonly checks: readonly PlanColumn[];
    }
  | { readonly kind: "compare"; readonly op: LogicOperator; readonly left: number; readonly right: number };

export interface PlanRule {
  readonly rule: LogicRule;
  readonly head: number;
  readonly headRegisters: readonly number[];
  readonly constants: readonly number[];
  /** In the order of their registers, which follow those of the constants. */
  readonly variables: readonly string[];
  readonly registers: number;
  readonly steps: readonly PlanStep[];
}

export interface PlanStratum {
  readonly relations: readonly number[];
  /** Strata that are computed before. */
  readonly needs: readonly number[];
  readonly first: readonly PlanRule[];
  /** Until a round finds nothing new. */
  readonly again: readonly PlanRule[];
}

export interface LogicPlan {
  readonly program: LogicProgram;
  readonly strata: readonly PlanStratum[];
  /** Of each relation. */
  readonly stratumOf: readonly number[];
  /** Of each relation: the columns of its indexes. */
  readonly indexes: readonly (readonly (readonly number[])[])[];
}

export function planLogic(program: LogicProgram): LogicPlan {
  const needs = program.relations.map((): number[] => []);
  for (const { head, conditions } of program.rules) {
    for (const condition of conditions) {
      if (condition.kind !== "compare") {
        needs[head.relation]?.push(condition.atom.relation);
      }
    }
  }
  const stratumOf = components(needs);
  const indexes = program.relations.map((): (readonly number[])[] => []);
  const count = Math.max(-1, ...stratumOf) + 1;
  const strata = Array.from({ length: count }, (_, stratum): PlanStratum => {
    const relations = stratumOf.flatMap((of, relation) => (of === stratum ? [relation] : []));
    const needed = new Set(relations.flatMap((relation) => (needs[relation] ?? []).map((other) => stratumOf[other] as number)));
    needed.delete(stratum);
    const first: PlanRule[] = [];
    const again: PlanRule[] = [];
    for (const rule of program.rules) {
      if (stratumOf[rule.head.relation] !== stratum) {
        continue;
      }
      const recursive = rule.conditions.filter((condition) => condition.kind === "positive" && stratumOf[condition.atom.relation] === stratum);
      if (recursive.length === 0) {
        first.push(planRule(program, indexes, rule, new Map()));
      }
      recursive.forEach((delta, at) => {
        const parts = recursive.map((condition, other) => [condition, condition === delta ? "delta" : other < at ? "all" : "old"] as const);
        again.push(planRule(program, indexes, rule, new Map<LogicCondition, LogicPart>(parts)));
      });
    }
    return { relations, needs: [...needed].sort((a, b) => a - b), first, again };
  });
  return { program, strata, stratumOf, indexes };
}

// ---------------------------------------------------------------- one rule

function planRule(program: LogicProgram, indexes: (readonly number[])[][], rule: LogicRule, parts: ReadonlyMap<LogicCondition, LogicPart>): PlanRule {
  const ordered = order(program, rule, parts);
  const constants = [...new Set([rule.head, ...rule.conditions].flatMap(termsOf).flatMap((term) => (term.kind === "constant" ? [term.id] : [])))];
  const registers = new Map<string, number>();
  const registerOf = (term: LogicTerm): number => {
    if (term.kind === "constant") {
      return constants.indexOf(term.id);
    }
    invariant(term.kind === "variable", "a wildcard has no register");
    const known = registers.get(term.name) ?? constants.length + registers.size;
    registers.set(term.name, known);
    return known;
  };
  const bound = new Set<string>();
  const steps = ordered.map((condition, at): PlanStep => {
    if (condition.kind === "compare") {
      return { kind: "compare", op: condition.op, left: registerOf(condition.left), right: registerOf(condition.right) };
    }
    const { relation, terms } = condition.atom;
    const used = variablesOf([rule.head, ...ordered.slice(at + 1)]);
    const keys: PlanColumn[] = [];
    const binds: PlanColumn[] = [];
    const checks: PlanColumn[] = [];
    const here = new Set<string>();
    terms.forEach((term, column) => {
      if (term.kind === "wildcard") {
        return;
      }
      if (term.kind === "constant" || bound.has(term.name)) {
        keys.push({ column, register: registerOf(term) });
      } else if (here.has(term.name)) {
        checks.push({ column, register: registerOf(term) });
      } else if (used.has(term.name) || terms.some((other, later) => later > column && other.kind === "variable" && other.name === term.name)) {
        here.add(term.name);
        binds.push({ column, register: registerOf(term) });
      }
    });
    here.forEach((name) => bound.add(name));
    const needed = [...here].some((name) => used.has(name));
    const mode = condition.kind === "negative" ? "absent" : needed ? "each" : "exists";
    const member = keys.length === terms.length;
    const part = parts.get(condition) ?? "all";
    // The delta is short, and every row of it is read in this round: no index.
    const probe = !member && keys.length > 0 && part !== "delta";
    const index = probe ? indexOn(indexes[relation] as (readonly number[])[], keys) : undefined;
    const scanned = part === "delta" ? { keys: [], checks: [...keys, ...checks], member: false } : { keys, checks, member };
    return { kind: "rows", relation, ...(index === undefined ? {} : { index }), part, mode, binds, ...scanned };
  });
  return { rule, head: rule.head.relation, headRegisters: rule.head.terms.map(registerOf), constants, variables: [...registers.keys()], registers: constants.length + registers.size, steps };
}

function indexOn(indexes: (readonly number[])[], keys: readonly PlanColumn[]): number {
  const columns = keys.map(({ column }) => column);
  const known = indexes.findIndex((other) => other.join() === columns.join());
  return known >= 0 ? known : indexes.push(columns) - 1;
}

/** The conditions in the order of evaluation. */
function order(program: LogicProgram, rule: LogicRule, parts: ReadonlyMap<LogicCondition, LogicPart>): readonly LogicCondition[] {
  const rest = [...rule.conditions];
  const bound = new Set<string>();
  const ordered: LogicCondition[] = [];
  const take = (at: number): void => {
    const [condition] = rest.splice(at, 1);
    invariant(condition !== undefined, "a condition is left");
    ordered.push(condition);
    if (condition.kind === "positive") {
      variablesOf([condition]).forEach((name) => bound.add(name));
    }
  };
  const isReady = (condition: LogicCondition): boolean => condition.kind !== "positive" && [...variablesOf([condition])].every((name) => bound.has(name));
  const takeTests = (): void => {
    for (let at = rest.findIndex(isReady); at >= 0; at = rest.findIndex(isReady)) {
      take(at);
    }
  };
  for (takeTests(); rest.length > 0; takeTests()) {
    let best = -1;
    let cost: readonly number[] = [];
    rest.forEach((condition, at) => {
      if (condition.kind === "positive") {
        const next = costOf(program, condition.atom, bound, parts.get(condition) === "delta");
        if (best < 0 || isLess(next, cost)) {
          best = at;
          cost = next;
        }
      }
    });
    invariant(best >= 0, "the variables of all tests are bound in the end");
    take(best);
  }
  return ordered;
}

/** Smaller is sooner, compared from the left: the delta; what finds one row; what finds few. */
function costOf(program: LogicProgram, atom: LogicAtom, bound: ReadonlySet<string>, delta: boolean): readonly number[] {
  const known = atom.terms.filter((term) => term.kind === "constant" || (term.kind === "variable" && bound.has(term.name))).length;
  const facts = program.relations[atom.relation]?.facts.length ?? 0;
  const derived = program.rules.some(({ head }) => head.relation === atom.relation);
  const free = atom.terms.length - known;
  return [delta ? 0 : 1, free === 0 ? 0 : 1, known > 0 ? 0 : 1, free, -known, derived ? 1 : 0, facts];
}

function isLess(left: readonly number[], right: readonly number[]): boolean {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at >= 0 && (left[at] as number) < (right[at] as number);
}

function termsOf(part: LogicAtom | LogicCondition): readonly LogicTerm[] {
  if ("terms" in part) {
    return part.terms;
  }
  return part.kind === "compare" ? [part.left, part.right] : part.atom.terms;
}

function variablesOf(parts: readonly (LogicAtom | LogicCondition)[]): ReadonlySet<string> {
  return new Set(parts.flatMap(termsOf).flatMap((term) => (term.kind === "variable" ? [term.name] : [])));
}
