// 20,000 mutated programs through lexer and parser, and the checker where they parse: no crash, no hang.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { check } from "../../core/check/check.ts";
import { declareProgram } from "../../core/check/declare.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { renderDiagnostics } from "../../core/source/render.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { parse } from "../../core/syntax/parser.ts";
import { walk } from "../../core/syntax/walk.ts";
import { readCorpus } from "./corpus.ts";
import { fuzz } from "./grammar-fuzz.ts";

/** Parses and checks, and looks after what is promised of every text. */
function runFrontEnd(text: string): void {
  const diagnostics = new Diagnostics();
  const source = newSourceFile("fuzz.mochi", text);
  const program = parse(0, source, diagnostics);
  let hasError = false;
  walk(program, (node) => {
    hasError ||= node.kind === "error";
    if (node.span.start < 0 || node.span.end > source.text.length || node.span.start > node.span.end) {
      throw new Error(`a ${node.kind} has the span ${node.span.start} to ${node.span.end}`);
    }
  });
  if (hasError && !diagnostics.hasErrors) {
    throw new Error("an error statement without a diagnostic");
  }
  if (!diagnostics.hasErrors) {
    check(declareProgram(program, diagnostics), diagnostics);
  }
  renderDiagnostics(diagnostics.list, [source]);
}

test("20,000 mutated programs go through the front end", () => {
  const corpus = readCorpus(["tests/fuzz", "tests/run", "examples"].filter((folder) => existsSync(folder)));
  const result = fuzz(corpus, runFrontEnd, { seed: 20_250_704, programs: 20_000, limitMs: 2_000, budgetMs: 120_000, clock: () => performance.now() });
  assert.equal(result.failure, undefined, result.failure && `${result.failure.reason}\n--- program:\n${result.failure.source}`);
  assert.ok(result.tried > 1_000);
});
