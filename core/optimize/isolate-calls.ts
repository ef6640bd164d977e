// Makes every call that may collect a statement's root, with everything around it evaluated before
// or after it: `x = f(g(y), h)` becomes `t = g(y); x = f(t, h)` when g may collect. So nothing is held
// in an expression of C while there is a collection, and what is live across one are variables.
//
// An expression has at most one operand with effects, so the call may come first: it is one of the
// orders that C could have chosen. Only `&&`, `||` and conditionals ask for statements of their own.

import type { IrBlock, IrExpression, IrFunction, IrStatement } from "../aotir/aotir.ts";
import { assignVariable, boolValue, declare, evaluate, newVariable, not, readVariable, unitValue } from "../aotir/builder.ts";
import { mapStatement, operandsOf, placeOperands, withOperands, withPlaceOperands } from "../aotir/walk.ts";
import type { Span } from "../source/span.ts";

interface Isolation {
  readonly mayCollect: (node: IrExpression) => boolean;
  /** Nodes with such a call in them. */
  readonly holding: WeakMap<IrExpression, boolean>;
}

export function isolateCalls(fn: IrFunction, mayCollect: (node: IrExpression) => boolean): void {
  fn.body = isolateBlock({ mayCollect, holding: new WeakMap() }, fn.body);
}

function isolateBlock(cx: Isolation, block: IrBlock): IrBlock {
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    isolateStatement(cx, statement, statements);
  }
  return { statements };
}

function isolateStatement(cx: Isolation, statement: IrStatement, out: IrStatement[]): void {
  const inner = (block: IrBlock): IrBlock => isolateBlock(cx, block);
  const settled = (root: IrExpression): IrExpression => settle(cx, root, statement.span, out);
  switch (statement.kind) {
    case "declare":
    case "return":
    case "do":
      if (statement.value !== undefined && cx.mayCollect(statement.value)) {
        out.push({ ...statement, value: withSettledOperands(cx, statement.value, statement.span, out) });
        return;
      }
      break;
    case "assign":
      if (cx.mayCollect(statement.value) && (statement.place.kind === "variable" || statement.place.kind === "global")) {
        out.push({ ...statement, value: withSettledOperands(cx, statement.value, statement.span, out) });
        return;
      }
      break;
    case "loop":
      if (statement.condition !== undefined && holdsCall(cx, statement.condition)) {
        const test: IrStatement[] = [];
        const condition = settle(cx, statement.condition, statement.span, test);
        const leave: IrBlock = { statements: [{ kind: "break", span: statement.span, label: statement.label }] };
        test.push({ kind: "if", span: statement.span, condition: not(condition), then: leave });
        const body = { statements: [...test, ...isolateBlock(cx, statement.body).statements] };
        out.push({ kind: "loop", span: statement.span, body, label: statement.label });
        return;
      }
      break;
    default:
      break;
  }
  if (statement.kind === "assign") {
    const value = settled(statement.value);
    out.push({ ...statement, place: withPlaceOperands(statement.place, placeOperands(statement.place).map(settled)), value });
    return;
  }
  out.push(mapStatement(statement, settled, inner));
}

function holdsCall(cx: Isolation, root: IrExpression): boolean {
  const known = cx.holding.get(root);
  if (known !== undefined) {
    return known;
  }
  // Post-order, on a stack of our own: chains may be long.
  const order: IrExpression[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    order.push(node);
    stack.push(...operandsOf(node));
  }
  for (const node of order.reverse()) {
    cx.holding.set(node, cx.mayCollect(node) || operandsOf(node).some((operand) => cx.holding.get(operand) === true));
  }
  return cx.holding.get(root) === true;
}

function withSettledOperands(cx: Isolation, node: IrExpression, span: Span, out: IrStatement[]): IrExpression {
  return holdsCall(cx, node) ? withOperands(node, operandsOf(node).map((operand) => settle(cx, operand, span, out))) : node;
}

/** The expression without such calls; they are evaluated in `out`. */
function settle(cx: Isolation, root: IrExpression, span: Span, out: IrStatement[]): IrExpression {
  // The way down to the innermost call, along the one operand that holds it.
  const path: { readonly node: IrExpression; readonly at: number }[] = [];
  let result = root;
  for (;;) {
    const at = isLazy(result) ? 0 : operandsOf(result).findIndex((operand) => holdsCall(cx, operand));
    const next = at < 0 ? undefined : operandsOf(result)[at];
    if (next === undefined || !holdsCall(cx, result)) {
      break;
    }
    path.push({ node: result, at });
    result = next;
  }
  result = called(cx, result, span, out);
  for (const { node, at } of path.reverse()) {
    const operands = operandsOf(node);
    if (isLazy(node) && operands.slice(1).some((operand) => holdsCall(cx, operand))) {
      result = settleLazy(cx, node, result, span, out);
    } else {
      const others = operands.map((operand, index) => (index === at ? result : settle(cx, operand, span, out)));
      const whole = withOperands(node, others);
      result = cx.mayCollect(node) ? called(cx, whole, span, out) : whole;
    }
  }
  return result;
}

function isLazy(node: IrExpression): boolean {
  return node.kind === "conditional" || (node.kind === "binary" && (node.op === "&&" || node.op === "||"));
}

/** A call goes into a variable; what else it is stays. */
function called(cx: Isolation, node: IrExpression, span: Span, out: IrStatement[]): IrExpression {
  if (!cx.mayCollect(node)) {
    return node;
  }
  if (node.type.kind === "void" || node.type.kind === "unit") {
    out.push(evaluate(span, node));
    return unitValue;
  }
  const variable = newVariable("t", node.type, true);
  out.push(declare(span, variable, node));
  return readVariable(variable);
}

/** `first` is the settled first operand; the others, which hold calls, are evaluated where they are wanted. */
function settleLazy(cx: Isolation, node: IrExpression, first: IrExpression, span: Span, out: IrStatement[]): IrExpression {
  const variable = newVariable("t", node.type, true);
  const arm = (operand: IrExpression): IrBlock => {
    const statements: IrStatement[] = [];
    const value = settle(cx, operand, span, statements);
    statements.push(assignVariable(span, variable, value));
    return { statements };
  };
  const always = (value: boolean): IrBlock => ({ statements: [assignVariable(span, variable, boolValue(value))] });
  out.push(declare(span, variable));
  if (node.kind === "conditional") {
    out.push({ kind: "if", span, condition: first, then: arm(node.then), otherwise: arm(node.otherwise) });
  } else if (node.kind === "binary") {
    const right = arm(node.right);
    out.push({ kind: "if", span, condition: first, ...(node.op === "&&" ? { then: right, otherwise: always(false) } : { then: always(true), otherwise: right }) });
  }
  return readVariable(variable);
}
