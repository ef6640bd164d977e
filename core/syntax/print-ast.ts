// The tree as text, for --dump=ast: one node a line, children indented below it.
//
// In: a program and its source. Out: lines such as `value: binary op="+" @1:9`. The printer knows
// nothing of single kinds: it shows every field of every node, so it can't be out of date. It keeps
// a stack of its own, because trees may be as deep as a source is long.

import { lineColumnOf, type SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Program } from "./ast.ts";

interface Work {
  readonly indent: number;
  readonly label: string;
  readonly value: unknown;
}

/** The program as an indented tree; ends with a line break. `files` are the graph's, when the program is a folder of several. */
export function printAst(program: Program, source: SourceFile, files: readonly SourceFile[] = []): string {
  const lines: string[] = [];
  const stack: Work[] = [{ indent: 0, label: "", value: program }];
  for (let work = stack.pop(); work !== undefined; work = stack.pop()) {
    const below: Work[] = [];
    lines.push("  ".repeat(work.indent) + describe(work, (span) => files[span.file] ?? source, below));
    while (below.length > 0) {
      stack.push(below.pop() as Work);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** One line for the value; what needs lines of its own is pushed to `below`. */
function describe(work: Work, sourceOf: (span: Span) => SourceFile, below: Work[]): string {
  const { indent, label, value } = work;
  const prefix = label === "" ? "" : `${label}: `;
  if (Array.isArray(value)) {
    value.forEach((item: unknown) => below.push({ indent: indent + 1, label: "", value: item }));
    return `${label}:`;
  }
  if (!isRecord(value)) {
    return prefix + printScalar(value);
  }
  const parts: string[] = [];
  if (typeof value["kind"] === "string") {
    parts.push(value["kind"]);
  }
  for (const [key, field] of Object.entries(value)) {
    if (key === "kind" || key.endsWith("Span") || field === undefined) {
      continue;
    }
    if (isSpan(field)) {
      const { line, column } = lineColumnOf(sourceOf(field), field.start);
      parts.push(`@${line}:${column}`);
    } else if (isName(field)) {
      parts.push(`${key}=${field.text}`);
    } else if (Array.isArray(field) && field.length === 0) {
      continue;
    } else if (Array.isArray(field) && field.every(isName)) {
      parts.push(`${key}=${field.map((name) => name.text).join(",")}`);
    } else if (typeof field === "object") {
      below.push({ indent: indent + 1, label: key, value: field });
    } else if (field !== false) {
      parts.push(field === true ? key : `${key}=${printScalar(field)}`);
    }
  }
  return prefix + parts.join(" ");
}

function printScalar(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value instanceof Object;
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && typeof value["start"] === "number" && typeof value["end"] === "number";
}

function isName(value: unknown): value is { readonly text: string } {
  return isRecord(value) && typeof value["text"] === "string" && isSpan(value["span"]) && value["kind"] === undefined;
}
