// Patterns of match arms (decisions.md §6), and the targets of destructuring `let`s (§9).
// What a bare name means (a variant, `nil`, a new variable) is the checker's question.
// Parentheses around a pattern leave no trace.

import type { BindingTarget, Expression, Name, Pattern } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseBigInt, parseBool, parseDuration, parseFloat, parseInt, parseString } from "./parse-literal.ts";
import { isIdentifier, Token } from "./token.ts";

/** Pattern = Single { "|" Single } */
export function parsePattern(cx: Cursor): Pattern {
  cx.enter();
  const start = cx.start;
  const first = parseSinglePattern(cx);
  if (cx.kind !== Token.Pipe) {
    cx.leave();
    return first;
  }
  const options = [first];
  while (cx.eat(Token.Pipe)) {
    options.push(parseSinglePattern(cx));
  }
  cx.leave();
  return { kind: "pattern-or", span: cx.spanFrom(start), options };
}

function parseSinglePattern(cx: Cursor): Pattern {
  const start = cx.start;
  switch (cx.kind) {
    case Token.LeftParen: {
      cx.advance();
      const inner = parsePattern(cx);
      cx.expect(Token.RightParen, "`)`", { code: "P052" });
      return inner;
    }
    case Token.LeftBracket:
      return parseListPattern(cx);
    case Token.None:
      cx.advance();
      return { kind: "pattern-none", span: cx.spanFrom(start) };
    default:
      break;
  }
  if (isIdentifier(cx.kind)) {
    return parseNamePattern(cx);
  }
  const value = parseLiteralPattern(cx);
  return { kind: "pattern-literal", span: value.span, value };
}

/** A literal; the sign of a number belongs to it. */
function parseLiteralPattern(cx: Cursor): Expression {
  const negative = cx.kind === Token.Minus;
  const start = cx.start;
  if (negative) {
    cx.advance();
  }
  switch (cx.kind) {
    case Token.Int:
      return parseInt(cx, negative ? start : undefined);
    case Token.BigInt:
      return negate(parseBigInt(cx), negative, start);
    case Token.Float:
      return negate(parseFloat(cx), negative, start);
    case Token.Duration:
      return negate(parseDuration(cx), negative, start);
    case Token.String:
      return negative ? cx.fail("a number") : parseString(cx);
    case Token.True:
    case Token.False:
      return negative ? cx.fail("a number") : parseBool(cx);
    default:
      return cx.fail("a pattern");
  }
}

type NumberLiteral = Extract<Expression, { kind: "bigint" | "float" | "duration" }>;

function negate(literal: NumberLiteral, negative: boolean, start: number): Expression {
  if (!negative) {
    return literal;
  }
  const span = { ...literal.span, start };
  switch (literal.kind) {
    case "bigint":
      return { ...literal, span, value: -literal.value };
    case "float":
      return { ...literal, span, value: -literal.value, text: `-${literal.text}` };
    case "duration":
      return { ...literal, span, nanoseconds: -literal.nanoseconds, text: `-${literal.text}` };
  }
}

/** `_`, `x`, `P(a, b)`, `P(x: 0)`, `geo.P(a)` */
function parseNamePattern(cx: Cursor): Pattern {
  const start = cx.start;
  let name = cx.expectName();
  let qualifier: Name | undefined;
  if (cx.kind === Token.Dot && isIdentifier(cx.ahead(1))) {
    cx.advance();
    qualifier = name;
    name = cx.expectName();
  }
  if (cx.kind !== Token.LeftParen) {
    if (qualifier !== undefined) {
      return { kind: "pattern-variant", span: cx.spanFrom(start), qualifier, name, positional: [], named: [] };
    }
    return name.text === "_" ? { kind: "pattern-wildcard", span: name.span } : { kind: "pattern-name", span: name.span, name };
  }
  cx.advance();
  const positional: Pattern[] = [];
  const named: { name: Name; pattern: Pattern }[] = [];
  while (cx.kind !== Token.RightParen) {
    if (isIdentifier(cx.kind) && cx.ahead(1) === Token.Colon) {
      const field = cx.expectName();
      cx.advance();
      named.push({ name: field, pattern: parsePattern(cx) });
    } else {
      positional.push(parsePattern(cx));
    }
    if (!cx.eat(Token.Comma)) {
      break;
    }
  }
  cx.expect(Token.RightParen, "`)`", { code: "P052" });
  return { kind: "pattern-variant", span: cx.spanFrom(start), ...(qualifier === undefined ? {} : { qualifier }), name, positional, named };
}

/** `[a, b]`, `[first, ...rest]` */
function parseListPattern(cx: Cursor): Pattern {
  const start = cx.start;
  cx.advance();
  const { items, rest } = parseItems(cx, parsePattern);
  return { kind: "pattern-list", span: cx.spanFrom(start), items, ...(rest === undefined ? {} : { rest }) };
}

/** The items of a list pattern up to behind its `]`; the rest must be the last of them. */
function parseItems<Item>(cx: Cursor, parseItem: (cx: Cursor) => Item): { items: Item[]; rest?: Name } {
  const items: Item[] = [];
  let rest: Name | undefined;
  while (cx.kind !== Token.RightBracket) {
    if (rest !== undefined) {
      cx.failWith("P088", rest.span, []);
    }
    if (cx.kind === Token.Ellipsis) {
      const span = cx.tokenSpan;
      cx.advance();
      rest = isIdentifier(cx.kind) ? cx.expectName() : { text: "_", span };
    } else {
      items.push(parseItem(cx));
    }
    if (!cx.eat(Token.Comma)) {
      break;
    }
  }
  cx.expect(Token.RightBracket, "`]` or `,`");
  return rest === undefined ? { items } : { items, rest };
}

/** What a `let` binds: a name, `[a, _, ...rest]`, or `{"name": n, age: a}`. */
export function parseBindingTarget(cx: Cursor): BindingTarget {
  const start = cx.start;
  if (cx.kind === Token.LeftBracket) {
    cx.enter();
    cx.advance();
    const { items, rest } = parseItems(cx, parseBindingTarget);
    cx.leave();
    return { kind: "bind-list", items, ...(rest === undefined ? {} : { rest }), span: cx.spanFrom(start) };
  }
  if (cx.kind === Token.LeftBrace) {
    return parseMapTarget(cx);
  }
  const name = cx.expectName("a variable name");
  return { kind: "bind-name", name, span: name.span };
}

function parseMapTarget(cx: Cursor): BindingTarget {
  const start = cx.start;
  cx.enter();
  cx.advance();
  const entries: { key: string; keySpan: Name["span"]; target: BindingTarget }[] = [];
  while (cx.kind !== Token.RightBrace) {
    const keySpan = cx.tokenSpan;
    let key: string;
    if (cx.kind === Token.String) {
      key = parseString(cx).value;
    } else {
      key = cx.expectName("a key").text;
    }
    cx.expect(Token.Colon, "`:`");
    entries.push({ key, keySpan, target: parseBindingTarget(cx) });
    if (!cx.eat(Token.Comma)) {
      break;
    }
  }
  cx.expect(Token.RightBrace, "`}` or `,`", { code: "P001" });
  cx.leave();
  return { kind: "bind-map", entries, span: cx.spanFrom(start) };
}
