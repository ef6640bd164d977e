// Parses a text in a test and says what came out: the tree in one line, the diagnostics as `P001 2:5`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { lineColumnOf, newSourceFile } from "../../core/source/source-file.ts";
import type { Program } from "../../core/syntax/ast.ts";
import { parse } from "../../core/syntax/parser.ts";
import { showProgram } from "./show-tree.ts";

export interface ParsedText {
  readonly program: Program;
  readonly tree: string;
  readonly errors: readonly string[];
  readonly diagnostics: Diagnostics["list"];
}

export function parseText(text: string): ParsedText {
  const diagnostics = new Diagnostics();
  const source = newSourceFile("case.mochi", text);
  const program = parse(0, source, diagnostics);
  const errors = diagnostics.list.map((diagnostic) => {
    if (diagnostic.span === undefined) {
      return diagnostic.code;
    }
    const { line, column } = lineColumnOf(source, diagnostic.span.start, diagnostic.byteColumn === true ? "bytes" : "points");
    return `${diagnostic.code} ${line}:${column}`;
  });
  return { program, tree: showProgram(program), errors, diagnostics: diagnostics.list };
}

/** One test per row: a text and the tree it must give, without any diagnostic. */
export function testTrees(group: string, rows: readonly (readonly [source: string, tree: string])[]): void {
  for (const [source, tree] of rows) {
    test(`${group}: ${source.replaceAll("\n", "⏎").slice(0, 120)}`, () => {
      const parsed = parseText(source);
      assert.deepEqual(parsed.errors, []);
      assert.equal(parsed.tree, tree);
    });
  }
}

/** One test per row: a text and its diagnostics, in order. */
export function testErrors(group: string, rows: readonly (readonly [source: string, ...errors: string[]])[]): void {
  for (const [source, ...errors] of rows) {
    test(`${group}: ${source.replaceAll("\n", "⏎").slice(0, 120)}`, () => {
      assert.deepEqual(parseText(source).errors, errors);
    });
  }
}
