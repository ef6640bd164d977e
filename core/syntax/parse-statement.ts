// Statements and blocks, and how the parser goes on behind a mistake.
//
// In: a cursor at the beginning of a statement. Out: the statement, or an `error` statement that
// covers what was skipped. A syntax error ends the innermost statement; the parser skips to the
// next line that can begin one (no deeper than the broken one, or outside the brackets that it
// opened), or to the `}` of the block. Expression statements without effect (P065) are noticed one statement
// late, because the last one of a match arm's block is its value.

import type {
  AssignStatement, Block, Expression, ExpressionStatement, FunStatement, IfStatement, LetStatement, Statement, TryStatement,
} from "./ast.ts";
import { SyntaxFailure, type Cursor } from "./cursor.ts";
import { parseDeclaration } from "./parse-declaration.ts";
import { docBefore } from "./doc-comment.ts";
import { startsExpression } from "./lookahead.ts";
import { isObservable } from "./observable.ts";
import { parseOptions } from "./parse-data.ts";
import { parseExpression, parseExpressionFrom, parseMapLiteral } from "./parse-expression.ts";
import { parseFact, parseRule } from "./parse-logic.ts";
import { parseBindingTarget } from "./parse-pattern.ts";
import { parseSignature } from "./parse-signature.ts";
import { isSpawn, parseAgent, parseEmit, parseModel, parseOn, parseSelect, parseSpawn, parseStream } from "./parse-stream.ts";
import { parseString } from "./parse-literal.ts";
import { parseType } from "./parse-type.ts";
import { isIdentifier, Token, type TokenKind } from "./token.ts";
import { meantWord } from "./usual-confusion.ts";

// ---------------------------------------------------------------- sequences and recovery

/** All statements up to the end of the file, or up to a `}` that is left for the caller. */
export function parseStatements(cx: Cursor, first: readonly Statement[] = [], lastIsValue = false): readonly Statement[] {
  const statements = [...first];
  const closes = cx.blocks > 0;
  let previous = statements[0];
  while (cx.kind !== Token.End && !(closes && cx.kind === Token.RightBrace)) {
    checkEffect(cx, previous);
    previous = parseStatement(cx);
    statements.push(previous);
  }
  if (!lastIsValue) {
    checkEffect(cx, previous);
  }
  return statements;
}

function checkEffect(cx: Cursor, statement: Statement | undefined): void {
  if (statement?.kind === "expression" && cx.checksEffects && cx.keepsShapeErrors && !isObservable(statement.expression)) {
    const { expression } = statement;
    const meant = expression.kind === "name" ? meantWord(expression.name) : undefined;
    cx.shapeError("P065", statement.span, [], meant === undefined ? {} : { notes: [{ message: `did you mean \`${meant}\`?` }] });
  }
}

/** One statement; never throws for a mistake in it. */
export function parseStatement(cx: Cursor): Statement {
  const { index, start, inHead, inArm, checksEffects, depth, elseIfs, blocks } = cx;
  cx.inHead = false;
  cx.inArm = false;
  let statement: Statement;
  try {
    statement = parsePlainStatement(cx);
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) {
      throw failure;
    }
    cx.checksEffects = checksEffects;
    cx.depth = depth;
    cx.elseIfs = elseIfs;
    cx.blocks = blocks;
    recover(cx, index);
    statement = { kind: "error", span: cx.spanFrom(start) };
  }
  cx.inHead = inHead;
  cx.inArm = inArm;
  return statement;
}

/** Skips what is left of a broken statement that began at token `first`. */
function recover(cx: Cursor, first: number): void {
  if (cx.kind === Token.End) {
    return;
  }
  let braces = 0;
  let brackets = 0;
  const count = (kind: TokenKind): void => {
    if (kind === Token.LeftBrace) braces++;
    else if (kind === Token.RightBrace) braces = Math.max(0, braces - 1);
    else if (kind === Token.LeftParen || kind === Token.LeftBracket) brackets++;
    else if (kind === Token.RightParen || kind === Token.RightBracket) brackets = Math.max(0, brackets - 1);
  };
  for (let index = first; index < cx.index; index++) {
    count(cx.kindOf(index));
  }
  if (cx.index === first) {
    count(cx.kind);
    cx.advance();
  }
  const column = columnOf(cx, first);
  while (cx.kind !== Token.End) {
    if (cx.isFirstOnLine() && startsStatement(cx.kind) && columnOf(cx, cx.index) <= column) {
      return;
    }
    if (braces === 0 && cx.kind === Token.RightBrace && cx.blocks > 0) {
      return;
    }
    if (braces === 0 && cx.isFirstOnLine() && (isStatementWord(cx.kind) || (brackets === 0 && startsStatement(cx.kind)))) {
      return;
    }
    count(cx.kind);
    cx.advance();
  }
}

/** How far a token is indented; what is no deeper than a broken statement is no part of it. */
function columnOf(cx: Cursor, index: number): number {
  const start = cx.startOf(index);
  return start - cx.text.lastIndexOf("\n", start - 1);
}

/** Reserved words that begin a statement and nothing else. */
function isStatementWord(kind: TokenKind): boolean {
  switch (kind) {
    case Token.Let:
    case Token.Var:
    case Token.Type:
    case Token.Return:
    case Token.Break:
    case Token.Continue:
    case Token.For:
    case Token.While:
    case Token.Test:
    case Token.Expect:
    case Token.Import:
    case Token.Extern:
    case Token.Export:
    case Token.Stream:
    case Token.Agent:
    case Token.Emit:
    case Token.Fact:
    case Token.Rule:
      return true;
    default:
      return false;
  }
}

function startsStatement(kind: TokenKind): boolean {
  return startsExpression(kind) || isStatementWord(kind) || kind === Token.On;
}

/** "{" { Statement } "}" */
export function parseBlock(cx: Cursor): Block {
  const start = cx.start;
  cx.expect(Token.LeftBrace, "`{`", { code: "P001" });
  return parseBlockFrom(cx, start, [], false);
}

/** Goes on behind `{` and perhaps a first expression; the block's last expression is its value. */
export function parseValueBlockFrom(cx: Cursor, first?: Expression): Block {
  const start = cx.previousEnd;
  if (first === undefined) {
    return parseBlockFrom(cx, start - 1, [], true);
  }
  const { inHead, inArm } = cx;
  cx.inHead = false;
  cx.inArm = false;
  const statement = parseExpressionStatement(cx, first);
  cx.inHead = inHead;
  cx.inArm = inArm;
  return parseBlockFrom(cx, first.span.start - 1, [statement], true);
}

function parseBlockFrom(cx: Cursor, start: number, first: readonly Statement[], lastIsValue: boolean): Block {
  cx.enter();
  cx.blocks++;
  const statements = parseStatements(cx, first, lastIsValue);
  cx.blocks--;
  cx.leave();
  cx.expect(Token.RightBrace, "`}`", { code: "P001", opened: start });
  return { kind: "block", span: cx.spanFrom(start), statements };
}

// ---------------------------------------------------------------- single statements

function parsePlainStatement(cx: Cursor): Statement {
  switch (cx.kind) {
    case Token.Identifier:
      return parseExpressionStatement(cx);
    case Token.Let:
    case Token.Var:
      return parseLet(cx, false);
    case Token.If:
      return parseIf(cx);
    case Token.Return:
      return parseReturn(cx);
    case Token.For:
      return parseFor(cx);
    case Token.While:
      return parseWhile(cx);
    case Token.Fun:
      return cx.ahead(1) === Token.LeftParen || cx.ahead(1) === Token.Less ? parseExpressionStatement(cx) : parseFun(cx, false);
    case Token.Break:
      return { kind: "break", span: wordSpan(cx) };
    case Token.Continue:
      return { kind: "continue", span: wordSpan(cx) };
    case Token.Expect:
      return parseExpect(cx);
    case Token.Test:
      return parseTest(cx, "test");
    case Token.Type:
    case Token.Import:
    case Token.Extern:
      return parseDeclaration(cx, false, parseFun);
    case Token.Export:
      return parseExport(cx);
    case Token.Fetch:
      return parseFetchStatement(cx);
    case Token.Fact:
      return parseFact(cx);
    case Token.Rule:
      return parseRule(cx);
    case Token.Stream:
      return parseStream(cx);
    case Token.On:
      return parseOn(cx);
    case Token.Emit:
      return parseEmit(cx);
    case Token.Agent:
      return parseAgent(cx, { letStatement: (inner) => parseLet(inner, false), assignStatement: parseAssign });
    default:
      break;
  }
  if (isIdentifier(cx.kind)) {
    return parseContextualStatement(cx);
  }
  if (!startsExpression(cx.kind)) {
    cx.fail(cx.blocks > 0 ? "`}` or a statement" : "a statement", cx.blocks > 0 ? { code: "P001" } : {});
  }
  return parseExpressionStatement(cx);
}

/** Statements that begin with a contextual word, each only where its next tokens say so. */
function parseContextualStatement(cx: Cursor): Statement {
  switch (cx.kind) {
    case Token.Try:
      return cx.ahead(1) === Token.LeftBrace ? parseTry(cx) : parseExpressionStatement(cx);
    case Token.Select:
      return cx.ahead(1) === Token.LeftBrace ? parseSelect(cx) : parseExpressionStatement(cx);
    case Token.Spawn:
      return isSpawn(cx) ? parseSpawn(cx) : parseExpressionStatement(cx);
    case Token.Bench:
      return cx.ahead(1) === Token.String ? parseTest(cx, "bench") : parseExpressionStatement(cx);
    case Token.Update:
      return isIdentifier(cx.ahead(1)) && cx.ahead(2) === Token.Set ? parseUpdate(cx) : parseExpressionStatement(cx);
    case Token.Model:
      return isIdentifier(cx.ahead(1)) && cx.ahead(2) === Token.LeftBrace ? parseModel(cx) : parseExpressionStatement(cx);
    default:
      return parseExpressionStatement(cx);
  }
}

function wordSpan(cx: Cursor): Statement["span"] {
  const span = cx.tokenSpan;
  cx.advance();
  return span;
}

/** ( "let" | "var" ) Target [ ":" Type ] [ "=" Expr ] */
function parseLet(cx: Cursor, exported: boolean, outerStart?: number, outerDoc?: string): LetStatement {
  const doc = outerDoc ?? docBefore(cx);
  const start = outerStart ?? cx.start;
  const mutable = cx.kind === Token.Var;
  cx.advance();
  const target = parseBindingTarget(cx);
  const type = cx.eat(Token.Colon) ? parseType(cx) : undefined;
  const value = cx.eat(Token.Equal) ? parseExpression(cx) : undefined;
  const span = cx.spanFrom(start);
  if (target.kind !== "bind-name" && value === undefined) {
    cx.syntaxError("P087", target.span, [mutable ? "var" : "let"]);
  }
  return {
    kind: "let",
    span,
    mutable,
    exported,
    target,
    ...(type === undefined ? {} : { type }),
    ...(value === undefined ? {} : { value }),
    ...(doc === undefined ? {} : { doc }),
  };
}

/** An expression, or an assignment when `=` follows; perhaps its first operand was already read. */
function parseExpressionStatement(cx: Cursor, first?: Expression): ExpressionStatement | AssignStatement {
  const expression = first === undefined ? parseExpression(cx) : parseExpressionFrom(cx, first);
  const start = expression.span.start;
  if (cx.kind !== Token.Equal) {
    return { kind: "expression", span: expression.span, expression };
  }
  if (!isTarget(expression)) {
    cx.fail("a new statement: only names, fields and elements can be assigned");
  }
  cx.advance();
  const value = parseExpression(cx);
  return { kind: "assign", span: cx.spanFrom(start), target: expression, value };
}

/** An assignment and nothing else: what an agent allows. */
function parseAssign(cx: Cursor): AssignStatement {
  const statement = parseExpressionStatement(cx);
  return statement.kind === "assign" ? statement : cx.fail("`=`");
}

/** IDENT { "." IDENT | "[" Expr "]" } */
function isTarget(expression: Expression): boolean {
  let at = expression;
  while ((at.kind === "field" || at.kind === "index") && !at.safe) {
    at = at.receiver;
  }
  return at.kind === "name";
}

/** "fun" IDENT Signature Block */
function parseFun(cx: Cursor, exported: boolean, outerStart?: number, outerDoc?: string): FunStatement {
  const doc = outerDoc ?? docBefore(cx);
  const start = outerStart ?? cx.start;
  cx.advance();
  const name = cx.expectName("a function name");
  const signature = parseSignature(cx);
  const body = parseBlock(cx);
  return { kind: "fun", span: cx.spanFrom(start), exported, name, signature, body, ...(doc === undefined ? {} : { doc }) };
}

/** "export" ( Fun | Type | Let | Var ) */
function parseExport(cx: Cursor): Statement {
  const doc = docBefore(cx);
  const start = cx.start;
  cx.checkTopLevel();
  cx.advance();
  switch (cx.kind) {
    case Token.Fun:
      return parseFun(cx, true, start, doc);
    case Token.Type:
      return parseDeclaration(cx, true, parseFun, start, doc);
    case Token.Let:
    case Token.Var:
      return parseLet(cx, true, start, doc);
    default:
      return cx.failWith("P085", cx.tokenSpan, [cx.kind === Token.End ? "the end of the file" : `\`${cx.tokenText}\``]);
  }
}

/** "return" [ Expr ], on whatever line the expression stands */
function parseReturn(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const value = startsExpression(cx.kind) ? parseExpression(cx) : undefined;
  return { kind: "return", span: cx.spanFrom(start), ...(value === undefined ? {} : { value }) };
}

/** "if" Expr Block [ "else" ( If | Block ) ]; a chain of them is read in a loop. */
function parseIf(cx: Cursor): IfStatement {
  const branches: { start: number; condition: Expression; body: Block }[] = [];
  let alternative: IfStatement | Block | undefined;
  const { elseIfs } = cx;
  for (;;) {
    const start = cx.start;
    cx.advance();
    const condition = cx.head();
    const body = parseBlock(cx);
    branches.push({ start, condition, body });
    if (!cx.eat(Token.Else)) {
      break;
    }
    if (cx.kind !== Token.If) {
      alternative = parseBlock(cx);
      break;
    }
    cx.enterElseIf();
  }
  cx.elseIfs = elseIfs;
  for (const { start, condition, body } of branches.reverse()) {
    alternative = { kind: "if", span: cx.spanFrom(start), condition, body, ...(alternative === undefined ? {} : { alternative }) };
  }
  return alternative as IfStatement;
}

/** "for" IDENT "in" Expr [ ".." Expr ] Block */
function parseFor(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const name = cx.expectName("a variable name");
  cx.expect(Token.In, "`in`");
  const source = cx.head();
  const end = cx.eat(Token.DotDot) ? cx.head() : undefined;
  const body = parseBlock(cx);
  return { kind: "for", span: cx.spanFrom(start), name, source, ...(end === undefined ? {} : { end }), body };
}

/** "while" Expr Block */
function parseWhile(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const condition = cx.head();
  const body = parseBlock(cx);
  return { kind: "while", span: cx.spanFrom(start), condition, body };
}

/** "expect" Expr */
function parseExpect(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const condition = parseExpression(cx);
  return { kind: "expect", span: cx.spanFrom(start), condition };
}

/** ( "test" | "bench" ) STRING Block */
function parseTest(cx: Cursor, kind: "test" | "bench"): Statement {
  const start = cx.start;
  cx.advance();
  if (cx.kind !== Token.String) {
    cx.fail("a name in quotes");
  }
  const name = parseString(cx).value;
  const body = parseBlock(cx);
  return { kind, span: cx.spanFrom(start), name, body };
}

/** "update" IDENT "set" Map [ "where" Expr ] */
function parseUpdate(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const target = cx.expectName("a variable");
  cx.advance();
  const sets = parseMapLiteral(cx);
  const condition = cx.eat(Token.Where) ? parseExpression(cx) : undefined;
  return { kind: "update", span: cx.spanFrom(start), target, sets, ...(condition === undefined ? {} : { condition }) };
}

/** "try" Block [ "catch" IDENT Block ] [ "finally" Block ] */
function parseTry(cx: Cursor): TryStatement {
  const start = cx.start;
  const word = cx.tokenSpan;
  cx.advance();
  const body = parseBlock(cx);
  let handler: TryStatement["handler"];
  if (cx.kind === Token.Catch && isIdentifier(cx.ahead(1)) && cx.ahead(2) === Token.LeftBrace) {
    cx.advance();
    const name = cx.expectName();
    handler = { name, body: parseBlock(cx) };
  }
  const hasFinalizer = cx.kind === Token.Finally && cx.ahead(1) === Token.LeftBrace;
  if (hasFinalizer) {
    cx.advance();
  }
  const finalizer = hasFinalizer ? parseBlock(cx) : undefined;
  if (handler === undefined && finalizer === undefined) {
    cx.syntaxError("P086", word);
  }
  return {
    kind: "try",
    span: cx.spanFrom(start),
    body,
    ...(handler === undefined ? {} : { handler }),
    ...(finalizer === undefined ? {} : { finalizer }),
  };
}

/** "fetch" Expr "into" IDENT [ "with" Expr ], or the expression of the same word */
function parseFetchStatement(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const url = parseExpression(cx);
  if (cx.kind === Token.Into && isIdentifier(cx.ahead(1))) {
    cx.advance();
    const target = cx.expectName();
    const options = parseOptions(cx);
    return { kind: "fetch-into", span: cx.spanFrom(start), url, target, ...(options === undefined ? {} : { options }) };
  }
  const options = parseOptions(cx);
  const span = cx.spanFrom(start);
  return { kind: "expression", span, expression: { kind: "fetch", span, url, ...(options === undefined ? {} : { options }) } };
}
