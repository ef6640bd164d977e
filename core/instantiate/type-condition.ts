// Conditions: a `bool` expression, and what is known where it holds and where it does not.
//
// Narrowing comes from here: `x != none` shows that x has a value; `&&`, `||`, `!` and parentheses
// combine what their sides show. Chains of a hundred thousand `&&` are walked along their spine.

import type { BinaryExpression, Expression } from "../syntax/ast.ts";
import { boolType } from "../types/type.ts";
import { settle, truthy } from "./convert.ts";
import type { Cx } from "./context.ts";
import { deadFlow, joinFlows, withPresent, type Flow } from "./flow.ts";
import { lookUp } from "./scope.ts";
import type { Slot } from "./slot.ts";
import { typeExpression } from "./type-expression.ts";
import { readRaw } from "./type-name.ts";
import { stripParens } from "./strip-parens.ts";
import type { TypedExpression } from "./typed.ts";

export interface Condition {
  readonly node: TypedExpression;
  readonly whenTrue: Flow;
  readonly whenFalse: Flow;
}

export function typeCondition(cx: Cx, node: Expression): Condition {
  switch (node.kind) {
    case "paren":
      return typeCondition(cx, node.inner);
    case "bool": {
      const { flow } = cx.frame;
      return { node: typeExpression(cx, node), whenTrue: node.value ? flow : deadFlow, whenFalse: node.value ? deadFlow : flow };
    }
    case "unary":
      if (node.op === "!") {
        const { node: operand, whenTrue, whenFalse } = typeCondition(cx, node.operand);
        return { node: { kind: "not", type: boolType, span: node.span, operand }, whenTrue: whenFalse, whenFalse: whenTrue };
      }
      return plainCondition(cx, node);
    case "binary":
      if (node.op === "&&" || node.op === "||") {
        return typeChain(cx, node, node.op);
      }
      if (node.op === "==" || node.op === "!=") {
        return typeNoneTest(cx, node) ?? plainCondition(cx, node);
      }
      return plainCondition(cx, node);
    default:
      return plainCondition(cx, node);
  }
}

/** The condition as an expression; behind it only what holds either way is known. */
export function typeConditionValue(cx: Cx, node: Expression): TypedExpression {
  const condition = typeCondition(cx, node);
  cx.frame.flow = joinFlows(condition.whenTrue, condition.whenFalse);
  return condition.node;
}

function plainCondition(cx: Cx, node: Expression): Condition {
  const e = truthy(settle(cx, typeExpression(cx, node)));
  return { node: e, whenTrue: cx.frame.flow, whenFalse: cx.frame.flow };
}

/** `a && b && c` (or with `||`), which nests to the left. */
function typeChain(cx: Cx, node: BinaryExpression, op: "&&" | "||"): Condition {
  const spine: BinaryExpression[] = [];
  let first: Expression = node;
  while (first.kind === "binary" && first.op === op) {
    spine.push(first);
    first = first.left;
  }
  let whole = typeCondition(cx, first);
  for (const step of spine.reverse()) {
    cx.frame.flow = op === "&&" ? whole.whenTrue : whole.whenFalse;
    const right = typeCondition(cx, step.right);
    const joined: TypedExpression = { kind: op === "&&" ? "and" : "or", type: boolType, span: step.span, left: whole.node, right: right.node };
    whole =
      op === "&&"
        ? { node: joined, whenTrue: right.whenTrue, whenFalse: joinFlows(whole.whenFalse, right.whenFalse) }
        : { node: joined, whenTrue: joinFlows(whole.whenTrue, right.whenTrue), whenFalse: right.whenFalse };
  }
  return whole;
}

/** `x == none` and `x != none`, in either order. */
function typeNoneTest(cx: Cx, node: BinaryExpression): Condition | undefined {
  const operand = isNone(cx, node.right) ? node.left : isNone(cx, node.left) ? node.right : undefined;
  if (operand === undefined) {
    return undefined;
  }
  const plain = stripParens(operand);
  const raw = plain.kind === "name" ? readRaw(cx, plain) : undefined;
  const test = isNoneTest(raw?.node ?? typeExpression(cx, plain), node);
  const { flow } = cx.frame;
  const present = raw?.slot === undefined ? flow : withPresent(flow, [raw.slot satisfies Slot]);
  if (node.op === "==") {
    return { node: test, whenTrue: flow, whenFalse: present };
  }
  return { node: { kind: "not", type: boolType, span: node.span, operand: test }, whenTrue: present, whenFalse: flow };
}

/** What can't be none is evaluated, and isn't; the literal is. */
function isNoneTest(operand: TypedExpression, node: Expression): TypedExpression {
  if (operand.kind === "none") {
    return { kind: "bool", type: boolType, span: node.span, value: true };
  }
  if (operand.type.kind === "option" || operand.type.kind === "any") {
    return { kind: "is-none", type: boolType, span: node.span, operand };
  }
  const value: TypedExpression = { kind: "bool", type: boolType, span: node.span, value: operand.type.kind === "unit" };
  return { kind: "do", type: boolType, span: node.span, body: { statements: [{ kind: "expression", span: operand.span, value: operand }] }, value };
}

/** Whether the expression is the literal, or a name that stands for it. */
export function isNone(cx: Cx, node: Expression): boolean {
  const plain = stripParens(node);
  return plain.kind === "none" || (plain.kind === "name" && (plain.name === "nil" || plain.name === "null") && lookUp(cx, plain.name)?.kind === "none");
}
