// The part of an f-string's hole behind the colon: `[[fill]align][sign][0][width][,][.prec][type]`.
//
// In: its text. Out: the specification as data, or nothing when the text has another form. Whether
// it fits the value's type is the checker's question.

import type { Span } from "../source/span.ts";
import type { FormatSpec } from "./ast.ts";

const pattern = /^(?:(.)?([<>^=]))?([+\- ])?(0)?([1-9]\d*)?(,)?(?:\.(\d+))?([dxboefgs%])?$/su;

/** Widths and precisions beyond this are mistakes, not layouts. */
const MAX_SIZE = 10_000;

/** The specification, or undefined when the text is none. */
export function parseFormatSpec(text: string, span: Span): FormatSpec | undefined {
  const match = pattern.exec(text);
  if (!match || text === "") {
    return undefined;
  }
  const [, fill, align, sign, zero, width, comma, precision, type] = match;
  if (Number(width ?? 0) > MAX_SIZE || Number(precision ?? 0) > MAX_SIZE) {
    return undefined;
  }
  return {
    fill: fill ?? " ",
    ...(align === undefined ? {} : { align: align as NonNullable<FormatSpec["align"]> }),
    ...(sign === undefined ? {} : { sign: sign as NonNullable<FormatSpec["sign"]> }),
    zero: zero !== undefined,
    ...(width === undefined ? {} : { width: Number(width) }),
    comma: comma !== undefined,
    ...(precision === undefined ? {} : { precision: Number(precision) }),
    ...(type === undefined ? {} : { type: type as NonNullable<FormatSpec["type"]> }),
    span,
  };
}
