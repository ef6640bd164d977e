// Diagnostics as people read them, and as programs do.
//
// In: diagnostics, the files that their spans number, and functions that colour text (identity
// when colours are off; core knows no terminal). Out: text in the manner of rustc, with the source
// line and carets under the span; or plain objects for --json.
//
//   error[T008]: type mismatch: expected int, got string
//     --> main.mochi:1:14
//      |
//    1 | let x: int = "a"
//      |              ^^^
//   help: Change the value to match the expected type.

import type { Diagnostic, Note } from "./diagnostic.ts";
import { lineColumnOf, lineText, lineStarts, type SourceFile } from "./source-file.ts";
import type { Span } from "./span.ts";

/** How the parts of a diagnostic are coloured. */
export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly help: (text: string) => string;
  /** File names, line numbers, bars. */
  readonly frame: (text: string) => string;
  readonly strong: (text: string) => string;
}

const same = (text: string): string => text;

/** No colours. */
export const plainPalette: Palette = { error: same, warning: same, help: same, frame: same, strong: same };

/** Longer source lines are shown around the caret only. */
const MAX_WIDTH = 160;

/** One diagnostic; ends with a line break. */
export function renderDiagnostic(diagnostic: Diagnostic, sources: readonly SourceFile[], palette: Palette = plainPalette): string {
  const paint = diagnostic.severity === "error" ? palette.error : palette.warning;
  const lines = [`${paint(`${diagnostic.severity}[${diagnostic.code}]`)}: ${palette.strong(diagnostic.message)}`];
  if (diagnostic.span !== undefined) {
    lines.push(...renderPlace(diagnostic.span, sources, palette, paint, diagnostic.byteColumn === true));
  }
  for (const note of diagnostic.notes) {
    lines.push(...renderNote(note, sources, palette));
  }
  if (diagnostic.help !== "") {
    lines.push(`${palette.help("help")}: ${diagnostic.help}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Nobody reads more; a generated program may have a hundred thousand. */
const MAX_SHOWN = 200;

/** The diagnostics with an empty line between them; what exceeds MAX_SHOWN is counted, and errors go before warnings then. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], palette: Palette = plainPalette): string {
  if (diagnostics.length <= MAX_SHOWN) {
    return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sources, palette)).join("\n");
  }
  const bySeverity = [...diagnostics].sort((left, right) => Number(right.severity === "error") - Number(left.severity === "error"));
  const shown = bySeverity.slice(0, MAX_SHOWN).map((diagnostic) => renderDiagnostic(diagnostic, sources, palette));
  return [...shown, `${palette.help("note")}: ${diagnostics.length - MAX_SHOWN} more are not shown\n`].join("\n");
}

function renderNote(note: Note, sources: readonly SourceFile[], palette: Palette): readonly string[] {
  const lines = [`${palette.help("note")}: ${note.message}`];
  if (note.span !== undefined) {
    lines.push(...renderPlace(note.span, sources, palette, palette.help, false));
  }
  return lines;
}

function renderPlace(
  span: Span,
  sources: readonly SourceFile[],
  palette: Palette,
  paint: (text: string) => string,
  inBytes: boolean,
): readonly string[] {
  const source = sources[span.file];
  if (source === undefined) {
    return [];
  }
  const { line, column } = lineColumnOf(source, span.start, inBytes ? "bytes" : "points");
  const place = `  ${palette.frame("-->")} ${source.path}:${line}:${column}`;
  const text = lineText(source, line);
  if (text.trim() === "") {
    return [place];
  }
  const number = String(line).padStart(4);
  const margin = " ".repeat(number.length);
  const start = span.start - (lineStarts(source)[line - 1] as number);
  const length = Math.max(1, Math.min(span.end - span.start, text.length - start));
  const shown = window(text, start, length);
  return [
    place,
    palette.frame(`${margin} |`),
    `${palette.frame(`${number} |`)} ${shown.text}`,
    `${palette.frame(`${margin} |`)} ${blankLike(shown.text.slice(0, shown.start))}${paint("^".repeat(displayWidth(shown.text.slice(shown.start, shown.start + shown.length))))}`,
  ];
}

/** The part of a long line around the span. */
function window(text: string, start: number, length: number): { text: string; start: number; length: number } {
  if (text.length <= MAX_WIDTH) {
    return { text, start, length };
  }
  const from = Math.max(0, start - 60);
  const to = Math.min(text.length, from + MAX_WIDTH);
  const before = from > 0 ? "…" : "";
  const after = to < text.length ? "…" : "";
  return {
    text: before + text.slice(from, to) + after,
    start: start - from + before.length,
    length: Math.min(length, to - start),
  };
}

/** Blanks as wide as the text; tabs stay, so that the caret stands below what it points at. */
function blankLike(text: string): string {
  let blank = "";
  for (const character of text) {
    blank += character === "\t" ? "\t" : " ".repeat(characterWidth(character));
  }
  return blank;
}

function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
  }
  return Math.max(1, width);
}

/** Columns of a character in a terminal: 0 for combining marks, 2 for wide scripts and emoji. */
function characterWidth(character: string): number {
  if (/^[\p{Mn}\p{Me}\u200d\ufe0f]$/u.test(character)) {
    return 0;
  }
  return /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u.test(character) ? 2 : 1;
}

/** A place in JSON: lines and columns from 1, columns in code points, the end exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What `mochi check --json` prints for one diagnostic. */
export interface JsonDiagnostic {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly help: string;
  readonly place?: JsonPlace;
  readonly notes: readonly { readonly message: string; readonly place?: JsonPlace }[];
}

export function diagnosticToJson(diagnostic: Diagnostic, sources: readonly SourceFile[]): JsonDiagnostic {
  const { severity, code, message, help, span, notes } = diagnostic;
  const place = span === undefined ? undefined : jsonPlace(span, sources, diagnostic.byteColumn === true);
  return {
    severity,
    code,
    message,
    help,
    ...(place === undefined ? {} : { place }),
    notes: notes.map((note) => {
      const notePlace = note.span === undefined ? undefined : jsonPlace(note.span, sources, false);
      return { message: note.message, ...(notePlace === undefined ? {} : { place: notePlace }) };
    }),
  };
}

function jsonPlace(span: Span, sources: readonly SourceFile[], inBytes: boolean): JsonPlace | undefined {
  const source = sources[span.file];
  if (source === undefined) {
    return undefined;
  }
  const unit = inBytes ? "bytes" : "points";
  const from = lineColumnOf(source, span.start, unit);
  const to = lineColumnOf(source, span.end, unit);
  return { file: source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
