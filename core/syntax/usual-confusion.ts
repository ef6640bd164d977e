// Remedies for tokens that other languages have and this one writes otherwise.
//
// In: a cursor on a token that can't stand where it stands. Out: a better help text than the
// code's, if the token and its neighbours look like `x += 1`, `a ? b : c`, `->` and the like.

import { isWord, Token, type TokenKind } from "./token.ts";

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
  if (kind >= Token.True && kind < Token.Identifier && isNamePlace(token.kindOf(index - 1))) {
    return `\`${token.tokenText}\` is a reserved word; choose another name.`;
  }
  return undefined;
}

function isArithmetic(kind: TokenKind): boolean {
  return kind === Token.Plus || kind === Token.Minus || kind === Token.Star || kind === Token.Slash || kind === Token.Percent;
}

/** Behind these words and signs only a name can stand. */
function isNamePlace(kind: TokenKind): boolean {
  return isWord(kind) ? kind === Token.Let || kind === Token.Var || kind === Token.Fun || kind === Token.For || kind === Token.Type : kind === Token.Dot;
}
