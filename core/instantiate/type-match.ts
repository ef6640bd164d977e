// `match`: the subject once, patterns typed against its type, arms joined.
//
// An arm that no value needs is not added; where no arm may fit, one that yields none is. Behind
// an unguarded `none` arm the subject's variable and its bindings are not none any more.

import type { Block, Expression, MatchArm, MatchExpression } from "../syntax/ast.ts";
import { neverType, optionOf, unitType, type Type } from "../types/type.ts";
import { convert, knownType, settle, valued } from "./convert.ts";
import { newTemporary, type Cx } from "./context.ts";
import { deadFlow, joinFlows, withPresent } from "./flow.ts";
import { newScope } from "./scope.ts";
import { stripParens } from "./strip-parens.ts";
import { typeCondition } from "./type-condition.ts";
import { typeEffect, typeExpression } from "./type-expression.ts";
import { joinElements } from "./type-literal.ts";
import { readRaw } from "./type-name.ts";
import { coversAll, isNonePattern, isNothing, typePattern } from "./type-pattern.ts";
import { typeStatements } from "./type-statement.ts";
import type { TypedArm, TypedExpression, TypedPattern } from "./typed.ts";

/** An expected type of `unit` means that nobody looks at the value: arms are effects. */
export function typeMatch(cx: Cx, node: MatchExpression, expected: Type | undefined): TypedExpression {
  const { span } = node;
  const effect = expected?.kind === "unit";
  const named = stripParens(node.subject);
  const slot = named.kind === "name" ? readRaw(cx, named)?.slot : undefined;
  const subject = settle(cx, typeExpression(cx, node.subject));
  const whole = subject.type.kind === "struct" && subject.type.declaration.union !== undefined ? convert(cx, subject, { kind: "union", declaration: subject.type.declaration.union }) : subject;
  const local = newTemporary("subject", whole.type, node.subject.span);
  const before = cx.frame.flow;
  let after = deadFlow;
  let noneSeen = false;
  const arms: { readonly arm: MatchArm; readonly pattern: TypedPattern; readonly guard: TypedExpression | undefined; readonly value: TypedExpression }[] = [];
  for (const arm of node.arms) {
    const outer = cx.scope;
    cx.scope = newScope(outer, cx.frame);
    const tests = isNonePattern(cx, arm.pattern);
    cx.frame.flow = slot !== undefined && (noneSeen || !admitsNonePattern(cx, arm)) ? withPresent(before, [slot]) : before;
    const pattern = typePattern(cx, arm.pattern, whole.type, noneSeen);
    if (isNothing(pattern)) {
      cx.scope = outer;
      continue;
    }
    let guard: TypedExpression | undefined;
    if (arm.guard !== undefined) {
      const condition = typeCondition(cx, arm.guard);
      guard = condition.node;
      cx.frame.flow = condition.whenTrue;
    } else if (tests) {
      noneSeen = true;
    }
    const body = typeArmBody(cx, arm.body, expected);
    const value = effect ? convert(cx, body, body.type.kind === "never" ? body.type : unitType) : valued(body);
    arms.push({ arm, pattern, guard, value });
    after = joinFlows(after, cx.frame.flow);
    cx.scope = outer;
  }
  const exhaustive = coversAll(arms.filter((arm) => arm.guard === undefined).map((arm) => arm.pattern), whole.type);
  const missing: TypedExpression = effect ? { kind: "unit", type: unitType, span } : { kind: "none", type: optionOf(neverType), span };
  const type = effect ? unitType : knownType(cx, joinElements([...arms.map((arm) => arm.value), ...(exhaustive ? [] : [missing])]));
  cx.frame.flow = exhaustive ? after : joinFlows(after, before);
  const typed = arms.map(
    ({ arm, pattern, guard, value }): TypedArm => ({ span: arm.span, pattern, ...(guard === undefined ? {} : { guard }), value: convert(cx, value, type) }),
  );
  if (!exhaustive) {
    typed.push({ span, pattern: { kind: "wildcard", type: whole.type }, value: convert(cx, missing, type) });
  }
  return { kind: "match", type, span, subject: whole, local, arms: typed };
}

/** Whether the arm may be taken for none. */
function admitsNonePattern(cx: Cx, arm: MatchArm): boolean {
  const { pattern } = arm;
  return isNonePattern(cx, pattern) || pattern.kind === "pattern-wildcard" || pattern.kind === "pattern-name" || pattern.kind === "pattern-or";
}

/** A block's value is its last statement, if that is an expression; else none. */
function typeArmBody(cx: Cx, body: Expression | Block, expected: Type | undefined): TypedExpression {
  const effect = expected?.kind === "unit";
  if (body.kind !== "block") {
    return effect ? typeEffect(cx, body) : typeExpression(cx, body, expected);
  }
  const last = body.statements.at(-1);
  const ends = last?.kind === "expression";
  const statements = typeStatements(cx, ends ? { ...body, statements: body.statements.slice(0, -1) } : body);
  if (!cx.frame.flow.reachable) {
    return { kind: "do", type: neverType, span: body.span, body: { statements }, value: { kind: "none", type: neverType, span: body.span } };
  }
  const value: TypedExpression = ends ? (effect ? typeEffect : typeExpression)(cx, last.expression, expected) : { kind: "unit", type: { kind: "unit" }, span: body.span };
  const ended = effect ? value : valued(value);
  return statements.length === 0 ? ended : { kind: "do", type: ended.type, span: body.span, body: { statements }, value: ended };
}
