// Queries: `from x in xs … select e`, with clauses in fixed order (data.md §1.1, decisions.md §7).
//
// All words but `in` and `on` are contextual: a clause begins where its word follows a complete expression.

import type { Expression, Name, QueryExpression, QueryJoin, QuerySource, SortKey } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { startsExpression } from "./lookahead.ts";
import { isIdentifier, Token } from "./token.ts";

/** Whether the word `from` here begins a query. */
export function isQuery(cx: Cursor): boolean {
  return isIdentifier(cx.ahead(1)) && cx.ahead(2) === Token.In;
}

export function parseQuery(cx: Cursor): Expression {
  const start = cx.start;
  const sources: QuerySource[] = [];
  while (cx.kind === Token.From) {
    const from = cx.start;
    cx.advance();
    sources.push({ ...parseSource(cx), span: cx.spanFrom(from) });
  }
  const joins: QueryJoin[] = [];
  for (let join = parseJoin(cx); join !== undefined; join = parseJoin(cx)) {
    joins.push(join);
  }
  const where = parseClause(cx, Token.Where);
  const group = parseGroup(cx);
  const sort = parseSort(cx);
  const skip = parseClause(cx, Token.Skip);
  const take = parseClause(cx, Token.Take);
  cx.expect(Token.Select, "`select` or another clause of the query");
  const distinct = cx.kind === Token.Distinct && startsExpression(cx.ahead(1));
  if (distinct) {
    cx.advance();
  }
  const select = cx.rules.expression(cx);
  return {
    kind: "query",
    span: cx.spanFrom(start),
    sources,
    joins,
    ...(where === undefined ? {} : { where }),
    ...(group === undefined ? {} : { group }),
    sort,
    ...(skip === undefined ? {} : { skip }),
    ...(take === undefined ? {} : { take }),
    distinct,
    select,
  };
}

/** IDENT "in" Expr */
function parseSource(cx: Cursor): Pick<QuerySource, "name" | "source"> {
  const name = cx.expectName("a variable name");
  cx.expect(Token.In, "`in`");
  return { name, source: cx.rules.expression(cx) };
}

/** [ "left" | "right" | "outer" ] "join" [ "from" ] IDENT "in" Expr "on" Expr */
function parseJoin(cx: Cursor): QueryJoin | undefined {
  const start = cx.start;
  const side = joinSide(cx);
  if (side !== "inner" && cx.ahead(1) === Token.Join) {
    cx.advance();
  } else if (cx.kind !== Token.Join) {
    return undefined;
  }
  cx.advance();
  if (cx.kind === Token.From && isIdentifier(cx.ahead(1))) {
    cx.advance();
  }
  const source = parseSource(cx);
  cx.expect(Token.On, "`on`");
  const on = cx.rules.expression(cx);
  return { ...source, side, on, span: cx.spanFrom(start) };
}

function joinSide(cx: Cursor): QueryJoin["side"] {
  switch (cx.kind) {
    case Token.Left:
      return "left";
    case Token.Right:
      return "right";
    case Token.Outer:
      return "outer";
    default:
      return "inner";
  }
}

function parseClause(cx: Cursor, word: number): Expression | undefined {
  return cx.eat(word) ? cx.rules.expression(cx) : undefined;
}

/** "group" "by" Expr { "," Expr } "into" IDENT [ "having" Expr ] */
function parseGroup(cx: Cursor): QueryExpression["group"] {
  if (!cx.eat(Token.Group)) {
    return undefined;
  }
  cx.expect(Token.By, "`by`");
  const keys = [cx.rules.expression(cx)];
  while (cx.eat(Token.Comma)) {
    keys.push(cx.rules.expression(cx));
  }
  cx.expect(Token.Into, "`into` or `,`");
  const name: Name = cx.expectName("a name for the group");
  const having = parseClause(cx, Token.Having);
  return { keys, name, ...(having === undefined ? {} : { having }) };
}

/** ( "sort" | "order" ) "by" SortKey { "," SortKey } */
function parseSort(cx: Cursor): readonly SortKey[] {
  const keys: SortKey[] = [];
  if (!cx.eat(Token.Sort) && !cx.eat(Token.Order)) {
    return keys;
  }
  cx.expect(Token.By, "`by`");
  do {
    keys.push(...parseSortKey(cx));
  } while (cx.eat(Token.Comma));
  return keys;
}

/** Expr [ "asc" | "desc" ] */
function parseSortKey(cx: Cursor): readonly SortKey[] {
  const value = cx.rules.expression(cx);
  const descending = cx.kind === Token.Desc;
  if (descending || cx.kind === Token.Asc) {
    cx.advance();
  }
  return directed(value, descending);
}

/** A leading `-` turns the order around and is no arithmetic; the items of a list literal are keys of their own, which may have different types. */
function directed(value: Expression, descending: boolean): readonly SortKey[] {
  if (value.kind === "unary" && value.op === "-") {
    return directed(value.operand, !descending);
  }
  if (value.kind === "list" && value.items.length > 0) {
    return value.items.flatMap((item) => directed(item, descending));
  }
  return [{ value, descending }];
}
