// The state of one parse: where it stands in the tokens, in which context, and what it reported.
//
// A syntax error throws a `SyntaxFailure`, which the nearest statement catches to go on behind the
// statement (recover in parse-statement.ts); it never leaves the parser. Mistakes of shape (P060 to
// P070) don't stop anything: the reference looks for them only in a file without syntax errors,
// so they are kept apart and added at the end. Expressions and blocks contain each other; the
// two functions that close the circle are handed in as `rules`, so that the files don't import in cycles.

import type { DiagnosticCode } from "../source/codes.ts";
import type { Diagnostic, Diagnostics, Note } from "../source/diagnostic.ts";
import { newDiagnostic, type ReportExtra } from "../source/report.ts";
import { lineOf, type SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Block, Expression, Name, Statement } from "./ast.ts";
import { usualConfusion } from "./usual-confusion.ts";
import { isIdentifier, Token, TokenFlag, type TokenKind, type TokenStream } from "./token.ts";

/**
 * How deep brackets, blocks, types, patterns and prefix operators may nest: later phases recurse
 * over the tree with a default stack. Left-associative chains have no limit here; a phase that
 * may meet long ones walks their left spine in a loop (`leftSpine` in walk.ts).
 */
export const MAX_NESTING = 256;

/** How many `else if` may follow each other: a chain of them is a tree as deep as it is long. */
const MAX_ELSE_IF = 500;

/** After so many syntax errors the rest of the file is not parsed; of mistakes of shape no more are kept. */
const MAX_ERRORS = 50;

/** Thrown after a syntax error was reported; caught by the statement around it. */
export class SyntaxFailure extends Error {
  override readonly name = "SyntaxFailure";
}

/** What closes the circle between expressions and statements. */
export interface Rules {
  readonly expression: (cx: Cursor) => Expression;
  /** `{ statements }`. */
  readonly block: (cx: Cursor) => Block;
  /** Behind the `{` of a match arm, perhaps with its first expression read: the last statement may be a bare expression. */
  readonly valueBlockFrom: (cx: Cursor, first?: Expression) => Block;
  readonly statement: (cx: Cursor) => Statement;
}

/** What is known about an unexpected token beyond its text. */
export interface Expectation {
  /** The code that the reference gives; without it the token decides. */
  readonly code?: DiagnosticCode;
  /** Offset of the bracket that was to be closed here. */
  readonly opened?: number;
  /** A block is still to come in the construct: then `=>` is the usual confusion (P011). */
  readonly beforeBlock?: boolean;
}

export class Cursor {
  readonly file: number;
  readonly source: SourceFile;
  readonly text: string;
  readonly rules: Rules;
  readonly tokens: TokenStream;
  private readonly kinds: Uint8Array;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly flags: Uint8Array;
  private readonly diagnostics: Diagnostics;
  private readonly shapeErrors: Diagnostic[] = [];
  private readonly lexicalLines: ReadonlySet<number>;
  private syntaxErrors = 0;
  private lastErrorIndex = -1;

  /** Index of the current token. */
  index = 0;
  /** Kind of the current token. */
  kind: TokenKind;
  /** In the head of `if`, `while` …, outside brackets: `x {` opens the block, not a struct literal. */
  inHead = false;
  /** In the body of a match arm, outside brackets: a token that is first on its line may begin the next arm. */
  inArm = false;
  /** Whether expression statements without effect are reported (P065). */
  checksEffects = true;
  /** Levels of nesting around the current token. */
  depth = 0;
  /** `else if` branches around the current token, counted over all chains that it stands in. */
  elseIfs = 0;
  /** Blocks around the current token; in none, a `}` closes nothing. */
  blocks = 0;

  constructor(file: number, tokens: TokenStream, diagnostics: Diagnostics, rules: Rules) {
    this.file = file;
    this.tokens = tokens;
    this.source = tokens.source;
    this.text = tokens.source.text;
    this.kinds = tokens.kinds;
    this.starts = tokens.starts;
    this.ends = tokens.ends;
    this.flags = tokens.flags;
    this.diagnostics = diagnostics;
    this.rules = rules;
    this.lexicalLines = new Set(tokens.errorOffsets.map((offset) => lineOf(tokens.source, offset)));
    this.kind = this.kinds[0] as number;
  }

  // ---------------------------------------------------------------- moving

  advance(): void {
    if (this.kind !== Token.End) {
      this.kind = this.kinds[++this.index] as number;
    }
  }

  /** Goes to a token ahead or, after a recovery, to the end. */
  jump(index: number): void {
    this.index = Math.min(index, this.tokens.count - 1);
    this.kind = this.kinds[this.index] as number;
  }

  /** Kind of the token `distance` ahead. */
  ahead(distance: number): TokenKind {
    return this.kinds[this.index + distance] ?? Token.End;
  }

  kindOf(index: number): TokenKind {
    return this.kinds[index] ?? Token.End;
  }

  /** Moves over the token if it has the kind. */
  eat(kind: TokenKind): boolean {
    if (this.kind !== kind) {
      return false;
    }
    this.advance();
    return true;
  }

  // ---------------------------------------------------------------- places

  /** Offset where the current token starts. */
  get start(): number {
    return this.starts[this.index] as number;
  }

  /** Offset where the token before the current one ends; 0 at the first. */
  get previousEnd(): number {
    return this.index === 0 ? 0 : (this.ends[this.index - 1] as number);
  }

  startOf(index: number): number {
    return this.starts[index] as number;
  }

  endOf(index: number): number {
    return this.ends[index] as number;
  }

  /** From an offset to the end of the token before the current one. */
  spanFrom(start: number): Span {
    return { file: this.file, start, end: this.index === 0 ? start : (this.ends[this.index - 1] as number) };
  }

  /** Of the current token. */
  get tokenSpan(): Span {
    return { file: this.file, start: this.starts[this.index] as number, end: this.ends[this.index] as number };
  }

  get tokenText(): string {
    return this.text.slice(this.starts[this.index], this.ends[this.index]);
  }

  isFirstOnLine(index = this.index): boolean {
    return ((this.flags[index] as number) & TokenFlag.firstOnLine) !== 0;
  }

  hasDoc(): boolean {
    return ((this.flags[this.index] as number) & TokenFlag.documented) !== 0;
  }

  /** Whether nothing stands between the token and the one behind it. */
  touchesNext(index = this.index): boolean {
    return this.ends[index] === this.starts[index + 1];
  }

  /** Cuts a `>=` in two, when the `>` closes a type: what is left is the `=`. */
  splitGreaterEqual(): void {
    this.kinds[this.index] = Token.Equal;
    this.starts[this.index] = (this.starts[this.index] as number) + 1;
    this.kind = Token.Equal;
  }

  // ---------------------------------------------------------------- expecting

  expect(kind: TokenKind, expected: string, expectation: Expectation = {}): void {
    if (this.kind !== kind) {
      this.fail(expected, expectation);
    }
    this.advance();
  }

  expectName(expected = "a name", expectation: Expectation = {}): Name {
    if (!isIdentifier(this.kind)) {
      this.fail(expected, expectation);
    }
    const name: Name = { text: this.tokenText, span: this.tokenSpan };
    this.advance();
    return name;
  }

  // ---------------------------------------------------------------- nesting

  /** One level deeper; too deep ends the parse, since what follows would be as deep. */
  enter(): void {
    if (++this.depth > MAX_NESTING) {
      this.failDeep(MAX_NESTING);
    }
  }

  leave(): void {
    this.depth--;
  }

  /** One more `else if`; the caller puts `elseIfs` back behind its chain. */
  enterElseIf(): void {
    if (++this.elseIfs > MAX_ELSE_IF) {
      this.failDeep(MAX_ELSE_IF, `more than ${MAX_ELSE_IF} \`else if\` in a row`);
    }
  }

  private failDeep(limit: number, message?: string): never {
    const span = this.tokenSpan;
    this.jump(this.tokens.count - 1);
    this.failWith("P080", span, [limit], message === undefined ? {} : { message });
  }

  /** Parses what stands in brackets: struct literals are allowed again, line breaks end no arm. */
  inBrackets<Result>(rule: (cx: Cursor) => Result): Result {
    const { inHead, inArm } = this;
    this.inHead = false;
    this.inArm = false;
    const result = rule(this);
    this.inHead = inHead;
    this.inArm = inArm;
    return result;
  }

  /** Parses an expression in a head: `x {` is not a struct literal. */
  head(): Expression {
    const { inHead, inArm } = this;
    this.inHead = true;
    this.inArm = false;
    const result = this.rules.expression(this);
    this.inHead = inHead;
    this.inArm = inArm;
    return result;
  }

  // ---------------------------------------------------------------- errors

  /** Whether a mistake of shape would still be kept; without, looking for one is in vain. */
  get keepsShapeErrors(): boolean {
    return this.syntaxErrors === 0 && this.shapeErrors.length < MAX_ERRORS;
  }

  /** The current token can't stand here. */
  fail(expected: string, expectation: Expectation = {}): never {
    const help = usualConfusion(this);
    const extra = { ...(help === undefined ? {} : { help }), notes: this.openedNotes(expectation) };
    this.failWith(this.unexpectedCode(expectation), this.tokenSpan, [this.describeToken(), expected], extra);
  }

  /** Reports a syntax error and leaves the statement. */
  failWith(code: DiagnosticCode, span: Span, args: readonly (string | number)[], extra: ReportExtra = {}): never {
    this.syntaxError(code, span, args, extra);
    throw new SyntaxFailure(code);
  }

  /** Reports a syntax error that needs no recovery. */
  syntaxError(code: DiagnosticCode, span: Span, args: readonly (string | number)[] = [], extra: ReportExtra = {}): void {
    const isRepetition = this.lastErrorIndex === this.index && this.kind !== Token.End;
    this.lastErrorIndex = this.index;
    this.syntaxErrors++;
    if (isRepetition || span.start >= this.tokens.brokenFrom || this.lexicalLines.has(lineOf(this.source, span.start))) {
      return;
    }
    // A block that was left open by an earlier mistake: the earlier one is worth reading.
    if (this.kind === Token.End && this.syntaxErrors > 1 && code !== "P080") {
      return;
    }
    this.diagnostics.add(newDiagnostic(code, span, args, extra));
    if (this.syntaxErrors >= MAX_ERRORS) {
      this.jump(this.tokens.count - 1);
    }
  }

  /** Reports a statement, whose first word is the current token, that stands in a block and must not. */
  checkTopLevel(): void {
    if (this.blocks > 0) {
      this.syntaxError("P091", this.tokenSpan, [this.tokenText]);
    }
  }

  /** Reports a mistake of shape: it counts only in a file without syntax errors. */
  shapeError(code: DiagnosticCode, span: Span, args: readonly (string | number)[] = [], extra: ReportExtra = {}): void {
    if (this.keepsShapeErrors) {
      this.shapeErrors.push(newDiagnostic(code, span, args, extra));
    }
  }

  /** Adds the mistakes of shape, at the end of the parse. */
  finish(): void {
    if (this.syntaxErrors === 0 && this.tokens.errorOffsets.length === 0) {
      this.shapeErrors.forEach((diagnostic) => this.diagnostics.add(diagnostic));
    }
  }

  /** The reference's choice, which looks for fragments in its parser's message (core.md §3.6). */
  private unexpectedCode(expectation: Expectation): DiagnosticCode {
    if (expectation.code === "P052" && expectation.beforeBlock === true && this.kind === Token.Arrow) {
      return "P011";
    }
    if (expectation.code !== undefined) {
      return expectation.code;
    }
    if (this.kind === Token.Colon && this.index > 0 && this.kindOf(this.index - 1) === Token.Let) {
      return "P031";
    }
    return this.kind === Token.Dot ? "P055" : this.kind === Token.Let ? "P056" : "P999";
  }

  /** Where the bracket stands that was left open, unless the line shows it anyway. */
  private openedNotes(expectation: Expectation): readonly Note[] {
    const start = expectation.opened;
    if (start === undefined || lineOf(this.source, start) === lineOf(this.source, this.start)) {
      return [];
    }
    return [{ message: `\`${this.text[start] ?? ""}\` was opened here`, span: { file: this.file, start, end: start + 1 } }];
  }

  private describeToken(): string {
    if (this.kind === Token.End) {
      return "end of file";
    }
    const text = this.tokenText;
    const shown = text.length > 40 || text.includes("\n") ? `${text.slice(0, 30).replaceAll("\n", " ")}…` : text;
    return `\`${shown}\``;
  }
}
