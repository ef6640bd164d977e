// Declarations without code of their own: `type`, `import`, `extern`.
//
// The four shapes of a type (struct, union, one-variant union, alias) are told apart by the
// tokens behind the name; the fields of a variant in braces need no commas (core.md §2).

import type { ExternStatement, Field, FunStatement, Name, Statement, TypeDefinition, Variant } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { docBefore } from "./doc-comment.ts";
import { parseParams } from "./parse-signature.ts";
import { parseString } from "./parse-literal.ts";
import { parseField, parseType } from "./parse-type.ts";
import { isIdentifier, Token } from "./token.ts";

/** Reads a method, which is a `fun` statement. */
export type FunRule = (cx: Cursor, exported: boolean) => FunStatement;

/** A statement that begins with `type`, `import` or `extern`. */
export function parseDeclaration(cx: Cursor, exported: boolean, parseFun: FunRule, outerStart?: number, outerDoc?: string): Statement {
  switch (cx.kind) {
    case Token.Import:
      return parseImport(cx);
    case Token.Extern:
      return parseExtern(cx);
    default: {
      const doc = outerDoc ?? docBefore(cx);
      const start = outerStart ?? cx.start;
      cx.advance();
      const name = cx.expectName("a type name");
      const definition = parseDefinition(cx, parseFun);
      return { kind: "type", span: cx.spanFrom(start), exported, name, definition, ...(doc === undefined ? {} : { doc }) };
    }
  }
}

function parseDefinition(cx: Cursor, parseFun: FunRule): TypeDefinition {
  if (cx.kind === Token.LeftBrace) {
    return parseStruct(cx, parseFun);
  }
  cx.expect(Token.Equal, "`{` or `=`", { code: "P001" });
  if (cx.kind === Token.LeftBrace && cx.ahead(1) !== Token.RightBrace) {
    return parseStruct(cx, parseFun);
  }
  if (isIdentifier(cx.kind) && (cx.ahead(1) === Token.Pipe || hasVariantFields(cx))) {
    const variants = [parseVariant(cx)];
    while (cx.eat(Token.Pipe)) {
      variants.push(parseVariant(cx));
    }
    return { kind: "union", variants };
  }
  return { kind: "alias", type: parseType(cx) };
}

/** "{" Member { [ "," ] Member } [ "," ] "}" */
function parseStruct(cx: Cursor, parseFun: FunRule): TypeDefinition {
  cx.advance();
  const fields: Field[] = [];
  const methods: FunStatement[] = [];
  const { checksEffects } = cx;
  cx.checksEffects = false;
  do {
    if (isIdentifier(cx.kind)) {
      fields.push(parseField(cx));
    } else if (cx.kind === Token.Fun || cx.kind === Token.Export) {
      cx.eat(Token.Export);
      methods.push(parseFun(cx, false));
    } else {
      cx.fail("a field, a method or `}`");
    }
    cx.eat(Token.Comma);
  } while (cx.kind !== Token.RightBrace);
  cx.checksEffects = checksEffects;
  cx.advance();
  return { kind: "struct", fields, methods };
}

/** Whether the fields of a variant follow the name here; a brace on the next line begins a statement. */
function hasVariantFields(cx: Cursor): boolean {
  return (cx.ahead(1) === Token.LeftParen || cx.ahead(1) === Token.LeftBrace) && !cx.isFirstOnLine(cx.index + 1);
}

/** Variant = IDENT [ "(" Field { "," Field } [ "," ] ")" | "{" { Field [ "," ] } "}" ] */
function parseVariant(cx: Cursor): Variant {
  const start = cx.start;
  const hasFields = hasVariantFields(cx);
  const name = cx.expectName("a variant name");
  const fields: Field[] = [];
  if (hasFields && cx.kind === Token.LeftParen) {
    do {
      cx.advance();
      if (cx.kind === Token.RightParen && fields.length > 0) {
        break;
      }
      fields.push(parseField(cx));
    } while (cx.kind === Token.Comma);
    cx.expect(Token.RightParen, "`)` or `,`", { code: "P052" });
  } else if (hasFields) {
    cx.advance();
    while (isIdentifier(cx.kind)) {
      fields.push(parseField(cx));
      cx.eat(Token.Comma);
    }
    cx.expect(Token.RightBrace, "`}` or a field", { code: "P001" });
  }
  return { name, fields, span: cx.spanFrom(start) };
}

/** Languages that an import may name; the last four are refused by the module graph. */
const languages: ReadonlySet<string> = new Set(["go", "python", "typescript", "c", "zig", "lua", "clj", "clojure"]);

/** "import" [ IDENT ] STRING [ "as" IDENT ] [ "auto" ] */
function parseImport(cx: Cursor): Statement {
  const start = cx.start;
  const word = cx.tokenSpan;
  cx.checkTopLevel();
  cx.advance();
  const language: Name | undefined = isIdentifier(cx.kind) ? cx.expectName() : undefined;
  if (language !== undefined && !languages.has(language.text)) {
    cx.shapeError("P064", word, [language.text]);
  }
  if (cx.kind !== Token.String) {
    cx.fail("a path in quotes");
  }
  const pathSpan = cx.tokenSpan;
  const path = parseString(cx).value;
  const alias = cx.eat(Token.As) ? cx.expectName("a name for the module") : undefined;
  const auto = cx.eat(Token.Auto);
  return {
    kind: "import",
    span: cx.spanFrom(start),
    ...(language === undefined ? {} : { language }),
    path,
    pathSpan,
    ...(alias === undefined ? {} : { alias }),
    auto,
  };
}

/** "extern" ( "type" | "object" | "var" | "let" | "fun" ) … */
function parseExtern(cx: Cursor): ExternStatement {
  const start = cx.start;
  cx.advance();
  switch (cx.kind) {
    case Token.Type: {
      cx.advance();
      const name = cx.expectName("a type name");
      return { kind: "extern", form: "type", span: cx.spanFrom(start), name };
    }
    case Token.Object: {
      cx.advance();
      const name = cx.expectName("a name for the object");
      return { kind: "extern", form: "object", span: cx.spanFrom(start), name };
    }
    case Token.Let:
    case Token.Var: {
      const mutable = cx.kind === Token.Var;
      cx.advance();
      const path = parsePath(cx);
      cx.expect(Token.Colon, "`:`");
      const type = parseType(cx);
      return { kind: "extern", form: "var", span: cx.spanFrom(start), mutable, path, type };
    }
    case Token.Fun: {
      cx.advance();
      const path = parsePath(cx);
      const params = parseParams(cx, { code: "P052" });
      const result = cx.eat(Token.Colon) ? parseType(cx) : undefined;
      return { kind: "extern", form: "fun", span: cx.spanFrom(start), path, params, ...(result === undefined ? {} : { result }) };
    }
    default:
      return cx.fail("`fun`, `let`, `var`, `type` or `object`");
  }
}

/** IDENT { "." IDENT } */
function parsePath(cx: Cursor): readonly Name[] {
  const path = [cx.expectName()];
  while (cx.eat(Token.Dot)) {
    path.push(cx.expectName());
  }
  return path;
}
