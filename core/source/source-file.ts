// One source text and the translation of offsets into what people read.
//
// In: a path and a text. Out: lines, columns, the text of a line. Offsets count UTF-16 code
// units, as spans do. Lines and columns are 1-based; a column counts code points, except for
// the lexical errors whose columns the language defines in UTF-8 bytes (P040, P042, P043, P046).
// The tables (line starts, characters of two units) are made at the first question, so that a
// program without errors never pays for them; with them an answer takes logarithmic time, however
// long a line is. A byte-order mark at the beginning is no part of the text.

export interface SourceFile {
  /** As the user wrote it or the module graph formed it; shown in diagnostics as it is. */
  readonly path: string;
  readonly text: string;
}

/** A place as a person names it. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>();
const pairsOf = new WeakMap<SourceFile, readonly number[]>();

/** Makes a source file; drops a leading byte-order mark. */
export function newSourceFile(path: string, text: string): SourceFile {
  return { path, text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text };
}

/** The offsets at which lines begin; the first is 0. Lines end with `\n` only. */
export function lineStarts(source: SourceFile): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known !== undefined) {
    return known;
  }
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at >= 0; at = source.text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  lineStartsOf.set(source, starts);
  return starts;
}

/** The 1-based line that holds the offset. */
export function lineOf(source: SourceFile, offset: number): number {
  return countBefore(lineStarts(source), offset + 1);
}

/** How many of the ascending numbers are below `limit`. */
function countBefore(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The offsets of the second halves of surrogate pairs. */
function pairs(source: SourceFile): readonly number[] {
  const known = pairsOf.get(source);
  if (known !== undefined) {
    return known;
  }
  const found: number[] = [];
  for (const { index } of source.text.matchAll(/[\ud800-\udbff](?=[\udc00-\udfff])/g)) {
    found.push(index + 1);
  }
  pairsOf.set(source, found);
  return found;
}

/** Line and column of an offset; the column counts code points, or UTF-8 bytes on request. */
export function lineColumnOf(source: SourceFile, offset: number, unit: "points" | "bytes" = "points"): LineColumn {
  const line = lineOf(source, offset);
  const start = lineStarts(source)[line - 1] as number;
  if (unit === "bytes") {
    return { line, column: 1 + utf8Length(source.text.slice(start, offset)) };
  }
  const halves = pairs(source);
  return { line, column: 1 + offset - start - (countBefore(halves, offset) - countBefore(halves, start)) };
}

/** The text of a 1-based line without its line break. */
export function lineText(source: SourceFile, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) {
    return "";
  }
  const next = starts[line];
  const text = source.text.slice(start, next === undefined ? source.text.length : next - 1);
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}

/** How many bytes the text takes in UTF-8. */
export function utf8Length(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      count += 1;
    } else if (unit < 0x800) {
      count += 2;
    } else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) {
      count += 4;
      i++;
    } else {
      count += 3;
    }
  }
  return count;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
