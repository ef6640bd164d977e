// C literals: strings, numbers.

import { utf8Length } from "../source/source-file.ts";

/** What C reads as it stands: printable ASCII without quotes, backslashes and question marks. */
const plainText = /^[ !#->@-[\]-~]*$/;

/** A C string literal with the UTF-8 bytes of the text. */
export function cString(text: string): string {
  if (plainText.test(text)) {
    return `"${text}"`;
  }
  let out = '"';
  let previous = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (character === '"' || character === "\\") {
      out += `\\${character}`;
    } else if (character === "\n") {
      out += "\\n";
    } else if (character === "\t") {
      out += "\\t";
    } else if (character === "?" && previous === "?") {
      out += "\\?"; // else a trigraph
    } else if (code < 0x20 || code === 0x7f) {
      out += octal(code);
    } else if (code >= 0xd800 && code <= 0xdfff) {
      out += octal(0xe0 | (code >> 12)) + octal(0x80 | ((code >> 6) & 0x3f)) + octal(0x80 | (code & 0x3f));
    } else if ((code >= 0x80 && code < 0xa0) || (code >= 0x200b && code <= 0x202f) || code === 0x2066 || code === 0xfeff) {
      out += Array.from(utf8Bytes(code), octal).join(""); // invisible, or reorders what a reader sees
    } else {
      out += character;
    }
    previous = character;
  }
  return `${out}"`;
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, "0")}`;
}

function utf8Bytes(code: number): readonly number[] {
  return code < 0x800
    ? [0xc0 | (code >> 6), 0x80 | (code & 0x3f)]
    : [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
}

/**
 * A small text as the two words that all code reads strings by: given bytes and a tag instead, gcc
 * keeps the tag apart and joins it with the rest at every use.
 */
function smallInitializer(text: string, length: number): string {
  const words = [0n, BigInt(length) << 56n];
  [...text]
    .flatMap((character) => codePointBytes(character.codePointAt(0) ?? 0))
    .forEach((byte, i) => {
      words[i >> 3] = (words[i >> 3] ?? 0n) | (BigInt(byte) << BigInt((i & 7) * 8));
    });
  const [first, second] = words.map((word) => (word === 0n ? "0" : `UINT64_C(0x${word.toString(16)})`));
  const comment = cString(text).replace(/\/(?=\*)|\*(?=\/)/g, "$& ");
  return `{ .words = { ${first}, ${second} } } /* ${comment} */`;
}

function codePointBytes(code: number): readonly number[] {
  if (code < 0x80) {
    return [code];
  }
  return code < 0x10000 ? utf8Bytes(code) : [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
}

/** An initialiser for a mochi_string: small texts live in the value, others point at static bytes. */
export function stringInitializer(text: string): string {
  const length = utf8Length(text);
  if (length <= 15) {
    return smallInitializer(text, length);
  }
  const isAscii = length === text.length;
  return `{ .large = { ${cString(text)}, ${length}, { 0 }, MOCHI_STRING_LARGE${isAscii ? " | MOCHI_STRING_ASCII" : ""} } }`;
}

export const noneStringInitializer = "{ .words = { 0, (uint64_t)MOCHI_STRING_NONE << 56 } }";

/** A 64-bit integer; plain where C reads it with the same value. */
export function cInt(value: bigint): string {
  if (value === -(2n ** 63n)) {
    return "INT64_MIN";
  }
  return value >= -(2n ** 31n) + 1n && value < 2n ** 31n ? value.toString() : `INT64_C(${value})`;
}

/** A double that reads back as the same bits; NaN's bits don't matter. */
export function cFloat(value: number): string {
  if (Number.isNaN(value)) {
    return "(0.0 / 0.0)";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? "(1.0 / 0.0)" : "(-1.0 / 0.0)";
  }
  if (Object.is(value, -0)) {
    return "-0.0";
  }
  const text = String(value).replace("e+", "e");
  return /[.e]/.test(text) ? text : `${text}.0`;
}
