// Literals from their tokens: numbers of every kind, strings, f-strings.
//
// An int that doesn't fit in 64 bits is P045; the reference puts it at the first character behind
// the previous token, so its span starts there. Only `-9223372036854775808` may go one further.

import type { Expression, FormatHole } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { durationValue } from "./duration-literal.ts";
import { parseFormatSpec } from "./parse-format-spec.ts";
import { decodeEscapes, dedent, stringValue } from "./string-text.ts";
import { Token } from "./token.ts";

type Literal<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

const INT_MAX = 9223372036854775807n;

/** An int literal; with `minusStart`, the offset of the `-` before it, a negative one. */
export function parseInt(cx: Cursor, minusStart?: number): Literal<"int"> {
  const before = cx.previousEnd;
  const end = cx.endOf(cx.index);
  const text = cx.tokenText;
  const start = minusStart ?? cx.start;
  cx.advance();
  const magnitude = intValue(text);
  const value = minusStart === undefined ? magnitude : -magnitude;
  if (magnitude > INT_MAX && !(minusStart !== undefined && magnitude === INT_MAX + 1n)) {
    cx.syntaxError("P045", { file: cx.file, start: before, end }, [shorten(text)]);
    return { kind: "int", span: { file: cx.file, start, end }, value: 0n };
  }
  return { kind: "int", span: { file: cx.file, start, end }, value };
}

/** The value of decimal, `0x`, `0b` or `0o` digits; a prefix without digits (P046) is 0. */
function intValue(text: string): bigint {
  if (text.length < 16) {
    const value = Number(text);
    return Number.isNaN(value) ? 0n : BigInt(value);
  }
  const [, prefix, digits] = /^(0[xXbBoO])?0*(.*)$/.exec(text) as unknown as [string, string | undefined, string];
  return digits.length > 64 ? INT_MAX + 2n : BigInt((prefix ?? "").toLowerCase() + (digits === "" ? "0" : digits));
}

/** A literal as it is shown in a message. */
function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

export function parseBigInt(cx: Cursor): Literal<"bigint"> {
  const span = cx.tokenSpan;
  const value = BigInt(cx.tokenText.slice(0, -1));
  cx.advance();
  return { kind: "bigint", span, value };
}

export function parseFloat(cx: Cursor): Literal<"float"> {
  const span = cx.tokenSpan;
  const text = cx.tokenText;
  cx.advance();
  return { kind: "float", span, value: Number(text), text };
}

export function parseDuration(cx: Cursor): Literal<"duration"> {
  const span = cx.tokenSpan;
  const text = cx.tokenText;
  const nanoseconds = durationValue(text) ?? 0n;
  if (nanoseconds > INT_MAX) {
    cx.syntaxError("P045", span, [text], {
      message: `duration literal ${shorten(text)} does not fit in 64 bits of nanoseconds`,
      help: "The longest duration is about 292 years: 2562047h.",
    });
  }
  cx.advance();
  return { kind: "duration", span, nanoseconds, text };
}

export function parseString(cx: Cursor): Literal<"string"> {
  const span = cx.tokenSpan;
  const value = stringValue(cx.tokenText);
  cx.advance();
  return { kind: "string", span, value };
}

export function parseBool(cx: Cursor): Literal<"bool"> {
  const span = cx.tokenSpan;
  const value = cx.kind === Token.True;
  cx.advance();
  return { kind: "bool", span, value };
}

/** f" Text { "{" Expr [ ":" Spec ] "}" Text } " */
export function parseFormat(cx: Cursor): Literal<"format"> {
  const start = cx.start;
  const triple = cx.tokenText.length === 4;
  const raw: string[] = [];
  const holes: FormatHole[] = [];
  cx.advance();
  while (cx.kind === Token.FormatText) {
    raw.push(cx.tokenText);
    cx.advance();
    if (cx.kind !== Token.HoleOpen) {
      break;
    }
    holes.push(cx.inBrackets(parseHole));
  }
  cx.expect(Token.FormatEnd, "the end of the f-string");
  const texts = (triple ? dedent(raw) : raw).map((text) => decodeEscapes(text.replaceAll("{{", "{").replaceAll("}}", "}")));
  return { kind: "format", span: cx.spanFrom(start), texts, holes };
}

function parseHole(cx: Cursor): FormatHole {
  const open = cx.tokenSpan;
  cx.advance();
  if (cx.kind === Token.HoleClose) {
    cx.failWith("P082", open, ["an empty hole"]);
  }
  const value = cx.rules.expression(cx);
  let spec: FormatHole["spec"];
  if (cx.kind === Token.FormatSpec) {
    const span = cx.tokenSpan;
    const text = cx.tokenText;
    spec = parseFormatSpec(text, span);
    if (spec === undefined) {
      cx.syntaxError("P081", span, [text]);
    }
    cx.advance();
  }
  cx.expect(Token.HoleClose, "`}` or `:`", { code: "P082" });
  return spec === undefined ? { value } : { value, spec };
}
