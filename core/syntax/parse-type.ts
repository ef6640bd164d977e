// Types as they are written.
//
// The forms: `int`, `geo.Point`, `list<T>`, `fun(A): B`, `{x: int}`, each with an optional `?`.
// A `>=` that closes a type is read as `>` and `=`, so that `let xs: list<int>= []` works.

import type { Field, Name, TypeNode } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isIdentifier, Token } from "./token.ts";

/** Type = ( FunType | Generic | Record | Name ) [ "?" ] */
export function parseType(cx: Cursor): TypeNode {
  cx.enter();
  const start = cx.start;
  const inner = parsePlainType(cx);
  cx.leave();
  return cx.eat(Token.Question) ? { kind: "type-option", span: cx.spanFrom(start), inner } : inner;
}

function parsePlainType(cx: Cursor): TypeNode {
  const start = cx.start;
  if (cx.kind === Token.Fun) {
    return parseFunType(cx);
  }
  if (cx.kind === Token.LeftBrace) {
    const fields = parseRecordFields(cx);
    return { kind: "type-record", span: cx.spanFrom(start), fields };
  }
  const name = cx.expectName("a type");
  if (cx.kind === Token.Dot && isIdentifier(cx.ahead(1))) {
    cx.advance();
    return { kind: "type-name", qualifier: name, name: cx.expectName(), span: cx.spanFrom(start) };
  }
  if (cx.kind !== Token.Less) {
    return { kind: "type-name", span: name.span, name };
  }
  return parseGenericType(cx, name);
}

/** IDENT "<" Type { "," Type } ">" */
function parseGenericType(cx: Cursor, name: Name): TypeNode {
  const args: TypeNode[] = [];
  do {
    cx.advance();
    args.push(parseType(cx));
  } while (cx.kind === Token.Comma);
  const end = cx.start + 1;
  if (cx.kind === Token.GreaterEqual) {
    cx.splitGreaterEqual();
  } else {
    cx.expect(Token.Greater, "`>` or `,`");
  }
  return { kind: "type-generic", span: { file: cx.file, start: name.span.start, end }, name, args };
}

/** "fun" "(" [ Type { "," Type } ] ")" [ ":" Type ] */
function parseFunType(cx: Cursor): TypeNode {
  const start = cx.start;
  cx.advance();
  cx.expect(Token.LeftParen, "`(`", { code: "P052" });
  const params: TypeNode[] = [];
  if (isIdentifier(cx.kind) || cx.kind === Token.Fun || cx.kind === Token.LeftBrace) {
    params.push(parseType(cx));
    while (cx.eat(Token.Comma)) {
      params.push(parseType(cx));
    }
  }
  cx.expect(Token.RightParen, "`)`", { code: "P052" });
  const result = cx.eat(Token.Colon) ? parseType(cx) : undefined;
  return { kind: "type-fun", span: cx.spanFrom(start), params, ...(result === undefined ? {} : { result }) };
}

/** "{" [ Field { "," Field } ] [ "," ] "}" */
function parseRecordFields(cx: Cursor): readonly Field[] {
  cx.advance();
  const fields: Field[] = [];
  while (isIdentifier(cx.kind)) {
    fields.push(parseField(cx));
    if (!cx.eat(Token.Comma)) {
      break;
    }
  }
  cx.expect(Token.RightBrace, "`}`", { code: "P001" });
  return fields;
}

/** Field = IDENT ":" Type */
export function parseField(cx: Cursor): Field {
  const start = cx.start;
  const name = cx.expectName("a field name");
  cx.expect(Token.Colon, "`:`");
  const type = parseType(cx);
  return { name, type, span: cx.spanFrom(start) };
}
