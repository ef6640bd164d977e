// Facts, rules and logic queries (data.md §4, decisions.md §7).
//
// A predicate's terms are names, `_` and constants; conditions are predicates, `not` predicates and
// comparisons. `:-` is a `:` and a `-` that touch, so that `xs[1:-1]` stays a slice elsewhere.

import type { Expression, Predicate, RuleCondition, Statement, Term } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseBool, parseFloat, parseInt, parseString } from "./parse-literal.ts";
import { isIdentifier, Token } from "./token.ts";

/** Whether the word `query` here begins a logic query. */
export function isLogicQuery(cx: Cursor): boolean {
  return isIdentifier(cx.ahead(1)) && cx.ahead(2) === Token.LeftParen;
}

/** "query" Predicate */
export function parseLogicQuery(cx: Cursor): Expression {
  const start = cx.start;
  cx.advance();
  const predicate = parsePredicate(cx);
  return { kind: "logic-query", span: cx.spanFrom(start), predicate };
}

/** "fact" Predicate */
export function parseFact(cx: Cursor): Statement {
  const start = cx.start;
  cx.checkTopLevel();
  cx.advance();
  const head = parsePredicate(cx);
  return { kind: "fact", span: cx.spanFrom(start), head };
}

/** "rule" Predicate ":-" Condition { "," Condition } */
export function parseRule(cx: Cursor): Statement {
  const start = cx.start;
  cx.checkTopLevel();
  cx.advance();
  const head = parsePredicate(cx);
  if (cx.kind !== Token.Colon || cx.ahead(1) !== Token.Minus || !cx.touchesNext()) {
    cx.fail("`:-`");
  }
  cx.advance();
  cx.advance();
  const conditions = [parseCondition(cx)];
  while (cx.eat(Token.Comma)) {
    conditions.push(parseCondition(cx));
  }
  return { kind: "rule", span: cx.spanFrom(start), head, conditions };
}

/** Condition = [ "not" ] Predicate | Term ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) Term */
function parseCondition(cx: Cursor): RuleCondition {
  const start = cx.start;
  if (cx.kind === Token.Not && isIdentifier(cx.ahead(1))) {
    cx.advance();
    const predicate = parsePredicate(cx);
    return { kind: "negative", predicate, span: cx.spanFrom(start) };
  }
  if (isIdentifier(cx.kind) && cx.ahead(1) === Token.LeftParen) {
    const predicate = parsePredicate(cx);
    return { kind: "positive", predicate, span: predicate.span };
  }
  const left = parseTerm(cx);
  const op = comparisons.get(cx.kind);
  if (op === undefined) {
    return cx.fail("a comparison");
  }
  cx.advance();
  const right = parseTerm(cx);
  return { kind: "compare", op, left, right, span: cx.spanFrom(start) };
}

type Comparison = Extract<RuleCondition, { kind: "compare" }>["op"];

const comparisons: ReadonlyMap<number, Comparison> = new Map<number, Comparison>([
  [Token.EqualEqual, "=="],
  [Token.BangEqual, "!="],
  [Token.Less, "<"],
  [Token.LessEqual, "<="],
  [Token.Greater, ">"],
  [Token.GreaterEqual, ">="],
]);

/** Predicate = IDENT "(" [ Term { "," Term } ] ")" */
function parsePredicate(cx: Cursor): Predicate {
  const start = cx.start;
  const name = cx.expectName("a predicate");
  cx.expect(Token.LeftParen, "`(`", { code: "P052" });
  const terms: Term[] = [];
  if (cx.kind !== Token.RightParen) {
    terms.push(parseTerm(cx, { code: "P052" }));
    while (cx.eat(Token.Comma)) {
      terms.push(parseTerm(cx));
    }
  }
  cx.expect(Token.RightParen, "`)` or `,`", { code: "P052" });
  return { name, terms, span: cx.spanFrom(start) };
}

/** Term = IDENT | "_" | STRING | [ "-" ] INT | [ "-" ] FLOAT | BOOL */
function parseTerm(cx: Cursor, expectation: { readonly code?: "P052" } = {}): Term {
  const start = cx.start;
  if (isIdentifier(cx.kind)) {
    const name = cx.expectName();
    return name.text === "_" ? { kind: "wildcard", span: name.span } : { kind: "variable", name, span: name.span };
  }
  const negative = cx.kind === Token.Minus && (cx.ahead(1) === Token.Int || cx.ahead(1) === Token.Float);
  if (negative) {
    cx.advance();
  }
  switch (cx.kind) {
    case Token.String:
      return { kind: "constant", value: parseString(cx).value, span: cx.spanFrom(start) };
    case Token.Int:
      return { kind: "constant", value: parseInt(cx, negative ? start : undefined).value, span: cx.spanFrom(start) };
    case Token.Float: {
      const { value } = parseFloat(cx);
      return { kind: "constant", value: negative ? -value : value, span: cx.spanFrom(start) };
    }
    case Token.True:
    case Token.False:
      return { kind: "constant", value: parseBool(cx).value, span: cx.spanFrom(start) };
    default:
      return cx.fail("a variable, a string, a number or a bool", expectation);
  }
}
