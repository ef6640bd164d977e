// Checks a source text and gives the codes and places of what was found.

import { check } from "../../core/check/check.ts";
import { declareProgram } from "../../core/check/declare.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { lineColumnOf, newSourceFile } from "../../core/source/source-file.ts";
import { parse } from "../../core/syntax/parser.ts";

/** `CODE LINE:COLUMN message` for each diagnostic. */
export function checkText(text: string): readonly string[] {
  const source = newSourceFile("test.mochi", text);
  const diagnostics = new Diagnostics();
  const program = parse(0, source, diagnostics);
  check(declareProgram(program, diagnostics), diagnostics);
  return diagnostics.list.map(({ code, message, span }) => {
    const { line, column } = lineColumnOf(source, span?.start ?? 0);
    return `${code} ${line}:${column} ${message}`;
  });
}
