// What `fun` statements, methods, lambdas, intents and externs have between the name and the body.
//
// In: a cursor behind the name. Out: type parameters, parameters, result type and effect labels.
// Types and effects may be missing; what that means is the checker's business.

import type { Name, Param, Signature } from "./ast.ts";
import type { Cursor, Expectation } from "./cursor.ts";
import { parseType } from "./parse-type.ts";
import { isIdentifier, Token } from "./token.ts";

/** [ TypeParams ] "(" Params ")" [ ":" Type ] [ "!" IDENT { "," IDENT } ], of a function with a name */
export function parseSignature(cx: Cursor): Signature {
  return parseWholeSignature(cx, { code: "P052", beforeBlock: true });
}

/** The same of a lambda, whose misplaced brackets the reference calls P011. */
export function parseLambdaSignature(cx: Cursor): Signature {
  return parseWholeSignature(cx, { code: "P011" });
}

function parseWholeSignature(cx: Cursor, parens: Expectation): Signature {
  const typeParams = parseTypeParams(cx);
  const params = parseParams(cx, parens);
  const result = cx.eat(Token.Colon) ? parseType(cx) : undefined;
  const effects = parseEffects(cx);
  return { typeParams, params, ...(result === undefined ? {} : { result }), ...(effects === undefined ? {} : { effects }) };
}

function parseTypeParams(cx: Cursor): readonly Name[] {
  const names: Name[] = [];
  if (cx.kind === Token.Less) {
    do {
      cx.advance();
      names.push(cx.expectName("a type parameter"));
    } while (cx.kind === Token.Comma);
    cx.expect(Token.Greater, "`>` or `,`");
  }
  return names;
}

/** "(" [ Param { "," Param } ] ")", without a comma at the end */
export function parseParams(cx: Cursor, parens: Expectation = { code: "P052", beforeBlock: true }): readonly Param[] {
  cx.expect(Token.LeftParen, "`(`", parens);
  const params: Param[] = [];
  if (isIdentifier(cx.kind)) {
    params.push(parseParam(cx));
    while (cx.eat(Token.Comma)) {
      params.push(parseParam(cx));
    }
  }
  cx.expect(Token.RightParen, "`)` or `,`", parens);
  return params;
}

/** Param = IDENT [ ":" Type ] */
function parseParam(cx: Cursor): Param {
  const start = cx.start;
  const name = cx.expectName("a parameter name");
  const type = cx.eat(Token.Colon) ? parseType(cx) : undefined;
  return { name, ...(type === undefined ? {} : { type }), span: cx.spanFrom(start) };
}

function parseEffects(cx: Cursor): readonly Name[] | undefined {
  if (cx.kind !== Token.Bang) {
    return undefined;
  }
  const names: Name[] = [];
  do {
    cx.advance();
    names.push(cx.expectName("an effect label"));
  } while (cx.kind === Token.Comma);
  return names;
}
