// Facts and rules.
//
// A predicate is a name and a number of terms; there is nothing to declare. Facts hold constants
// only. In a rule, every variable of the head, of a negated condition and of a comparison must
// occur in a positive condition, else the rule would have no finite answer.

import type { FactStatement, Predicate, RuleStatement, Term } from "../syntax/ast.ts";
import { fail, type Checker } from "./context.ts";

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
