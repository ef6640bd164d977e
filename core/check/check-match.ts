// `match`: its arms in order, what they give, and whether they cover a union.
//
// Each arm is first asked whether it can still match (T054), before its body is checked. Only arms
// without a guard count as covering. Arms give one type (T008 at the arm); a block gives the value
// of its last expression, but never causes a mismatch, since it may stand there for its effects.

import { listNames } from "../source/report.ts";
import type { Expression, MatchArm, MatchExpression, Pattern } from "../syntax/ast.ts";
import { errorType, fits, joinTypes, passes } from "../types/subtype.ts";
import { anyType, boolType, floatType, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { branchOf, checkExpression, inferExpression, joinsAsFloat, type BranchType } from "./check-expression.ts";
import { checkPattern, namesDeclaration } from "./check-pattern.ts";
import { checkBlock } from "./check-statement.ts";
import { fail, inScope, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { isUseful, missingVariants, type MatchPattern, type Search } from "./exhaustiveness.ts";
import { withFacts } from "./flow.ts";
import { lookup } from "./scope.ts";

interface Coverage {
  readonly rows: MatchPattern[][];
  /** Heads of the unguarded arms that test one thing only; enough while all arms are simple. */
  readonly simple: Set<string>;
  allSimple: boolean;
  catchAll: boolean;
  noneCovered: boolean;
  /** A wrong pattern was meant to cover something: nobody is told what is missing. */
  unsure: boolean;
  readonly search: Search;
}

/** The type of a match. */
export function checkMatch(cx: Checker, node: MatchExpression, expected: Type | undefined): Type {
  const subject = inferExpression(cx, node.subject);
  const coverage: Coverage = { rows: [], simple: new Set(), allSimple: true, catchAll: false, noneCovered: false, unsure: false, search: { rows: 0 } };
  let result: BranchType | undefined;
  for (const arm of node.arms) {
    const given = checkArm(cx, node, arm, subject, coverage, expected);
    if (given !== undefined) {
      result = result === undefined ? given : joinArms(cx, arm, result, given);
    }
  }
  const union = subject.kind === "union" ? subject : undefined;
  if (union !== undefined && !coverage.catchAll && !coverage.unsure) {
    const left = missingFrom(coverage, union);
    if (left.length > 0) {
      fail(cx, "T050", node.span, [union, listNames(left)]);
    }
  }
  return result?.type ?? anyType;
}

/** Checks one arm; the type that it gives, if any. */
function checkArm(
  cx: Checker,
  node: MatchExpression,
  arm: MatchArm,
  subject: Type,
  coverage: Coverage,
  expected: Type | undefined,
): BranchType | undefined {
  return inScope(cx, () => {
    if (coverage.catchAll) {
      fail(cx, "T054", arm.pattern.span, ["arm after catch-all is unreachable"]);
    }
    const errors = cx.diagnostics.list.length;
    reportMisspelled(cx, arm.pattern, subject);
    const remaining = coverage.noneCovered && subject.kind === "option" && bindsWhole(cx, arm.pattern, subject) ? subject.inner : subject;
    const pattern = checkPattern(cx, arm.pattern, remaining);
    const sound = cx.diagnostics.list.length === errors;
    if (sound && !coverage.catchAll && !canMatch(pattern, subject, coverage)) {
      fail(cx, "T054", arm.pattern.span, [redundancy(pattern)]);
    }
    if (arm.guard !== undefined) {
      checkExpression(cx, arm.guard, boolType);
    } else {
      cover(pattern, coverage, sound);
    }
    return withFacts(cx, subjectFacts(cx, node, subject, pattern), () => checkBody(cx, arm, expected));
  });
}

function checkBody(cx: Checker, arm: MatchArm, expected: Type | undefined): BranchType | undefined {
  if (arm.body.kind !== "block") {
    const type = expected === undefined ? inferExpression(cx, arm.body) : checkExpression(cx, arm.body, expected);
    return branchOf(type, arm.body);
  }
  const value = checkBlock(cx, arm.body, { loop: cx.frame.inLoop, wantsValue: true });
  return value === undefined || value.kind === "unit" ? undefined : { type: value, literals: [] };
}

function joinArms(cx: Checker, arm: MatchArm, left: BranchType, right: BranchType): BranchType {
  if (joinsAsFloat(cx, left, right)) {
    return { type: floatType, literals: [] };
  }
  const joined = joinTypes(left.type, right.type) ?? (unifies(left.type, right.type) ? left.type : undefined);
  if (joined !== undefined) {
    return { type: joined, literals: left.literals.length > 0 && right.literals.length > 0 ? [...left.literals, ...right.literals] : [] };
  }
  if (arm.body.kind === "block") {
    return { type: anyType, literals: [] };
  }
  if (!fits(right.type, left.type) && !passes(right.type, left.type)) {
    fail(cx, "T008", arm.pattern.span, [left.type, right.type]);
    return { type: errorType, literals: [] };
  }
  return left;
}

// ---------------------------------------------------------------- coverage

/** A capitalised name that takes all of a union is a variant's name gone wrong: variables for the rest are written small. */
function reportMisspelled(cx: Checker, pattern: Pattern, subject: Type): void {
  const whole = subject.kind === "option" ? subject.inner : subject;
  if (whole.kind !== "union" || pattern.kind !== "pattern-name" || !bindsWhole(cx, pattern, subject)) {
    return;
  }
  const { text } = pattern.name;
  if (/^\p{Lu}/u.test(text) && lookup(cx.scope, text) === undefined) {
    fail(cx, "T002", pattern.span, [text], { notes: didYouMean(text, whole.declaration.variants.map((variant) => variant.name)) });
  }
}

/** Whether a pattern is a name that takes the whole value. */
function bindsWhole(cx: Checker, pattern: Pattern, subject: Type): boolean {
  return pattern.kind === "pattern-name" && !namesDeclaration(cx, pattern.name.text, subject);
}

/** What the arms leave over of a union; quickly where each arm tests for one variant. */
function missingFrom(coverage: Coverage, union: Type & { readonly kind: "union" }): string[] {
  if (coverage.allSimple) {
    return union.declaration.variants.map((variant) => variant.name).filter((name) => !coverage.simple.has(`variant:${name}`));
  }
  return missingVariants(coverage.rows, union, coverage.search);
}

/** A key for patterns that test one thing; undefined for those that look inside. */
function simpleKey(pattern: MatchPattern): string | undefined {
  switch (pattern.kind) {
    case "wild":
      return "_";
    case "none":
      return "none";
    case "literal":
      return pattern.key;
    case "variant":
      return pattern.args.every((arg) => arg.kind === "wild") ? `variant:${pattern.declaration.name}` : undefined;
    default:
      return undefined;
  }
}

function canMatch(pattern: MatchPattern, subject: Type, coverage: Coverage): boolean {
  const key = simpleKey(pattern);
  if (key !== undefined && coverage.simple.has(key)) {
    return false;
  }
  if (key !== undefined && coverage.allSimple) {
    return true;
  }
  return isUseful(coverage.rows, [pattern], [subject], coverage.search);
}

function cover(pattern: MatchPattern, coverage: Coverage, sound: boolean): void {
  if (!sound) {
    coverage.unsure = true;
    return;
  }
  const key = simpleKey(pattern);
  if (key === undefined) {
    coverage.allSimple = false;
  } else {
    coverage.simple.add(key);
  }
  coverage.rows.push([pattern]);
  coverage.catchAll ||= pattern.kind === "wild";
  coverage.noneCovered ||= pattern.kind === "none";
}

function redundancy(pattern: MatchPattern): string {
  if (pattern.kind === "variant" && simpleKey(pattern) !== undefined) {
    return `duplicate variant \`${pattern.declaration.name}\``;
  }
  return pattern.kind === "literal" || pattern.kind === "none" ? "duplicate literal pattern" : "the arms above match everything it matches";
}

/** In every arm but that of `none`, a variable that is matched holds a value. */
function subjectFacts(cx: Checker, node: MatchExpression, subject: Type, pattern: MatchPattern): Checker["facts"]["whenTrue"] {
  const name: Expression = node.subject;
  const binding = name.kind === "name" ? lookup(cx.scope, name.name) : undefined;
  return binding === undefined || subject.kind !== "option" || pattern.kind === "none" ? [] : [{ binding, type: subject.inner }];
}
