// The kinds of tokens and the stream that the lexer hands to the parser.
//
// Tokens are not objects: a ten-megabyte source has millions, so the stream is four parallel
// typed arrays. Reserved words and the contextual words of decisions.md §9 have kinds of their
// own; a contextual word is an identifier wherever the parser does not ask for it, which is why
// `Identifier` and all contextual kinds stand together at the end of the table.
// `:-` is no token: a rule's parser asks for a `:` with a `-` directly behind it.

import type { SourceFile } from "../source/source-file.ts";

const kinds = {
  // Literals. A format string is FormatStart, FormatText, then for each hole HoleOpen, the hole's
  // tokens, perhaps FormatSpec, HoleClose, FormatText, and FormatEnd at last.
  End: 0, Int: 1, BigInt: 2, Float: 3, Duration: 4, String: 5,
  FormatStart: 6, FormatText: 7, HoleOpen: 8, FormatSpec: 9, HoleClose: 10, FormatEnd: 11,
  // Punctuation.
  LeftParen: 12, RightParen: 13, LeftBracket: 14, RightBracket: 15, LeftBrace: 16, RightBrace: 17,
  Comma: 18, Colon: 19, Dot: 20, DotDot: 21, Ellipsis: 22, Question: 23, Arrow: 24, Equal: 25, Pipe: 26, Bang: 27,
  // Binary operators, in no particular order; parse-expression.ts knows their levels.
  Star: 28, Slash: 29, Percent: 30, Plus: 31, Minus: 32, Less: 33, LessEqual: 34, Greater: 35, GreaterEqual: 36,
  EqualEqual: 37, BangEqual: 38, AndAnd: 39, OrOr: 40, Coalesce: 41,
  // Reserved words.
  True: 42, False: 43, None: 44, Test: 45, Expect: 46, Agent: 47, Intent: 48, On: 49, Stream: 50, Emit: 51, Type: 52,
  Fun: 53, Extern: 54, Import: 55, Return: 56, Break: 57, Continue: 58, Let: 59, Var: 60, If: 61, Else: 62, Then: 63,
  For: 64, While: 65, In: 66, Generate: 67, Match: 68, Fetch: 69, Load: 70, Save: 71, Package: 72, Export: 73, Fact: 74,
  Rule: 75, All: 76,
  // Identifiers: the plain one first, then the words that mean something in places.
  Identifier: 77,
  As: 78, Asc: 79, Auto: 80, Bench: 81, By: 82, Catch: 83, Chan: 84, Desc: 85, Distinct: 86, Except: 87, Finally: 88,
  From: 89, Group: 90, Having: 91, Intersect: 92, Into: 93, Join: 94, Left: 95, Model: 96, Not: 97, Object: 98,
  Order: 99, Outer: 100, Query: 101, Right: 102, Select: 103, Set: 104, Skip: 105, Sort: 106, Spawn: 107, Take: 108, To: 109,
  Try: 110, Union: 111, Update: 112, Where: 113, With: 114,
} as const;

/**
 * Kind by name: `Token.Comma`. A plain literal underneath, so that the engine folds its fields into
 * the code; plain numbers to the type checker, which would narrow the parser's current kind otherwise.
 */
export const Token: Readonly<Record<keyof typeof kinds, number>> = kinds;

/** One of the numbers of `Token`. */
export type TokenKind = number;

const names = Object.keys(Token);

/** The name of a kind, for dumps. */
export function tokenName(kind: TokenKind): string {
  return names[kind] ?? "?";
}

/** Plain identifiers and contextual words. */
export function isIdentifier(kind: TokenKind): boolean {
  return kind >= Token.Identifier;
}

/** Whether the kind is a reserved or contextual word: its name in lower case is its text. */
export function isWord(kind: TokenKind): boolean {
  return kind >= Token.True && kind !== Token.Identifier;
}

/** Every word with a kind of its own, for the lexer's table. */
export function words(): ReadonlyMap<string, TokenKind> {
  const table = new Map<string, TokenKind>();
  for (const [name, kind] of Object.entries(Token)) {
    if (isWord(kind)) {
      table.set(name.toLowerCase(), kind);
    }
  }
  return table;
}

/** Bits of `TokenStream.flags`. */
export const TokenFlag = Object.freeze({
  /** A line break stands between the token before and this one (or this one is the first). */
  firstOnLine: 1,
  /** A `///` comment stands before this token. */
  documented: 2,
});

/** All tokens of one file; the last is `End` at the end of the text. */
export interface TokenStream {
  readonly source: SourceFile;
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly flags: Uint8Array;
  /** Offsets of the lexical errors; the parser keeps quiet on their lines. */
  readonly errorOffsets: readonly number[];
  /** From here on the text is the inside of a string or comment that never ends; else Infinity. */
  readonly brokenFrom: number;
}

/** One token a line: `1:5 Identifier x`. For `--dump=tokens`. */
export function printTokens(tokens: TokenStream, position: (offset: number) => string): string {
  const lines: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const start = tokens.starts[i] as number;
    const text = tokens.source.text.slice(start, tokens.ends[i]);
    lines.push(`${position(start)} ${tokenName(tokens.kinds[i] as number)} ${JSON.stringify(text)}`);
  }
  return `${lines.join("\n")}\n`;
}
