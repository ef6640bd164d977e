// Small makers of AST nodes, for code that queries become. All nodes of a query share its spans, so
// that errors and the debugger show the clause.

import type { Span } from "../source/span.ts";
import type { Block, Expression, Statement } from "../syntax/ast.ts";

export function name(text: string, span: Span): Expression {
  return { kind: "name", span, name: text };
}

export function int(value: number, span: Span): Expression {
  return { kind: "int", span, value: BigInt(value) };
}

export function string(value: string, span: Span): Expression {
  return { kind: "string", span, value };
}

export function none(span: Span): Expression {
  return { kind: "none", span };
}

export function trueValue(span: Span): Expression {
  return { kind: "bool", span, value: true };
}

export function falseValue(span: Span): Expression {
  return { kind: "bool", span, value: false };
}

export function not(operand: Expression): Expression {
  return { kind: "unary", span: operand.span, op: "!", operand };
}

export function isNone(operand: Expression): Expression {
  const { span } = operand;
  return { kind: "binary", span, op: "==", opSpan: span, left: operand, right: none(span) };
}

export function list(items: readonly Expression[], span: Span): Expression {
  return { kind: "list", span, items };
}

export function mapOf(entries: readonly (readonly [string, Expression])[], span: Span): Expression {
  return { kind: "map", span, entries: entries.map(([key, value]) => ({ key: string(key, span), bare: true, value })) };
}

export function index(receiver: Expression, at: Expression): Expression {
  return { kind: "index", span: receiver.span, receiver, index: at, safe: false, openSpan: receiver.span };
}

export function slice(receiver: Expression, start: Expression | undefined, end: Expression | undefined): Expression {
  const { span } = receiver;
  return { kind: "slice", span, receiver, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }), openSpan: span };
}

/** A call of the builtin function, whatever the user calls by that name (scope.ts). */
export function builtin(text: string, args: readonly Expression[], span: Span): Expression {
  return { kind: "call", span, callee: name(`#${text}`, span), args, openSpan: span };
}

/** `fun(parameter: int) => body` */
export function lambda(parameter: string, body: Expression, span: Span): Expression {
  const int = { text: "int", span };
  const params = [{ name: { text: parameter, span }, type: { kind: "type-name", span, name: int } as const, span }];
  return { kind: "fun-expression", span, signature: { typeParams: [], params }, body };
}

// ---------------------------------------------------------------- statements

export function block(statements: readonly Statement[], span: Span): Block {
  return { kind: "block", span, statements };
}

function declare(text: string, value: Expression, mutable: boolean): Statement {
  const { span } = value;
  return { kind: "let", span, mutable, exported: false, target: { kind: "bind-name", name: { text, span }, span }, value };
}

export function letName(text: string, value: Expression): Statement {
  return declare(text, value, false);
}

export function variable(text: string, value: Expression): Statement {
  return declare(text, value, true);
}

export function assign(text: string, value: Expression): Statement {
  return { kind: "assign", span: value.span, target: name(text, value.span), value };
}

/** `xs = append(xs, item)`, which grows the list in place. */
export function addTo(text: string, item: Expression): Statement {
  return assign(text, builtin("append", [name(text, item.span), item], item.span));
}

export function ifThen(condition: Expression, body: readonly Statement[]): Statement {
  return { kind: "if", span: condition.span, condition, body: block(body, condition.span) };
}

export function forEach(text: string, source: Expression, body: readonly Statement[], span: Span): Statement {
  return { kind: "for", span, name: { text, span }, source, body: block(body, span) };
}

/** `for text in 0..end` */
export function forRange(text: string, end: Expression, body: readonly Statement[], span: Span): Statement {
  return { kind: "for", span, name: { text, span }, source: int(0, span), end, body: block(body, span) };
}
