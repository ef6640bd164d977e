// `--dump=shapes`: every bare-key literal that the program reaches, in source order, as a struct of
// typed fields or as a map with the reason, and where that was seen.
//
// A literal in a function of several instances may have several types; one that is a record in some
// and a map in others is shown once for each.

import { lineColumnOf, type SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { spell } from "./print-typed.ts";
import type { TypedFunction, TypedProgram } from "./typed.ts";
import { forEachNode } from "./walk-typed.ts";

export function printShapes(typed: TypedProgram, files: readonly SourceFile[]): string {
  const { literals, maps, asked } = typed.shapes;
  const made = typesOfLiterals(typed);
  const place = (span: Span): string => {
    const file = files[span.file];
    const at = file === undefined ? { line: 0, column: 0 } : lineColumnOf(file, span.start);
    return `${file?.path.split("/").at(-1) ?? ""}:${at.line}:${at.column}`;
  };
  const because = (shape: string): string => {
    const reason = asked.get(shape) ?? maps.get(shape);
    return reason === undefined ? "its place takes no record" : `${reason.text} (${place(reason.span)})`;
  };
  const inOrder = [...literals].toSorted(([, left], [, right]) => left.span.file - right.span.file || left.span.start - right.span.start);
  const lines = inOrder.flatMap(([key, { span, shape }]) =>
    [...(made.get(key) ?? [])].map((type) => `${place(span)} ${type.startsWith("map<") ? `${type}: ${because(shape)}` : `struct ${type}`}\n`),
  );
  return lines.join("");
}

/** By place of the literal. */
function typesOfLiterals(typed: TypedProgram): ReadonlyMap<string, ReadonlySet<string>> {
  const made = new Map<string, Set<string>>();
  const visit = (fn: TypedFunction): void => {
    forEachNode(fn.body, (node) => {
      if (node.kind === "closure") {
        visit(node.function);
      } else if (node.kind === "map" || node.kind === "record") {
        const key = `${node.span.file}:${node.span.start}`;
        made.set(key, (made.get(key) ?? new Set()).add(spell(node.type)));
      }
    });
  };
  typed.functions.forEach(visit);
  return made;
}
