// Expressions: binary operators by precedence climbing, prefix and postfix operators in loops,
// and the primaries. Chains of operators, calls and fields build a left spine without recursion.
//
// Context decides three things (decisions.md §2, §6, §9): in a head `x {` is no struct literal; in
// a match arm a token that is first on its line may begin the next arm; `{` is a map, a set or,
// after an identifier, a struct literal, by what follows its first expression.

import type { BinaryOperator, Expression, MapEntry, Name, NamedValue } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isStructBody, skipConstructorType, startsArm, startsExpression, startsType } from "./lookahead.ts";
import { parseBigInt, parseBool, parseDuration, parseFloat, parseFormat, parseInt, parseString } from "./parse-literal.ts";
import { parseFetch, parseGenerate, parseLoad, parseSave } from "./parse-data.ts";
import { isLogicQuery, parseLogicQuery } from "./parse-logic.ts";
import { parseMatch } from "./parse-match.ts";
import { isQuery, parseQuery } from "./parse-query.ts";
import { parseLambdaSignature } from "./parse-signature.ts";
import { parseType } from "./parse-type.ts";
import { isIdentifier, Token, type TokenKind } from "./token.ts";

/** The level of each binary operator, loosest 1; 0 for everything else. */
const levels = new Uint8Array(256);
const operators: (BinaryOperator | undefined)[] = [];

function defineLevel(level: number, table: readonly (readonly [TokenKind, BinaryOperator])[]): void {
  for (const [kind, operator] of table) {
    levels[kind] = level;
    operators[kind] = operator;
  }
}

defineLevel(1, [[Token.Union, "union"], [Token.Except, "except"], [Token.Intersect, "intersect"]]);
defineLevel(2, [[Token.Coalesce, "??"]]);
defineLevel(3, [[Token.OrOr, "||"]]);
defineLevel(4, [[Token.AndAnd, "&&"]]);
defineLevel(5, [[Token.EqualEqual, "=="], [Token.BangEqual, "!="], [Token.In, "in"]]);
defineLevel(6, [[Token.Less, "<"], [Token.LessEqual, "<="], [Token.Greater, ">"], [Token.GreaterEqual, ">="]]);
defineLevel(7, [[Token.Plus, "+"], [Token.Minus, "-"]]);
defineLevel(8, [[Token.Star, "*"], [Token.Slash, "/"], [Token.Percent, "%"]]);

/** Expr = Unary { BinOp [ "all" ] Unary }, nested by precedence. */
export function parseExpression(cx: Cursor): Expression {
  cx.enter();
  const result = parseBinary(cx, 1);
  cx.leave();
  return result;
}

/** Goes on behind a first operand that was already read: `{ x` of a match arm may be a block. */
export function parseExpressionFrom(cx: Cursor, first: Expression): Expression {
  return parseOperators(cx, parsePostfix(cx, first, true), 1);
}

function parseBinary(cx: Cursor, minimum: number): Expression {
  return parseOperators(cx, parseUnary(cx), minimum);
}

function parseOperators(cx: Cursor, first: Expression, minimum: number): Expression {
  let left = first;
  for (;;) {
    const kind = cx.kind;
    const level = levels[kind] as number;
    if (level < minimum || level === 0) {
      return left;
    }
    if (isIdentifier(kind) && !startsExpression(cx.ahead(1)) && cx.ahead(1) !== Token.All) {
      return left;
    }
    if (beginsNextArm(cx)) {
      return left;
    }
    const opSpan = cx.tokenSpan;
    let op = operators[kind] as BinaryOperator;
    cx.advance();
    if (cx.eat(Token.All) && op === "union") {
      op = "union all";
    }
    const right = parseBinary(cx, level + 1);
    left = { kind: "binary", span: { file: cx.file, start: left.span.start, end: right.span.end }, op, opSpan, left, right };
  }
}

/** Whether the operator-like token here is first on its line and really begins the next match arm. */
function beginsNextArm(cx: Cursor): boolean {
  return cx.inArm && cx.isFirstOnLine() && startsArm(cx);
}

/** Unary = { "-" | "!" } Postfix, applied from right to left. */
export function parseUnary(cx: Cursor): Expression {
  if (cx.kind !== Token.Minus && cx.kind !== Token.Bang) {
    return parsePostfix(cx, parsePrimary(cx), true);
  }
  const signs: { op: "-" | "!"; start: number }[] = [];
  const { depth } = cx;
  while (cx.kind === Token.Minus || cx.kind === Token.Bang) {
    cx.enter();
    signs.push({ op: cx.kind === Token.Minus ? "-" : "!", start: cx.start });
    cx.advance();
  }
  let operand: Expression;
  if (cx.kind === Token.Int && signs[signs.length - 1]?.op === "-" && cx.tokenText === "9223372036854775808") {
    operand = parsePostfix(cx, parseInt(cx, signs.pop()?.start), true);
  } else {
    operand = parsePostfix(cx, parsePrimary(cx), true);
  }
  cx.depth = depth;
  for (const sign of signs.reverse()) {
    operand = { kind: "unary", span: { file: cx.file, start: sign.start, end: operand.span.end }, op: sign.op, operand };
  }
  return operand;
}

/** An operand without binary operators and without `as`: the path of `load` and `save`. */
export function parseOperand(cx: Cursor): Expression {
  cx.enter();
  const operand = parsePostfix(cx, parsePrimary(cx), false);
  cx.leave();
  return operand;
}

/** Postfix = Primary { Call | Index | "." IDENT | "?" "." IDENT | "?" "[" Expr "]" | "as" Type } */
function parsePostfix(cx: Cursor, primary: Expression, allowsCast: boolean): Expression {
  let value = primary;
  const start = primary.span.start;
  for (;;) {
    switch (cx.kind) {
      case Token.LeftParen:
        if (beginsNextArm(cx)) {
          return value;
        }
        value = parseCall(cx, value);
        break;
      case Token.LeftBracket:
        if (beginsNextArm(cx)) {
          return value;
        }
        value = parseIndex(cx, value);
        break;
      case Token.Dot: {
        cx.advance();
        const name = cx.expectName("a name after `.`");
        const receiver = value;
        if (cx.kind === Token.LeftBrace && receiver.kind === "name" && isStructBody(cx)) {
          value = parseStruct(cx, name, { text: receiver.name, span: receiver.span });
        } else {
          value = { kind: "field", span: cx.spanFrom(start), receiver, name, safe: false };
        }
        break;
      }
      case Token.Question:
        if (cx.ahead(1) === Token.Dot) {
          cx.advance();
          cx.advance();
          const name = cx.expectName("a name after `?.`");
          value = { kind: "field", span: cx.spanFrom(start), receiver: value, name, safe: true };
        } else if (cx.ahead(1) === Token.LeftBracket) {
          value = parseSafeIndex(cx, value);
        } else {
          cx.advance();
          cx.fail("`.` or `[` after `?`");
        }
        break;
      case Token.As: {
        if (!allowsCast || isAsName(cx) || beginsNextArm(cx)) {
          return value;
        }
        const asSpan = cx.tokenSpan;
        cx.advance();
        const type = parseType(cx);
        value = { kind: "cast", span: cx.spanFrom(start), value, type, asSpan };
        break;
      }
      default:
        return value;
    }
  }
}

/** Whether the word `as` here is a variable that begins the next statement. */
function isAsName(cx: Cursor): boolean {
  return cx.isFirstOnLine() && !startsType(cx.ahead(1));
}

/** "(" [ Expr { "," Expr } ] ")" */
function parseCall(cx: Cursor, callee: Expression): Expression {
  const openSpan = cx.tokenSpan;
  cx.advance();
  const args = cx.inBrackets(parseArguments);
  cx.expect(Token.RightParen, "`)` or `,`", { code: "P052", opened: openSpan.start });
  return { kind: "call", span: cx.spanFrom(callee.span.start), callee, args, openSpan };
}

function parseArguments(cx: Cursor): readonly Expression[] {
  const args: Expression[] = [];
  if (startsExpression(cx.kind)) {
    args.push(parseExpression(cx));
    while (cx.eat(Token.Comma)) {
      args.push(parseExpression(cx));
    }
  }
  return args;
}

/** "[" [ Expr ] [ ":" [ Expr ] [ ":" [ Expr ] ] ] "]", with at least one Expr. */
function parseIndex(cx: Cursor, receiver: Expression): Expression {
  const openSpan = cx.tokenSpan;
  cx.advance();
  const parts: (Expression | undefined)[] = [];
  cx.inBrackets(() => {
    parts.push(startsExpression(cx.kind) ? parseExpression(cx) : undefined);
    while (parts.length < 3 && cx.eat(Token.Colon)) {
      parts.push(startsExpression(cx.kind) ? parseExpression(cx) : undefined);
    }
  });
  cx.expect(Token.RightBracket, "`]`");
  const span = cx.spanFrom(receiver.span.start);
  const [start, end, step] = parts;
  if (start === undefined && end === undefined && step === undefined) {
    cx.shapeError("P060", openSpan);
  }
  if (parts.length === 1) {
    const index = start ?? { kind: "none", span: openSpan };
    return { kind: "index", span, receiver, index, safe: false, openSpan };
  }
  return {
    kind: "slice",
    span,
    receiver,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(step === undefined ? {} : { step }),
    openSpan,
  };
}

/** "?" "[" Expr "]" */
function parseSafeIndex(cx: Cursor, receiver: Expression): Expression {
  cx.advance();
  const openSpan = cx.tokenSpan;
  cx.advance();
  const index = cx.inBrackets(parseExpression);
  cx.expect(Token.RightBracket, "`]`");
  return { kind: "index", span: cx.spanFrom(receiver.span.start), receiver, index, safe: true, openSpan };
}

function parsePrimary(cx: Cursor): Expression {
  const kind = cx.kind;
  if (kind === Token.Identifier) {
    return parseNamed(cx);
  }
  switch (kind) {
    case Token.Int:
      return parseInt(cx);
    case Token.String:
      return parseString(cx);
    case Token.Float:
      return parseFloat(cx);
    case Token.True:
    case Token.False:
      return parseBool(cx);
    case Token.LeftParen:
      return parseParen(cx);
    case Token.LeftBracket:
      return parseList(cx);
    case Token.LeftBrace:
      return parseBraces(cx, "anywhere");
    case Token.None: {
      const span = cx.tokenSpan;
      cx.advance();
      return { kind: "none", span };
    }
    case Token.BigInt:
      return parseBigInt(cx);
    case Token.Duration:
      return parseDuration(cx);
    case Token.FormatStart:
      return parseFormat(cx);
    case Token.Fun:
      return parseLambda(cx);
    case Token.If:
      return parseIfExpression(cx);
    case Token.Match:
      return parseMatch(cx, parseBlockOrBraces);
    case Token.Generate:
      return parseGenerate(cx, parseNamedValues);
    case Token.Fetch:
      return parseFetch(cx);
    case Token.Load:
      return parseLoad(cx, parseOperand);
    case Token.Save:
      return parseSave(cx, parseOperand);
    default:
      break;
  }
  if (!isIdentifier(kind)) {
    return cx.fail("an expression");
  }
  if (kind === Token.From && isQuery(cx)) {
    return parseQuery(cx);
  }
  if (kind === Token.Query && isLogicQuery(cx)) {
    return parseLogicQuery(cx);
  }
  if ((kind === Token.Set || kind === Token.Chan) && skipConstructorType(cx) >= 0) {
    return parseConstructor(cx);
  }
  return parseNamed(cx);
}

/** A name, or a struct literal. */
function parseNamed(cx: Cursor): Expression {
  const span = cx.tokenSpan;
  const text = cx.tokenText;
  cx.advance();
  if (cx.kind === Token.LeftBrace && isStructBody(cx)) {
    return parseStruct(cx, { text, span });
  }
  return { kind: "name", span, name: text };
}

/** "{" [ IDENT ":" Expr { "," IDENT ":" Expr } ] [ "," ] "}" behind the name */
function parseStruct(cx: Cursor, name: Name, qualifier?: Name): Expression {
  const fields = parseNamedValues(cx);
  const start = (qualifier ?? name).span.start;
  return { kind: "struct", span: cx.spanFrom(start), ...(qualifier === undefined ? {} : { qualifier }), name, fields };
}

/** The braces of struct literals, `emit` and `generate`. */
export function parseNamedValues(cx: Cursor): readonly NamedValue[] {
  const opened = cx.start;
  cx.expect(Token.LeftBrace, "`{`", { code: "P001" });
  const fields: NamedValue[] = [];
  cx.inBrackets(() => {
    while (isIdentifier(cx.kind)) {
      const name = cx.expectName("a field name");
      cx.expect(Token.Colon, "`:`");
      fields.push({ name, value: parseExpression(cx) });
      if (!cx.eat(Token.Comma)) {
        return;
      }
    }
    if (fields.length === 0) {
      cx.eat(Token.Comma);
    }
  });
  cx.expect(Token.RightBrace, "`}` or `,`", { code: "P001", opened });
  return fields;
}

/** "(" Expr ")" */
function parseParen(cx: Cursor): Expression {
  const start = cx.start;
  cx.advance();
  const inner = cx.inBrackets(parseExpression);
  cx.expect(Token.RightParen, "`)`", { code: "P052", opened: start });
  return { kind: "paren", span: cx.spanFrom(start), inner };
}

/** "[" [ Expr { "," Expr } ] [ "," ] "]" */
function parseList(cx: Cursor): Expression {
  const start = cx.start;
  cx.advance();
  const items = cx.inBrackets(parseItems);
  cx.expect(Token.RightBracket, "`]` or `,`", { opened: start });
  return { kind: "list", span: cx.spanFrom(start), items };
}

function parseItems(cx: Cursor): readonly Expression[] {
  const items: Expression[] = [];
  if (cx.eat(Token.Comma)) {
    return items;
  }
  while (startsExpression(cx.kind)) {
    items.push(parseExpression(cx));
    if (!cx.eat(Token.Comma)) {
      break;
    }
  }
  return items;
}

/** Where a brace stands decides whether it may hold a set. */
type BracePlace = "anywhere" | "after-arrow";

/** A map or a set, by what follows the first expression. */
function parseBraces(cx: Cursor, place: BracePlace): Expression {
  const start = cx.start;
  cx.advance();
  if (cx.kind === Token.RightBrace || cx.kind === Token.Comma) {
    cx.eat(Token.Comma);
    cx.expect(Token.RightBrace, "`}`", { code: "P001" });
    return { kind: "map", span: cx.spanFrom(start), entries: [] };
  }
  if (!startsExpression(cx.kind)) {
    cx.fail("an expression or `}`", { code: "P001" });
  }
  const first = cx.inBrackets(parseExpression);
  return parseBracesFrom(cx, start, first, place);
}

/** Goes on behind `{ Expr`. */
function parseBracesFrom(cx: Cursor, start: number, first: Expression, place: BracePlace): Expression {
  if (cx.kind === Token.Colon) {
    return cx.inBrackets(() => parseMapFrom(cx, start, first));
  }
  if (cx.kind === Token.Comma) {
    if (place === "after-arrow") {
      cx.syntaxError("P090", { file: cx.file, start, end: start + 1 });
    }
    cx.advance();
    const items = [first, ...cx.inBrackets(parseItems)];
    cx.expect(Token.RightBrace, "`}` or `,`", { code: "P001" });
    return { kind: "set", span: cx.spanFrom(start), items };
  }
  if (cx.kind === Token.RightBrace) {
    cx.syntaxError("P083", cx.tokenSpan);
    cx.advance();
    return { kind: "set", span: cx.spanFrom(start), items: [first] };
  }
  return cx.fail("`:` or `,`");
}

/** The cursor stands on the `:` behind the first key. */
function parseMapFrom(cx: Cursor, start: number, firstKey: Expression): Expression {
  const entries: MapEntry[] = [];
  let key = firstKey;
  for (;;) {
    cx.expect(Token.Colon, "`:`");
    entries.push(newMapEntry(key, parseExpression(cx)));
    if (!cx.eat(Token.Comma) || !startsExpression(cx.kind)) {
      break;
    }
    key = parseExpression(cx);
  }
  cx.expect(Token.RightBrace, "`}` or `,`", { code: "P001", opened: start });
  return { kind: "map", span: cx.spanFrom(start), entries };
}

/** A bare identifier as key means the string of its name. */
function newMapEntry(key: Expression, value: Expression): MapEntry {
  if (key.kind === "name") {
    return { key: { kind: "string", span: key.span, value: key.name }, bare: true, value };
  }
  return { key, bare: false, value };
}

/** A map literal where nothing else may stand: `update … set {…}`. */
export function parseMapLiteral(cx: Cursor): readonly MapEntry[] {
  const braces = cx.kind === Token.LeftBrace ? parseBraces(cx, "anywhere") : cx.fail("`{`", { code: "P001" });
  if (braces.kind !== "map") {
    cx.failWith("P999", braces.span, ["a set", "`{name: value}`"]);
  }
  return braces.entries;
}

/**
 * What stands behind `=>` in a match arm when it begins with a brace: a map if `}` or `Expr :` follows,
 * else a block. The first expression is read once and becomes a key or the first statement.
 */
function parseBlockOrBraces(cx: Cursor, readBlock: (first?: Expression) => Expression | undefined): Expression | undefined {
  const start = cx.start;
  if (cx.ahead(1) === Token.RightBrace || (cx.ahead(1) === Token.Comma && cx.ahead(2) === Token.RightBrace)) {
    return parseExpression(cx);
  }
  cx.advance();
  if (!startsExpression(cx.kind) || isStatementStart(cx)) {
    return readBlock();
  }
  const first = cx.inBrackets(parseExpression);
  if (cx.kind === Token.Colon || cx.kind === Token.Comma) {
    return parseExpressionFrom(cx, parseBracesFrom(cx, start, first, "after-arrow"));
  }
  return readBlock(first);
}

/** Statements that begin like expressions and are none. */
function isStatementStart(cx: Cursor): boolean {
  switch (cx.kind) {
    case Token.If:
    case Token.Fetch:
      return true;
    case Token.Fun:
      return isIdentifier(cx.ahead(1));
    case Token.Try:
    case Token.Select:
      return cx.ahead(1) === Token.LeftBrace;
    case Token.Spawn:
    case Token.Update:
    case Token.Model:
      return isIdentifier(cx.ahead(1));
    case Token.Bench:
      return cx.ahead(1) === Token.String;
    default:
      return false;
  }
}

/** FunExpr = "fun" Signature ( Block | "=>" Expr ) */
function parseLambda(cx: Cursor): Expression {
  const start = cx.start;
  cx.advance();
  const signature = parseLambdaSignature(cx);
  const wordSpan = { file: cx.file, start, end: start + 3 };
  if (cx.kind === Token.LeftBrace) {
    const { inHead, inArm } = cx;
    const body = cx.rules.block(cx);
    cx.inHead = inHead;
    cx.inArm = inArm;
    if (cx.kind === Token.Arrow) {
      cx.shapeError("P070", wordSpan, ["function literal has 2 bodies set, expected exactly 1 of {block, expr}"], {
        help: "Keep one body: `{ … }` or `=> expression`.",
      });
      cx.advance();
      parseExpression(cx);
    }
    return { kind: "fun-expression", span: cx.spanFrom(start), signature, body };
  }
  if (cx.eat(Token.Arrow)) {
    const body = cx.kind === Token.LeftBrace ? parseExpressionFrom(cx, parseBraces(cx, "after-arrow")) : parseExpression(cx);
    return { kind: "fun-expression", span: cx.spanFrom(start), signature, body };
  }
  cx.shapeError("P070", wordSpan, ["function literal has 0 bodies set, expected exactly 1 of {block, expr}"], {
    help: "Give the function a body: `{ … }` or `=> expression`.",
  });
  const span = cx.spanFrom(start);
  return { kind: "fun-expression", span, signature, body: { kind: "block", span, statements: [] } };
}

/** "if" Expr ( "{" Expr "}" | "then" Expr ) [ "else" ( IfExpr | "{" Expr "}" | Expr ) ] */
function parseIfExpression(cx: Cursor): Expression {
  const branches: { start: number; condition: Expression; then: Expression }[] = [];
  let otherwise: Expression | undefined;
  const { elseIfs } = cx;
  for (;;) {
    const start = cx.start;
    cx.advance();
    const condition = cx.head();
    const then = parseThen(cx);
    branches.push({ start, condition, then });
    if (!cx.eat(Token.Else)) {
      break;
    }
    if (cx.kind === Token.If) {
      cx.enterElseIf();
      continue;
    }
    otherwise = cx.kind === Token.LeftBrace ? parseElseBraces(cx) : parseExpression(cx);
    break;
  }
  cx.elseIfs = elseIfs;
  for (const { start, condition, then } of branches.reverse()) {
    otherwise = { kind: "if-expression", span: cx.spanFrom(start), condition, then, ...(otherwise === undefined ? {} : { otherwise }) };
  }
  return otherwise as Expression;
}

function parseThen(cx: Cursor): Expression {
  if (cx.eat(Token.Then)) {
    return parseExpression(cx);
  }
  if (cx.kind !== Token.LeftBrace) {
    cx.fail("`{` or `then`");
  }
  cx.advance();
  const value = cx.inBrackets(parseExpression);
  cx.expect(Token.RightBrace, "`}`", { code: "P001" });
  return value;
}

/** Behind `else`: `{ Expr }` is the branch, `{ key: … }` and `{}` are maps. */
function parseElseBraces(cx: Cursor): Expression {
  const start = cx.start;
  if (cx.ahead(1) === Token.RightBrace) {
    return parseExpression(cx);
  }
  cx.advance();
  const value = cx.inBrackets(parseExpression);
  if (cx.eat(Token.RightBrace)) {
    return value;
  }
  if (cx.kind === Token.Colon || cx.kind === Token.Comma) {
    return parseExpressionFrom(cx, parseBracesFrom(cx, start, value, "after-arrow"));
  }
  return cx.fail("`}`", { code: "P001" });
}

/** `set<T>()`, `chan<T>()`, `chan<T>(capacity)` */
function parseConstructor(cx: Cursor): Expression {
  const start = cx.start;
  const isSet = cx.kind === Token.Set;
  cx.advance();
  cx.advance();
  const element = parseType(cx);
  cx.expect(Token.Greater, "`>`");
  cx.expect(Token.LeftParen, "`(`", { code: "P052" });
  const capacity = isSet || cx.kind === Token.RightParen ? undefined : cx.inBrackets(parseExpression);
  cx.expect(Token.RightParen, "`)`", { code: "P052" });
  const span = cx.spanFrom(start);
  return isSet ? { kind: "new-set", span, element } : { kind: "new-channel", span, element, ...(capacity === undefined ? {} : { capacity }) };
}
