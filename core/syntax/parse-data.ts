// `load`, `save`, `fetch` and `generate`: expressions that reach outside.
//
// A path is one operand without `as` and without operators (decisions.md §7); `load dir + "/x" as T`
// is told to use parentheses (P084). The literal `""` is P062, a mistake of shape.

import type { Expression, NamedValue } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { startsExpression } from "./lookahead.ts";
import { parseType } from "./parse-type.ts";
import { Token } from "./token.ts";

type Operand = (cx: Cursor) => Expression;

/** "load" [ Operand ] "as" Type [ "with" Expr ] */
export function parseLoad(cx: Cursor, parseOperand: Operand): Expression {
  const start = cx.start;
  const wordSpan = cx.tokenSpan;
  cx.advance();
  let path: Expression | undefined;
  if (cx.kind !== Token.As || cx.ahead(1) === Token.As) {
    if (!startsExpression(cx.kind)) {
      cx.fail("a path or `as`");
    }
    path = parsePath(cx, "load", parseOperand);
  }
  cx.expect(Token.As, "`as`");
  const type = parseType(cx);
  checkPath(cx, path, wordSpan);
  const options = parseOptions(cx);
  return { kind: "load", span: cx.spanFrom(start), ...(path === undefined ? {} : { path }), type, ...(options === undefined ? {} : { options }) };
}

/** "save" Expr [ "to" Operand ] [ "with" Expr ] */
export function parseSave(cx: Cursor, parseOperand: Operand): Expression {
  const start = cx.start;
  const wordSpan = cx.tokenSpan;
  cx.advance();
  const value = cx.rules.expression(cx);
  let path: Expression | undefined;
  if (cx.kind === Token.To && startsExpression(cx.ahead(1))) {
    cx.advance();
    path = parsePath(cx, "save xs to", parseOperand);
  }
  checkPath(cx, path, wordSpan);
  const options = parseOptions(cx);
  return { kind: "save", span: cx.spanFrom(start), value, ...(path === undefined ? {} : { path }), ...(options === undefined ? {} : { options }) };
}

function parsePath(cx: Cursor, construct: string, parseOperand: Operand): Expression {
  const path = parseOperand(cx);
  if (cx.kind >= Token.Star && cx.kind <= Token.Coalesce) {
    cx.failWith("P084", cx.tokenSpan, [construct]);
  }
  return path;
}

function checkPath(cx: Cursor, path: Expression | undefined, wordSpan: Expression["span"]): void {
  if (path?.kind === "string" && path.value === "") {
    cx.shapeError("P062", wordSpan);
  }
}

/** "fetch" Expr [ "with" Expr ] */
export function parseFetch(cx: Cursor): Expression {
  const start = cx.start;
  cx.advance();
  const url = cx.rules.expression(cx);
  const options = parseOptions(cx);
  return { kind: "fetch", span: cx.spanFrom(start), url, ...(options === undefined ? {} : { options }) };
}

/** [ "with" Expr ]; a `with` that can't begin options is a name of the next statement. */
export function parseOptions(cx: Cursor): Expression | undefined {
  if (cx.kind !== Token.With || !startsExpression(cx.ahead(1))) {
    return undefined;
  }
  cx.advance();
  return cx.rules.expression(cx);
}

/** "generate" IDENT "{" fields "}" */
export function parseGenerate(cx: Cursor, parseFields: (cx: Cursor) => readonly NamedValue[]): Expression {
  const start = cx.start;
  cx.advance();
  const target = cx.expectName("`text`, `embedding` or a type");
  const fields = parseFields(cx);
  return { kind: "generate", span: cx.spanFrom(start), target, fields };
}
