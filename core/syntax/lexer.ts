// Source text to tokens.
//
// In: a source file. Out: the token stream; reports P040, P041, P042, P043, P046 and P082. All
// other mistakes are left to the parser: the lexer always reaches the end of the file. The rules are
// core.md §1 with decisions.md §2, §4 and §9: `5s` and `123n` are literals, digits inside an identifier
// are nothing special, and the holes of f-strings are lexed in place, between their own brackets.
// Errors that the reference finds in a scan of its own (P040, P042, P043, P046, columns in bytes)
// come before the others, whatever their place.

import { newDiagnostic } from "../source/report.ts";
import type { Diagnostic, Diagnostics } from "../source/diagnostic.ts";
import type { DiagnosticCode } from "../source/codes.ts";
import type { SourceFile } from "../source/source-file.ts";
import { durationValue, isDurationUnit } from "./duration-literal.ts";
import { hasBadEscape } from "./string-text.ts";
import { Token, TokenFlag, words, type TokenKind, type TokenStream } from "./token.ts";

/** After so many lexical errors the rest of them is not worth reading. */
const MAX_ERRORS = 50;

const LF = 10, BLANK = 32, QUOTE = 34, HASH = 35, STAR = 42, SLASH = 47, DOT = 46, BACKSLASH = 92;
const LBRACE = 123, RBRACE = 125;

// Classes of ASCII characters.
const OTHER = 0, SPACE = 1, PUNCTUATION = 2, LETTER = 3, DIGIT = 4;
/** The first class whose characters continue a word. */
const IN_WORDS = LETTER;
const classOf = new Uint8Array(128);
for (const c of " \t\r\n;") classOf[c.charCodeAt(0)] = SPACE;
for (let c = 97; c <= 122; c++) classOf[c] = classOf[c - 32] = LETTER;
classOf[95] = LETTER;
for (let c = 48; c <= 57; c++) classOf[c] = DIGIT;
for (const c of "=!<>&|:.?+-*/%{}[](),") classOf[c.charCodeAt(0)] = PUNCTUATION;

// Words by a hash of their ends and their length: open addressing, 512 slots.
const WORD_SLOTS = 512;
const slotOf = (first: number, last: number, length: number): number => (first + last * 13 + length * 101) & (WORD_SLOTS - 1);
const longestWord = 9;
const wordTexts: string[] = new Array<string>(WORD_SLOTS).fill("");
const wordKinds = new Uint8Array(WORD_SLOTS);
for (const [word, kind] of words()) {
  let slot = slotOf(word.charCodeAt(0), word.charCodeAt(word.length - 1), word.length);
  while (wordTexts[slot] !== "") slot = (slot + 1) & (WORD_SLOTS - 1);
  wordTexts[slot] = word;
  wordKinds[slot] = kind;
}

// Functions, because V8 needs a millisecond for such a class when it meets it; few sources do.
const beginsIdentifier = (character: string): boolean => /[\p{L}\p{So}_]/u.test(character);
const continuesIdentifier = (character: string): boolean => /[\p{L}\p{So}\p{N}_]/u.test(character);
/** What makes a number run into a name: as `continuesIdentifier`, but of the numbers decimal digits only. */
const runsOn = (character: string): boolean => /[\p{L}\p{So}\p{Nd}_]/u.test(character);

/** The tokens of a file. Never fails; what is wrong is reported. */
export function lex(file: number, source: SourceFile, diagnostics: Diagnostics): TokenStream {
  const lexer = new Lexer(file, source);
  lexer.run();
  for (const diagnostic of [...lexer.scanErrors, ...lexer.tokenErrors]) {
    diagnostics.add(diagnostic);
  }
  return lexer.finish();
}

/** The f-string whose hole is being lexed. */
interface OpenFormat {
  readonly start: number;
  readonly triple: boolean;
  /** Depth of brackets inside which the hole stands. */
  readonly depth: number;
  /** 1: behind the word `fun`, 2: behind its `)`, where a `:` belongs to the header. */
  header: 0 | 1 | 2;
}

class Lexer {
  readonly scanErrors: Diagnostic[] = [];
  readonly tokenErrors: Diagnostic[] = [];
  readonly errorOffsets: number[] = [];
  private readonly file: number;
  private readonly source: SourceFile;
  private readonly text: string;
  private brokenFrom = Infinity;
  private count = 0;
  /** Of the arrays below. */
  private capacity: number;
  private kinds: Uint8Array;
  private starts: Uint32Array;
  private ends: Uint32Array;
  private flags: Uint8Array;
  /** Flags that the next token gets. */
  private pending: number = TokenFlag.firstOnLine;
  /** Open `(`, `[` and `{`, counted only to find the end of a hole. */
  private depth = 0;
  private readonly formats: OpenFormat[] = [];
  /** The end of the last line on which a stray character was reported. */
  private invalidUntil = 0;

  constructor(file: number, source: SourceFile) {
    this.file = file;
    this.source = source;
    this.text = source.text;
    const capacity = (source.text.length >> 2) + 64;
    this.capacity = capacity;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  run(): void {
    const text = this.text;
    const length = text.length;
    let at = 0;
    while (at < length) {
      const c = text.charCodeAt(at);
      const kind = c < 128 ? (classOf[c] as number) : OTHER;
      if (kind === SPACE) {
        if (c === LF) this.pending |= TokenFlag.firstOnLine;
        do at++; while (text.charCodeAt(at) === BLANK);
      } else if (kind === LETTER) {
        at = this.word(at);
      } else if (kind === PUNCTUATION) {
        at = this.punctuation(at, c);
      } else if (kind === DIGIT) {
        at = this.number(at);
      } else if (c === QUOTE) {
        at = this.string(at);
      } else if (c === HASH) {
        at = this.lineEnd(at);
      } else {
        at = this.other(at);
      }
    }
    const open = this.formats[0];
    if (open !== undefined) {
      this.unterminatedString(open.start);
    }
    this.push(Token.End, length, length);
  }

  finish(): TokenStream {
    const { source, count, errorOffsets, brokenFrom } = this;
    const cut = this.kinds.length > count * 2;
    return {
      source,
      count,
      kinds: cut ? this.kinds.slice(0, count) : this.kinds,
      starts: cut ? this.starts.slice(0, count) : this.starts,
      ends: cut ? this.ends.slice(0, count) : this.ends,
      flags: cut ? this.flags.slice(0, count) : this.flags,
      errorOffsets,
      brokenFrom,
    };
  }

  private push(kind: TokenKind, start: number, end: number): void {
    const index = this.count++;
    if (index === this.capacity) {
      this.grow();
    }
    this.kinds[index] = kind;
    this.starts[index] = start;
    this.ends[index] = end;
    this.flags[index] = this.pending;
    this.pending = 0;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    this.capacity = capacity;
    const kinds = new Uint8Array(capacity);
    const starts = new Uint32Array(capacity);
    const ends = new Uint32Array(capacity);
    const flags = new Uint8Array(capacity);
    kinds.set(this.kinds);
    starts.set(this.starts);
    ends.set(this.ends);
    flags.set(this.flags);
    this.kinds = kinds;
    this.starts = starts;
    this.ends = ends;
    this.flags = flags;
  }

  // ---------------------------------------------------------------- words and numbers

  private word(start: number): number {
    const text = this.text;
    let at = start;
    let c = 0;
    do {
      c = text.charCodeAt(++at);
    } while ((classOf[c] as number) >= IN_WORDS);
    if (c >= 128) {
      at = this.identifierEnd(at);
    }
    const length = at - start;
    let kind: TokenKind = Token.Identifier;
    if (length <= longestWord) {
      if (length === 1) {
        if (c === QUOTE && text.charCodeAt(start) === 102) {
          return this.formatStart(start);
        }
      } else {
        let slot = slotOf(text.charCodeAt(start), text.charCodeAt(at - 1), length);
        let word = wordTexts[slot] as string;
        while (word !== "") {
          if (word.length === length && text.startsWith(word, start)) {
            kind = wordKinds[slot] as number;
            break;
          }
          slot = (slot + 1) & (WORD_SLOTS - 1);
          word = wordTexts[slot] as string;
        }
      }
    }
    if (this.formats.length > 0) {
      this.followHeader(kind === Token.Fun);
    }
    this.push(kind, start, at);
    return at;
  }

  /** In a hole: notes the word `fun` outside brackets, and that only a `:` directly behind its `)` is the header's. */
  private followHeader(isFun: boolean): void {
    const format = this.formatTop();
    if (isFun && this.depth === format.depth) {
      format.header = 1;
    } else if (format.header === 2) {
      format.header = 0;
    }
  }

  /** The end of an identifier that goes on with characters beyond ASCII. */
  private identifierEnd(at: number): number {
    const text = this.text;
    while (at < text.length) {
      const character = String.fromCodePoint(text.codePointAt(at) as number);
      if (!continuesIdentifier(character)) {
        break;
      }
      at += character.length;
    }
    return at;
  }

  private number(start: number): number {
    const text = this.text;
    let at = start;
    let kind: TokenKind = Token.Int;
    let plain = true;
    const prefix = text.charCodeAt(at) === 48 ? text.charCodeAt(at + 1) | 32 : 0;
    if (prefix === 120 || prefix === 98 || prefix === 111) {
      plain = false;
      const base = prefix === 120 ? 16 : prefix === 98 ? 2 : 8;
      at += 2;
      const digits = at;
      while (isDigitOf(base, text.charCodeAt(at))) at++;
      if (at === digits) {
        this.scanError("P046", start, at, [text.slice(start, at)]);
        this.push(kind, start, at);
        return this.identifierEnd(at);
      }
    } else {
      at = skipDigits(text, at);
      if (text.charCodeAt(at) === DOT && isDecimal(text.charCodeAt(at + 1))) {
        kind = Token.Float;
        at = skipDigits(text, at + 1);
      }
      if ((text.charCodeAt(at) | 32) === 101) {
        const sign = text.charCodeAt(at + 1);
        const digits = sign === 43 || sign === 45 ? at + 2 : at + 1;
        if (isDecimal(text.charCodeAt(digits))) {
          plain = false;
          kind = Token.Float;
          at = skipDigits(text, digits);
        }
      }
    }
    const next = text.charCodeAt(at);
    if (next < 128 ? classOf[next] === LETTER || classOf[next] === DIGIT : runsOn(this.characterAt(at))) {
      return this.numberSuffix(start, at, kind, plain);
    }
    this.push(kind, start, at);
    return at;
  }

  /** A letter stands directly behind a number: `123n`, `5s`, or P043. */
  private numberSuffix(start: number, digitsEnd: number, kind: TokenKind, plain: boolean): number {
    const end = this.identifierEnd(digitsEnd);
    const suffix = this.text.slice(digitsEnd, end);
    if (plain && suffix === "n" && kind === Token.Int) {
      this.push(Token.BigInt, start, end);
      return end;
    }
    if (plain && isDurationUnit(suffix) && durationValue(this.text.slice(start, end)) !== undefined) {
      this.push(Token.Duration, start, end);
      return end;
    }
    this.scanError("P043", start, end, [this.characterAt(digitsEnd)]);
    this.push(kind, start, digitsEnd);
    return end;
  }

  private characterAt(at: number): string {
    const point = this.text.codePointAt(at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  // ---------------------------------------------------------------- comments and stray characters

  private lineEnd(at: number): number {
    const end = this.text.indexOf("\n", at);
    return end < 0 ? this.text.length : end;
  }

  private blockComment(start: number): number {
    const end = this.text.indexOf("*/", start + 2);
    if (end < 0) {
      this.scanError("P042", start, this.text.length);
      this.brokenFrom = Math.min(this.brokenFrom, start);
      return this.text.length;
    }
    if (this.text.slice(start, end).includes("\n")) {
      this.pending |= TokenFlag.firstOnLine;
    }
    return end + 2;
  }

  /** A letter beyond ASCII begins an identifier; anything else is no part of the language. */
  private other(start: number): number {
    const character = this.characterAt(start);
    if (beginsIdentifier(character)) {
      const end = this.identifierEnd(start);
      this.push(Token.Identifier, start, end);
      return end;
    }
    return this.invalid(start, start + character.length);
  }

  /** One stray character a line is worth a message. */
  private invalid(start: number, end: number): number {
    if (start < this.invalidUntil) {
      return end;
    }
    this.invalidUntil = this.lineEnd(start);
    const text = this.text.slice(start, end);
    this.tokenError("P040", start, end, `lexer: invalid input text ${JSON.stringify(text)}`, invalidHelp(text));
    return end;
  }

  // ---------------------------------------------------------------- punctuation

  private punctuation(start: number, c: number): number {
    const next = this.text.charCodeAt(start + 1);
    switch (c) {
      case 40: return this.open(Token.LeftParen, start);
      case 91: return this.open(Token.LeftBracket, start);
      case LBRACE: return this.open(Token.LeftBrace, start);
      case 41: return this.close(Token.RightParen, start);
      case 93: return this.close(Token.RightBracket, start);
      case RBRACE: return this.close(Token.RightBrace, start);
      case 44: return this.put(Token.Comma, start, 1);
      case 58: return this.colon(start);
      case DOT:
        if (next === DOT) {
          return this.text.charCodeAt(start + 2) === DOT ? this.put(Token.Ellipsis, start, 3) : this.put(Token.DotDot, start, 2);
        }
        return this.put(Token.Dot, start, 1);
      case 63: return next === 63 ? this.put(Token.Coalesce, start, 2) : this.put(Token.Question, start, 1);
      case 61:
        if (next === 61) return this.put(Token.EqualEqual, start, 2);
        return next === 62 ? this.put(Token.Arrow, start, 2) : this.put(Token.Equal, start, 1);
      case 33: return next === 61 ? this.put(Token.BangEqual, start, 2) : this.put(Token.Bang, start, 1);
      case 60: return next === 61 ? this.put(Token.LessEqual, start, 2) : this.put(Token.Less, start, 1);
      case 62: return next === 61 ? this.put(Token.GreaterEqual, start, 2) : this.put(Token.Greater, start, 1);
      case 38: return next === 38 ? this.put(Token.AndAnd, start, 2) : this.invalid(start, start + 1);
      case 124: return next === 124 ? this.put(Token.OrOr, start, 2) : this.put(Token.Pipe, start, 1);
      case 43: return this.put(Token.Plus, start, 1);
      case 45: return this.put(Token.Minus, start, 1);
      case STAR: return this.put(Token.Star, start, 1);
      case 37: return this.put(Token.Percent, start, 1);
      default:
        if (next === SLASH) {
          if (this.text.charCodeAt(start + 2) === SLASH) {
            this.pending |= TokenFlag.documented;
          }
          return this.lineEnd(start);
        }
        return next === STAR ? this.blockComment(start) : this.put(Token.Slash, start, 1);
    }
  }

  private put(kind: TokenKind, start: number, length: number): number {
    this.push(kind, start, start + length);
    if (this.formats.length > 0) {
      this.followHeader(false);
    }
    return start + length;
  }

  private open(kind: TokenKind, start: number): number {
    if (this.formats.length > 0) {
      this.followHeader(false);
    }
    this.depth++;
    this.push(kind, start, start + 1);
    return start + 1;
  }

  private close(kind: TokenKind, start: number): number {
    if (this.formats.length > 0) {
      const format = this.formatTop();
      if (this.depth === format.depth) {
        if (kind === Token.RightBrace) {
          this.push(Token.HoleClose, start, start + 1);
          return this.formatText(start + 1);
        }
      } else {
        this.depth--;
      }
      format.header = kind === Token.RightParen && this.depth === format.depth && format.header === 1 ? 2 : format.header;
    }
    this.push(kind, start, start + 1);
    return start + 1;
  }

  /** In a hole, outside brackets and the header of a lambda, a colon begins the format specification. */
  private colon(start: number): number {
    if (this.formats.length > 0) {
      const format = this.formatTop();
      if (this.depth === format.depth && format.header !== 2) {
        let end = start + 1;
        for (let c = this.text.charCodeAt(end); end < this.text.length && c !== RBRACE && c !== LF; ) {
          c = this.text.charCodeAt(++end);
        }
        this.push(Token.FormatSpec, start + 1, end);
        return end;
      }
    }
    return this.put(Token.Colon, start, 1);
  }

  // ---------------------------------------------------------------- strings

  private string(start: number): number {
    const text = this.text;
    if (text.charCodeAt(start + 1) === QUOTE && text.charCodeAt(start + 2) === QUOTE) {
      return this.tripleString(start);
    }
    let at = start + 1;
    let escapes = false;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === QUOTE) {
        break;
      }
      if (c === BACKSLASH) {
        escapes = true;
        at += 2;
      } else if (at >= text.length) {
        return this.unterminatedString(start);
      } else {
        at++;
      }
    }
    if (at >= text.length) {
      return this.unterminatedString(start);
    }
    this.push(Token.String, start, at + 1);
    if (escapes) {
      this.checkEscapes(start, start + 1, at);
    }
    return at + 1;
  }

  private tripleString(start: number): number {
    const text = this.text;
    let at = start + 3;
    while (at < text.length && !text.startsWith('"""', at)) {
      at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    }
    if (at >= text.length) {
      return this.unterminatedString(start);
    }
    this.push(Token.String, start, at + 3);
    this.checkEscapes(start, start + 3, at);
    return at + 3;
  }

  /** Nothing closes the string at `innermost`; inside a hole the f-string around it is what was left open. */
  private unterminatedString(innermost: number): number {
    const start = this.formats[0]?.start ?? innermost;
    this.scanError("P040", start, this.text.length);
    this.brokenFrom = Math.min(this.brokenFrom, start);
    this.formats.length = 0;
    return this.text.length;
  }

  /** P041 for a bad escape; a backslash before a line break is no string at all (P040). */
  private checkEscapes(tokenStart: number, start: number, end: number): void {
    const raw = this.text.slice(start, end);
    if (!hasBadEscape(raw)) {
      return;
    }
    if (/\\\r?\n/.test(raw.replace(/\\[^\r\n]/g, ""))) {
      const shown = JSON.stringify(this.text.slice(tokenStart, Math.min(end, tokenStart + 20)));
      this.tokenError("P040", tokenStart, end, `lexer: invalid input text ${shown}`, "A backslash cannot end a line of a string. Write `\\n`, or break the line without the backslash.");
      return;
    }
    this.tokenError("P041", tokenStart, end + 1);
  }

  // ---------------------------------------------------------------- f-strings

  private formatStart(start: number): number {
    const triple = this.text.startsWith('"""', start + 1);
    const end = start + (triple ? 4 : 2);
    this.push(Token.FormatStart, start, end);
    this.formats.push({ start, triple, depth: this.depth, header: 0 });
    return this.formatText(end);
  }

  private formatTop(): OpenFormat {
    return this.formats[this.formats.length - 1] as OpenFormat;
  }

  /** From `start` to the next hole or the end of the f-string. */
  private formatText(start: number): number {
    const text = this.text;
    const format = this.formatTop();
    const quotes = format.triple ? '"""' : '"';
    let at = start;
    for (;;) {
      const c = text.charCodeAt(at);
      if (at >= text.length) {
        return this.unterminatedString(start);
      }
      if (c === QUOTE && text.startsWith(quotes, at)) {
        this.push(Token.FormatText, start, at);
        this.checkEscapes(start, start, at);
        this.push(Token.FormatEnd, at, at + quotes.length);
        this.formats.pop();
        return at + quotes.length;
      }
      if (c === LBRACE && text.charCodeAt(at + 1) !== LBRACE) {
        this.push(Token.FormatText, start, at);
        this.checkEscapes(start, start, at);
        this.push(Token.HoleOpen, at, at + 1);
        format.header = 0;
        return at + 1;
      }
      if (c === RBRACE && text.charCodeAt(at + 1) !== RBRACE) {
        this.tokenError("P082", at, at + 1, "`}` without `{` in an f-string");
      }
      at += c === LBRACE || c === BACKSLASH || (c === RBRACE && text.charCodeAt(at + 1) === RBRACE) ? 2 : 1;
    }
  }

  // ---------------------------------------------------------------- errors

  private scanError(code: DiagnosticCode, start: number, end: number, args: readonly string[] = []): void {
    this.errorOffsets.push(start);
    if (this.scanErrors.length < MAX_ERRORS) {
      this.scanErrors.push(newDiagnostic(code, { file: this.file, start, end }, args, { byteColumn: true }));
    }
  }

  private tokenError(code: DiagnosticCode, start: number, end: number, message?: string, help?: string): void {
    this.errorOffsets.push(start);
    if (this.tokenErrors.length < MAX_ERRORS) {
      const extra = { ...(message === undefined ? {} : { message }), ...(help === undefined ? {} : { help }) };
      this.tokenErrors.push(newDiagnostic(code, { file: this.file, start, end }, [], extra));
    }
  }
}

function isDecimal(c: number): boolean {
  return c >= 48 && c <= 57;
}

function skipDigits(text: string, at: number): number {
  while (isDecimal(text.charCodeAt(at))) at++;
  return at;
}

function isDigitOf(base: 2 | 8 | 16, c: number): boolean {
  if (base === 16) {
    return isDecimal(c) || ((c | 32) >= 97 && (c | 32) <= 102);
  }
  return c >= 48 && c < 48 + base;
}

function invalidHelp(text: string): string | undefined {
  switch (text) {
    case "'":
    case "`":
      return 'Strings have double quotes: "text".';
    case "&":
      return "The logical operator is `&&`; for bits use `bitAnd(a, b)`.";
    case "^":
      return "For bits use `bitXor(a, b)`; for powers `pow(a, b)`.";
    case "~":
      return "For bits use `bitNot(a)`.";
    default:
      return "This character has no meaning outside strings and comments; remove it.";
  }
}
