// Facts and rules.
//
// A predicate is a name and a number of terms; there is nothing to declare. Facts hold constants
// only. In a rule, every variable of the head, of a negated condition and of a comparison must
// occur in a positive condition, else the rule would have no finite answer. And nothing may depend on
// its own negation: then there is an order in which relations can be computed.

import type { FactStatement, Predicate, Program, RuleCondition, RuleStatement, Term } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { components } from "./components.ts";
import { fail, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";

/** Checks a `fact`. */
export function checkFact(cx: Checker, node: FactStatement): void {
  for (const term of node.head.terms) {
    if (term.kind === "variable" || term.kind === "wildcard") {
      fail(cx, "T073", term.span, [term.kind === "variable" ? term.name.text : "_"]);
    }
  }
}

/** Checks a `rule`. */
export function checkRule(cx: Checker, node: RuleStatement): void {
  const bound = new Set<string>();
  for (const condition of node.conditions) {
    if (condition.kind === "positive") {
      condition.predicate.terms.forEach((term) => addVariable(term, bound));
    }
  }
  requireBound(cx, node.head, bound, true);
  for (const condition of node.conditions) {
    switch (condition.kind) {
      case "positive":
        break;
      case "negative":
        requireBound(cx, condition.predicate, bound, false);
        break;
      case "compare":
        requireTerm(cx, condition.left, bound, true);
        requireTerm(cx, condition.right, bound, true);
        break;
    }
  }
}

function addVariable(term: Term, into: Set<string>): void {
  if (term.kind === "variable") {
    into.add(term.name.text);
  }
}

function requireBound(cx: Checker, predicate: Predicate, bound: ReadonlySet<string>, wildcardsToo: boolean): void {
  predicate.terms.forEach((term) => requireTerm(cx, term, bound, wildcardsToo));
}

function requireTerm(cx: Checker, term: Term, bound: ReadonlySet<string>, wildcardsToo: boolean): void {
  if (term.kind === "variable" && !bound.has(term.name.text)) {
    fail(cx, "T072", term.span, [term.name.text]);
  } else if (term.kind === "wildcard" && wildcardsToo) {
    fail(cx, "T072", term.span, ["_"]);
  }
}

// ---------------------------------------------------------------- a module's predicates together

/** Checks what only all rules together show: negation in a circle, predicates that nothing defines. */
export function checkPredicates(cx: Checker, program: Program): void {
  const rules: RuleStatement[] = [];
  const uses: Predicate[] = [];
  const defined = new Set<string>();
  walk(program, (node) => {
    if (node.kind === "fact") {
      defined.add(keyOf(node.head));
    } else if (node.kind === "rule") {
      defined.add(keyOf(node.head));
      rules.push(node);
      uses.push(...node.conditions.flatMap((condition) => (condition.kind === "compare" ? [] : [condition.predicate])));
    } else if (node.kind === "logic-query") {
      uses.push(node.predicate);
    }
    return true;
  });
  checkNegation(cx, rules);
  const told = new Set<string>();
  for (const { name, terms, span } of uses) {
    const key = `${name.text}/${terms.length}`;
    if (!defined.has(key) && !told.has(key)) {
      told.add(key);
      const names = [...defined].map((other) => other.replace(/\/\d+$/, "")).filter((other) => other !== name.text);
      fail(cx, "W006", span, [name.text, terms.length === 1 ? "1 term" : `${terms.length} terms`], { notes: didYouMean(name.text, names) });
    }
  }
}

function keyOf({ name, terms }: Predicate): string {
  return `${name.text}/${terms.length}`;
}

function checkNegation(cx: Checker, rules: readonly RuleStatement[]): void {
  const numbers = new Map<string, number>();
  const needs: number[][] = [];
  const numberOf = (predicate: Predicate): number => {
    const key = keyOf(predicate);
    const known = numbers.get(key) ?? needs.push([]) - 1;
    numbers.set(key, known);
    return known;
  };
  const negations: { readonly head: number; readonly name: string; readonly condition: RuleCondition & { kind: "negative" } }[] = [];
  for (const { head, conditions } of rules) {
    const from = numberOf(head);
    for (const condition of conditions) {
      if (condition.kind !== "compare") {
        needs[from]?.push(numberOf(condition.predicate));
      }
      if (condition.kind === "negative") {
        negations.push({ head: from, name: head.name.text, condition });
      }
    }
  }
  const component = components(needs);
  for (const { head, name, condition } of negations) {
    const negated = condition.predicate.name.text;
    if (component[head] === component[numberOf(condition.predicate)]) {
      fail(cx, "T075", condition.span, [name, negated === name ? `let no rule for \`${name}\` negate it` : `let \`${negated}\` hold without asking for \`${name}\``]);
    }
  }
}
