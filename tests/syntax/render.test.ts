// Diagnostics as text and as JSON, positions, suggestions, dumps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDiagnosticCode } from "../../core/source/codes.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { diagnosticToJson, renderDiagnostics } from "../../core/source/render.ts";
import { listNames, report } from "../../core/source/report.ts";
import { lineColumnOf, newSourceFile } from "../../core/source/source-file.ts";
import { nearestName } from "../../core/source/suggest.ts";
import { lex } from "../../core/syntax/lexer.ts";
import { parse } from "../../core/syntax/parser.ts";
import { printAst } from "../../core/syntax/print-ast.ts";
import { printTokens } from "../../core/syntax/token.ts";

function render(text: string): string {
  const diagnostics = new Diagnostics();
  const source = newSourceFile("a.mochi", text);
  parse(0, source, diagnostics);
  return renderDiagnostics(diagnostics.list, [source]);
}

test("a diagnostic shows code, place, source line, caret and help", () => {
  assert.equal(
    render("let a = 1\nlet x = 1 + * 2"),
    [
      "error[P999]: unexpected `*`, expected an expression",
      "  --> a.mochi:2:13",
      "     |",
      "   2 | let x = 1 + * 2",
      "     |             ^",
      "help: Parse error occurred. Check syntax near this location.",
      "",
    ].join("\n"),
  );
});

test("carets cover the span and keep tabs and wide characters in place", () => {
  assert.match(render('\tlet 世 = "a\\q"'), /\n {5}\| \t {9}\^{5}\n/);
});

test("byte columns where the language counts bytes", () => {
  assert.match(render("/* é */ let n = 1e"), /--> a\.mochi:1:18\n.*\n.*\n {5}\| {17}\^\^\n/);
});

test("long lines are cut around the caret", () => {
  const text = render(`let x = [${"1, ".repeat(200)}* ${", 1".repeat(200)}]`);
  assert.ok(text.split("\n").every((line) => line.length < 200));
  assert.match(text, /\| …/);
});

test("notes, and diagnostics without a place", () => {
  const diagnostics = new Diagnostics();
  const source = newSourceFile("a.mochi", "fun f() { }\nfun f() { }");
  report(diagnostics, "W004", { file: 0, start: 16, end: 17 }, ["f"], { notes: [{ message: "first declared here", span: { file: 0, start: 4, end: 5 } }] });
  report(diagnostics, "L001", undefined, ["`agent`"]);
  const text = renderDiagnostics(diagnostics.list, [source]);
  assert.match(text, /^warning\[W004\]: function `f` is declared again\n {2}--> a\.mochi:2:5\n/);
  assert.match(text, /note: first declared here\n {2}--> a\.mochi:1:5\n/);
  assert.match(text, /\nerror\[L001\]: `agent` is not compiled yet\nhelp: /);
});

test("JSON has lines and columns, ends exclusive", () => {
  const diagnostics = new Diagnostics();
  const source = newSourceFile("a.mochi", "let = 1");
  parse(0, source, diagnostics);
  const [first] = diagnostics.list;
  assert.ok(first !== undefined);
  assert.deepEqual(diagnosticToJson(first, [source]).place, { file: "a.mochi", line: 1, column: 5, endLine: 1, endColumn: 6 });
});

test("columns count code points or bytes", () => {
  const source = newSourceFile("a.mochi", "\u{feff}é😀x\ny");
  assert.deepEqual(lineColumnOf(source, 3), { line: 1, column: 3 });
  assert.deepEqual(lineColumnOf(source, 3, "bytes"), { line: 1, column: 7 });
  assert.deepEqual(lineColumnOf(source, 5), { line: 2, column: 1 });
});

test("the nearest name is suggested, a far one is not", () => {
  assert.equal(nearestName("lenght", ["left", "length", "len"]), "length");
  assert.equal(nearestName("Print", ["print", "prin"]), "print");
  assert.equal(nearestName("foo", ["bar", "quux"]), undefined);
});

test("names are listed as people do", () => {
  assert.deepEqual([listNames(["a"]), listNames(["a", "b"]), listNames(["a", "b", "c"])], ["`a`", "`a` and `b`", "`a`, `b`, and `c`"]);
});

test("codes are known by name", () => {
  assert.ok(isDiagnosticCode("T008") && isDiagnosticCode("P001") && !isDiagnosticCode("P002") && !isDiagnosticCode("toString"));
});

test("tokens and trees can be dumped", () => {
  const source = newSourceFile("a.mochi", "let x = f(1)");
  const tokens = lex(0, source, new Diagnostics());
  const place = (offset: number): string => String(offset);
  assert.equal(
    printTokens(tokens, place),
    ["0 Let", "4 Identifier", "6 Equal", "8 Identifier", "9 LeftParen", "10 Int", "11 RightParen", "12 End"]
      .map((line, index) => `${line} ${JSON.stringify(["let", "x", "=", "f", "(", "1", ")", ""][index])}\n`)
      .join(""),
  );
  assert.equal(
    printAst(parse(0, source, new Diagnostics()), source),
    [
      "program @1:1",
      "  statements:",
      "    let @1:1",
      "      target: bind-name name=x @1:5",
      "      value: call @1:9",
      '        callee: name @1:9 name="f"',
      "        args:",
      "          int @1:11 value=1",
      "",
    ].join("\n"),
  );
});
