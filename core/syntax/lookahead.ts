// Questions about the tokens ahead that one token can't answer. Nothing is consumed or reported:
// each function takes the index of a token and returns the index behind the construct, or -1.
// All are linear in what they skip, and each is asked at most once per token, so parsing is linear.

import { MAX_NESTING, type Cursor } from "./cursor.ts";
import { isIdentifier, Token, type TokenKind } from "./token.ts";

/** Whether an expression can begin with the token. */
export function startsExpression(kind: TokenKind): boolean {
  switch (kind) {
    case Token.Int:
    case Token.BigInt:
    case Token.Float:
    case Token.Duration:
    case Token.String:
    case Token.FormatStart:
    case Token.LeftParen:
    case Token.LeftBracket:
    case Token.LeftBrace:
    case Token.Minus:
    case Token.Bang:
    case Token.True:
    case Token.False:
    case Token.None:
    case Token.Fun:
    case Token.If:
    case Token.Match:
    case Token.Generate:
    case Token.Fetch:
    case Token.Load:
    case Token.Save:
      return true;
    default:
      return isIdentifier(kind);
  }
}

/** Whether a type can begin with the token. */
export function startsType(kind: TokenKind): boolean {
  return isIdentifier(kind) || kind === Token.Fun || kind === Token.LeftBrace;
}

/** Whether `name {` (the cursor stands on the brace) is a struct literal rather than a block. */
export function isStructBody(cx: Cursor): boolean {
  if (isIdentifier(cx.ahead(1)) && cx.ahead(2) === Token.Colon) {
    return true;
  }
  return !cx.inHead && (cx.ahead(1) === Token.RightBrace || !cx.isFirstOnLine());
}

/** Whether a match arm begins here: `Pattern =>` or `Pattern if`. */
export function startsArm(cx: Cursor): boolean {
  const end = skipPattern(cx, cx.index, 0);
  return end >= 0 && (cx.kindOf(end) === Token.Arrow || cx.kindOf(end) === Token.If);
}

/** `set<Type>(` and `chan<Type>(`: the index of the `(`. */
export function skipConstructorType(cx: Cursor): number {
  if (cx.ahead(1) !== Token.Less) {
    return -1;
  }
  const end = skipType(cx, cx.index + 2, 0);
  return end >= 0 && cx.kindOf(end) === Token.Greater && cx.kindOf(end + 1) === Token.LeftParen ? end + 1 : -1;
}

function skipPattern(cx: Cursor, index: number, depth: number): number {
  let end = skipSinglePattern(cx, index, depth);
  while (end >= 0 && cx.kindOf(end) === Token.Pipe) {
    end = skipSinglePattern(cx, end + 1, depth);
  }
  return end;
}

function skipSinglePattern(cx: Cursor, index: number, depth: number): number {
  if (depth > MAX_NESTING) {
    return -1;
  }
  const kind = cx.kindOf(index);
  switch (kind) {
    case Token.Int:
    case Token.BigInt:
    case Token.Float:
    case Token.Duration:
    case Token.String:
    case Token.True:
    case Token.False:
    case Token.None:
      return index + 1;
    case Token.Minus: {
      const number = cx.kindOf(index + 1);
      const isNumber = number === Token.Int || number === Token.BigInt || number === Token.Float || number === Token.Duration;
      return isNumber ? index + 2 : -1;
    }
    case Token.LeftParen: {
      const end = skipPattern(cx, index + 1, depth + 1);
      return end >= 0 && cx.kindOf(end) === Token.RightParen ? end + 1 : -1;
    }
    case Token.LeftBracket:
      return skipPatternList(cx, index + 1, depth, Token.RightBracket);
    default:
      break;
  }
  if (!isIdentifier(kind)) {
    return -1;
  }
  let end = index + 1;
  if (cx.kindOf(end) === Token.Dot && isIdentifier(cx.kindOf(end + 1)) && cx.kindOf(end + 2) === Token.LeftParen) {
    end += 2;
  }
  return cx.kindOf(end) === Token.LeftParen ? skipPatternList(cx, end + 1, depth, Token.RightParen) : end;
}

/** The inside of `(…)` or `[…]` up to behind the closing bracket. */
function skipPatternList(cx: Cursor, index: number, depth: number, close: TokenKind): number {
  let at = index;
  while (cx.kindOf(at) !== close) {
    if (cx.kindOf(at) === Token.Ellipsis) {
      at = isIdentifier(cx.kindOf(at + 1)) ? at + 2 : at + 1;
    } else {
      if (close === Token.RightParen && isIdentifier(cx.kindOf(at)) && cx.kindOf(at + 1) === Token.Colon) {
        at += 2;
      }
      at = skipPattern(cx, at, depth + 1);
    }
    if (at < 0) {
      return -1;
    }
    if (cx.kindOf(at) === Token.Comma) {
      at++;
    } else if (cx.kindOf(at) !== close) {
      return -1;
    }
  }
  return at + 1;
}

function skipType(cx: Cursor, index: number, depth: number): number {
  if (depth > MAX_NESTING) {
    return -1;
  }
  let end = skipPlainType(cx, index, depth);
  if (end >= 0 && cx.kindOf(end) === Token.Question) {
    end++;
  }
  return end;
}

function skipPlainType(cx: Cursor, index: number, depth: number): number {
  const kind = cx.kindOf(index);
  if (kind === Token.Fun && cx.kindOf(index + 1) === Token.LeftParen) {
    let at = index + 2;
    while (at >= 0 && cx.kindOf(at) !== Token.RightParen) {
      at = skipSeparated(cx, skipType(cx, at, depth + 1), Token.RightParen);
    }
    if (at < 0) {
      return -1;
    }
    return cx.kindOf(at + 1) === Token.Colon ? skipType(cx, at + 2, depth + 1) : at + 1;
  }
  if (kind === Token.LeftBrace) {
    let at = index + 1;
    while (at >= 0 && cx.kindOf(at) !== Token.RightBrace) {
      const isField = isIdentifier(cx.kindOf(at)) && cx.kindOf(at + 1) === Token.Colon;
      at = isField ? skipSeparated(cx, skipType(cx, at + 2, depth + 1), Token.RightBrace) : -1;
    }
    return at < 0 ? -1 : at + 1;
  }
  if (!isIdentifier(kind)) {
    return -1;
  }
  if (cx.kindOf(index + 1) === Token.Dot && isIdentifier(cx.kindOf(index + 2))) {
    return index + 3;
  }
  if (cx.kindOf(index + 1) !== Token.Less) {
    return index + 1;
  }
  let at = index + 2;
  do {
    at = skipSeparated(cx, skipType(cx, at, depth + 1), Token.Greater);
  } while (at >= 0 && cx.kindOf(at) !== Token.Greater);
  return at < 0 ? -1 : at + 1;
}

/** Behind the comma, or at the closing token. */
function skipSeparated(cx: Cursor, index: number, close: TokenKind): number {
  if (index < 0) {
    return -1;
  }
  return cx.kindOf(index) === Token.Comma ? index + 1 : cx.kindOf(index) === close ? index : -1;
}
