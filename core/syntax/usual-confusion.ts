// Remedies for tokens that other languages have and this one writes otherwise.
//
// In: a cursor on a token that can't stand where it stands. Out: a better help text than the
// code's, if the token and its neighbours look like `x += 1`, `a ? b : c`, `->` and the like.

import { nearestName } from "../source/suggest.ts";
import { isWord, Token, words, type TokenKind } from "./token.ts";

/** The part of a cursor that is looked at. */
export interface UnexpectedToken {
  readonly kind: TokenKind;
  readonly index: number;
  readonly tokenText: string;
  kindOf(index: number): TokenKind;
  touchesNext(index?: number): boolean;
}

/** What the user probably meant; undefined when nothing speaks for a confusion. */
export function usualConfusion(token: UnexpectedToken): string | undefined {
  const { kind, index } = token;
  const before = index > 0 && token.touchesNext(index - 1) ? token.kindOf(index - 1) : Token.End;
  if (kind === Token.Equal && isArithmetic(before)) {
    return "There is no compound assignment: write `x = x + 1`.";
  }
  if (kind === Token.Equal && (before === Token.EqualEqual || before === Token.BangEqual)) {
    return "Equality is `==` and `!=`; types never convert in it.";
  }
  if (kind === before && (kind === Token.Plus || kind === Token.Minus)) {
    return "There is no `++` or `--`: write `x = x + 1`.";
  }
  if (kind === Token.Star && before === Token.Star) {
    return "Powers are `pow(a, b)`.";
  }
  if ((kind === Token.Less && before === Token.Less) || (kind === Token.Greater && before === Token.Greater)) {
    return "Shifts are `shl(a, n)` and `shr(a, n)`.";
  }
  const beginsArrow = kind === Token.Minus && token.kindOf(index + 1) === Token.Greater && token.touchesNext(index);
  if (beginsArrow || (kind === Token.Greater && before === Token.Minus)) {
    return "The arrow is `=>`; the type of a result stands behind `:`.";
  }
  if (index > 0 && token.kindOf(index - 1) === Token.Question) {
    return "There is no `a ? b : c`: write `if a then b else c`.";
  }
  if (kind === Token.Equal && before === Token.DotDot) {
    return "A range ends before its second bound: write `1..n + 1`.";
  }
  if (kind === Token.Equal && isInCondition(token)) {
    return "Equality is `==`; `=` assigns, as a statement of its own.";
  }
  if (kind === Token.DotDot) {
    return "`a..b` stands in `for` only; `range(a, b)` is a list.";
  }
  if (kind === Token.Identifier && (token.tokenText === "and" || token.tokenText === "or")) {
    return "The logical operators are `&&`, `||` and `!`.";
  }
  if (kind === Token.Arrow && isOperandEnd(token.kindOf(index - 1))) {
    return "A function as a value is `fun(x: int) => x + 1`.";
  }
  if (token.kindOf(index - 1) === Token.For || (kind === Token.Comma && token.kindOf(index - 2) === Token.For)) {
    return "A loop is `for x in xs { … }` or `for i in 0..n { … }`: no parentheses, one variable.";
  }
  if (kind === Token.For && isOperandEnd(token.kindOf(index - 1))) {
    return "A list made from another is a query: `from x in xs select x * 2`.";
  }
  const isReserved = kind >= Token.True && kind < Token.Identifier;
  if (isReserved && token.kindOf(index + 1) === Token.Colon) {
    return `\`${token.tokenText}\` is a reserved word: choose another name, or quote it as the key of a map.`;
  }
  if (isReserved && isNamePlace(token.kindOf(index - 1))) {
    return `\`${token.tokenText}\` is a reserved word; choose another name.`;
  }
  return undefined;
}

function isArithmetic(kind: TokenKind): boolean {
  return kind === Token.Plus || kind === Token.Minus || kind === Token.Star || kind === Token.Slash || kind === Token.Percent;
}

/** Whether the token stands between `if` or `while` and the block. */
function isInCondition(token: UnexpectedToken): boolean {
  for (let at = token.index - 1; at >= 0; at--) {
    const kind = token.kindOf(at);
    if (kind === Token.If || kind === Token.While) {
      return true;
    }
    if (kind === Token.LeftBrace || kind === Token.RightBrace || kind === Token.Equal) {
      return false;
    }
  }
  return false;
}

/** What an expression may end with. */
function isOperandEnd(kind: TokenKind): boolean {
  return kind === Token.Identifier || kind === Token.Int || kind === Token.String || kind === Token.RightParen || kind === Token.RightBracket;
}

/** Behind these words and signs only a name can stand. */
function isNamePlace(kind: TokenKind): boolean {
  return isWord(kind) ? kind === Token.Let || kind === Token.Var || kind === Token.Fun || kind === Token.For || kind === Token.Type : kind === Token.Dot;
}

/** Words of other languages, and what they are here. */
const foreignWords: ReadonlyMap<string, string> = new Map([
  ["const", "let"],
  ["val", "let"],
  ["def", "fun"],
  ["fn", "fun"],
  ["func", "fun"],
  ["function", "fun"],
  ["elif", "else if"],
  ["elseif", "else if"],
  ["switch", "match"],
  ["case", "match"],
  ["foreach", "for"],
  ["struct", "type"],
  ["class", "type"],
  ["enum", "type"],
  ["throw", "panic"],
  ["raise", "panic"],
  ["assert", "expect"],
]);

const reserved = [...words()].filter(([, kind]) => kind < Token.Identifier).map(([word]) => word);

/** The word that a bare name at the beginning of a statement may stand for: `function`, `retrun`. */
export function meantWord(name: string): string | undefined {
  return foreignWords.get(name) ?? (name.length > 2 ? nearestName(name, reserved) : undefined);
}
