// From the raw text between quotes to the value of a string.
//
// Escapes are Go's (core.md §1.3), each standing for one code point: `\xe9` is é. Triple-quoted
// strings lose the line break behind the opening quotes and the indentation that all lines share;
// lines of white space alone do not count for it, except the last, where the closing quotes stand.

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

const escapePattern = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|)/g;

/** Whether an escape is not in the language: unknown, too short, or not a Unicode scalar value. */
export function hasBadEscape(raw: string): boolean {
  if (!raw.includes("\\")) {
    return false;
  }
  for (const match of raw.matchAll(escapePattern)) {
    if (match[1] === undefined && !isScalar(escapeValue(match))) {
      return true;
    }
  }
  return false;
}

/** The value of raw text; a bad escape (reported by the lexer) stays as it is written. */
export function decodeEscapes(raw: string): string {
  if (!raw.includes("\\")) {
    return raw;
  }
  return raw.replace(escapePattern, (whole, simple?: string, x?: string, u?: string, long?: string, octal?: string) => {
    if (simple !== undefined) {
      return simpleEscapes[simple] as string;
    }
    const value = escapeValue([whole, simple, x, u, long, octal]);
    return isScalar(value) ? String.fromCodePoint(value) : whole;
  });
}

function escapeValue(match: readonly (string | undefined)[]): number {
  const [, , x, u, long, octal] = match;
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value < 256 ? value : -1;
  }
  return Number.parseInt(x ?? u ?? long ?? "-1", 16);
}

function isScalar(value: number): boolean {
  return value >= 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

/** The value of a string token, quotes included in `token`. */
export function stringValue(token: string): string {
  if (token.startsWith('"""') && token.length >= 6) {
    return decodeEscapes(dedent([token.slice(3, -3)])[0] as string);
  }
  return decodeEscapes(token.slice(1, -1));
}

/**
 * Removes the first line break and the common indentation from the pieces of a triple-quoted
 * text; between two pieces stands a hole, which counts as text on its line.
 */
export function dedent(pieces: readonly string[]): string[] {
  const hole = "\u{fffc}";
  const lines = pieces.join(hole).replace(/^\r?\n/, "\n").split("\n");
  const dropFirst = lines[0] === "" && lines.length > 1;
  const body = dropFirst ? lines.slice(1) : lines;
  let common = Infinity;
  body.forEach((line, index) => {
    const isFirst = index === 0 && !dropFirst;
    const isLast = index === body.length - 1;
    if (!isFirst && (isLast || line.trim() !== "")) {
      common = Math.min(common, line.length - line.trimStart().length);
    }
  });
  // Cut line by line without disturbing the pieces: the same walk over their real texts.
  const cut = (line: string, index: number): string => {
    if (index === 0 && !dropFirst) {
      return line;
    }
    return line.slice(Math.min(common, line.length - line.trimStart().length));
  };
  let lineNumber = dropFirst ? -1 : 0;
  return pieces.map((piece, pieceIndex) => {
    const parts = piece.split("\n");
    const kept: string[] = [];
    parts.forEach((part, partIndex) => {
      if (partIndex > 0) {
        lineNumber++;
      }
      if (lineNumber < 0) {
        return;
      }
      const beginsLine = partIndex > 0 || pieceIndex === 0;
      kept.push(beginsLine ? cut(part, lineNumber) : part);
    });
    return kept.join("\n");
  });
}
