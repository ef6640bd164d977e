// What the checker says, program by program: `CODE-fact.mochi` with the whole report as `.err`.
//
// A line of the golden is `LINE:COLUMN CODE message`, followed by the notes. The first error of a
// program has the code of its file's name; every code that a checked program can cause has a
// program here, and programs whose name has no code show more than one thing.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { check } from "../../core/check/check.ts";
import { declare } from "../../core/check/declare.ts";
import { loadModules } from "../../core/modules/module-graph.ts";
import type { ModuleHost } from "../../core/modules/host.ts";
import { diagnosticTable } from "../../core/source/codes.ts";
import { Diagnostics, type Diagnostic } from "../../core/source/diagnostic.ts";
import { lineColumnOf, type SourceFile } from "../../core/source/source-file.ts";
import type { Span } from "../../core/source/span.ts";
import { expectGolden } from "../harness/golden.ts";

const folder = "tests/diagnostics";

const host: ModuleHost = {
  readFile: (path) => (existsSync(path) ? { kind: "text", text: readFileSync(path, "utf8") } : { kind: "missing" }),
  listFolder: () => undefined,
};

function reportOf(path: string): { readonly list: readonly Diagnostic[]; readonly text: string } {
  const diagnostics = new Diagnostics();
  const graph = loadModules(host, path, diagnostics);
  check(declare(graph, diagnostics), diagnostics);
  return { list: diagnostics.list, text: diagnostics.list.map((diagnostic) => printDiagnostic(diagnostic, graph.files)).join("") };
}

function printDiagnostic({ code, message, span, notes }: Diagnostic, files: readonly SourceFile[]): string {
  const lines = [`${place(span, files)} ${code} ${message}`, ...notes.map((note) => `    ${note.span === undefined ? "" : `${place(note.span, files)} `}${note.message}`)];
  return `${lines.join("\n")}\n`;
}

function place(span: Span | undefined, files: readonly SourceFile[]): string {
  const source = span === undefined ? undefined : files[span.file];
  if (source === undefined || span === undefined) {
    return "-";
  }
  const { line, column } = lineColumnOf(source, span.start);
  return `${line}:${column}`;
}

const programs = readdirSync(folder)
  .filter((name) => name.endsWith(".mochi"))
  .map((name) => name.slice(0, -".mochi".length))
  .sort();

for (const name of programs) {
  test(`diagnostics: ${name}`, () => {
    const { list, text } = reportOf(`${folder}/${name}.mochi`);
    const code = /^([A-Z]\d{3})-/.exec(name)?.[1];
    if (code !== undefined && !name.startsWith("T025-unknown-types-come-last")) {
      assert.equal(list[0]?.code, code, text);
    }
    expectGolden(`diagnostics: ${name}`, `${folder}/${name}.err`, text);
  });
}

test("diagnostics: every code of the checker has a program", () => {
  const shown = new Set(programs.map((name) => name.slice(0, 4)));
  const codes = Object.keys(diagnosticTable).filter((code) => code.startsWith("T") || code.startsWith("W"));
  assert.deepEqual(
    codes.filter((code) => !shown.has(code)),
    [],
  );
});

test("diagnostics: no orphan goldens", () => {
  const orphans = readdirSync(folder).filter((name) => name.endsWith(".err") && !programs.includes(name.slice(0, -".err".length)));
  assert.deepEqual(orphans, []);
});
