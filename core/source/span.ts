// A span is a half-open range of one source file. Offsets count UTF-16 code units of the
// file's text, so they index the string directly; lines and columns (1-based, columns in
// code points) are computed only when a person has to see them (source-file.ts).

/** A range `[start, end)` in the file with number `file` (its index in the module graph). */
export interface Span {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both; the two must be of one file. */
export function coverSpans(first: Span, last: Span): Span {
  return { file: first.file, start: first.start, end: last.end };
}
