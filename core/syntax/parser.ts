// Source text to syntax tree: the entry of the front end.
//
// In: a source file and its number in the module graph. Out: a program, always: what could not be
// read is an `error` statement, and everything wrong is in the diagnostics, the one that the
// reference would report first. Lexical errors come before syntax errors, these before mistakes
// of shape (P060 to P070), which are reported only in a file without the others.
// Hand-written recursive descent; time and space are linear in the text.

import type { Diagnostics } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Name, Program } from "./ast.ts";
import { Cursor, type Rules, SyntaxFailure } from "./cursor.ts";
import { lex } from "./lexer.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseBlock, parseStatement, parseStatements, parseValueBlockFrom } from "./parse-statement.ts";
import { Token, type TokenStream } from "./token.ts";

const rules: Rules = {
  expression: parseExpression,
  block: parseBlock,
  valueBlockFrom: parseValueBlockFrom,
  statement: parseStatement,
};

/** Parses one file. With `lastIsValue` the last statement may be an expression without effect, which is the program's value. */
export function parse(file: number, source: SourceFile, diagnostics: Diagnostics, lastIsValue = false): Program {
  return parseTokens(file, lex(file, source, diagnostics), diagnostics, lastIsValue);
}

/** Parses tokens that were already made. */
export function parseTokens(file: number, tokens: TokenStream, diagnostics: Diagnostics, lastIsValue = false): Program {
  const cx = new Cursor(file, tokens, diagnostics, rules);
  const packageName = parsePackage(cx);
  const statements = parseStatements(cx, [], lastIsValue);
  cx.finish();
  return {
    kind: "program",
    span: { file, start: 0, end: tokens.source.text.length },
    ...(packageName === undefined ? {} : { packageName }),
    statements,
  };
}

/** [ "package" IDENT ], only at the very beginning */
function parsePackage(cx: Cursor): Name | undefined {
  if (!cx.eat(Token.Package)) {
    return undefined;
  }
  try {
    return cx.expectName("a package name");
  } catch (failure) {
    if (failure instanceof SyntaxFailure) {
      return undefined;
    }
    throw failure;
  }
}
