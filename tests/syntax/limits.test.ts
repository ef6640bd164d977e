// Size and depth: a hundred thousand of anything ends in a diagnostic or a tree, never in a crash.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { parse } from "../../core/syntax/parser.ts";
import { leftSpine, walk } from "../../core/syntax/walk.ts";

const MANY = 100_000;

function errorsOf(text: string): readonly string[] {
  const diagnostics = new Diagnostics();
  parse(0, newSourceFile("deep.mochi", text), diagnostics);
  return diagnostics.list.map((diagnostic) => diagnostic.code);
}

const deep: Readonly<Record<string, string>> = {
  parentheses: `let x = ${"(".repeat(MANY)}1${")".repeat(MANY)}`,
  "open parentheses": `let x = ${"(".repeat(MANY)}`,
  lists: `let x = ${"[".repeat(MANY)}1${"]".repeat(MANY)}`,
  maps: `let x = ${"{a:".repeat(MANY)}1${"}".repeat(MANY)}`,
  braces: "{".repeat(MANY),
  minus: `let x = ${"-".repeat(MANY)}1`,
  "minus and parentheses": `let x = ${`${"-".repeat(100)}(`.repeat(1000)}1`,
  "else if in else if": "if a { f() } else if b { ".repeat(1000),
  not: `let x = ${"!".repeat(MANY)}true`,
  "else if": `if a { f() }${" else if a { f() }".repeat(MANY)}`,
  "else if in expressions": `let x = if a { 1 }${" else if a { 1 }".repeat(MANY)}`,
  blocks: `${"if a { ".repeat(MANY)}f()${"}".repeat(MANY)}`,
  "functions in functions": `${"fun f() { ".repeat(MANY)}${"}".repeat(MANY)}`,
  types: `let x: ${"list<".repeat(MANY)}int${">".repeat(MANY)}`,
  "record types": `let x: ${"{a:".repeat(MANY)}int${"}".repeat(MANY)}`,
  "function types": `let x: ${"fun(): ".repeat(MANY)}int`,
  lambdas: `let x = ${"fun() => ".repeat(MANY)}1`,
  calls: `let x = ${"f(".repeat(MANY)}1${")".repeat(MANY)}`,
  indexes: `let x = ${"a[".repeat(MANY)}1${"]".repeat(MANY)}`,
  matches: `let x = ${"match a { 1 => ".repeat(MANY)}1${"}".repeat(MANY)}`,
  "match blocks": `let x = ${"match a { 1 => { ".repeat(MANY)}1${"} }".repeat(MANY)}`,
  patterns: `let x = match a { ${"P(".repeat(MANY)}1${")".repeat(MANY)} => 1 }`,
  destructuring: `let ${"[".repeat(MANY)}a${"]".repeat(MANY)} = x`,
  "f-strings": `let x = ${'f"{'.repeat(MANY)}1${'}"'.repeat(MANY)}`,
  queries: `let x = ${"from a in ".repeat(MANY)}b`,
  loads: `let x = ${"load ".repeat(MANY)}y`,
  saves: `${"save ".repeat(MANY)}y`,
};

for (const [name, text] of Object.entries(deep)) {
  test(`too deep: ${name}`, () => {
    assert.deepEqual(errorsOf(text), ["P080"]);
  });
}

const long: Readonly<Record<string, string>> = {
  operators: `let x = 1${" + 1".repeat(MANY)}`,
  fields: `let x = a${".b".repeat(MANY)}`,
  calls: `let x = f${"(1)".repeat(MANY)}`,
  casts: `let x = a${" as int".repeat(MANY)}`,
  "list elements": `let x = [${"1, ".repeat(MANY)}]`,
  statements: "f()\n".repeat(MANY),
  arms: `let x = match a {${" 1 => 2\n -1 => 3\n".repeat(MANY / 2)}}`,
};

for (const [name, text] of Object.entries(long)) {
  test(`long: ${name}`, () => {
    assert.deepEqual(errorsOf(text), []);
  });
}

test("trees of long chains are walked without recursion", () => {
  const program = parse(0, newSourceFile("long.mochi", `let x = 1${" + 1".repeat(MANY)}`), new Diagnostics());
  let nodes = 0;
  walk(program, () => {
    nodes++;
  });
  assert.equal(nodes, 2 * MANY + 4);
  const [statement] = program.statements;
  assert.ok(statement?.kind === "let" && statement.value !== undefined);
  assert.equal(leftSpine(statement.value).length, MANY + 1);
});

test("many errors end early", () => {
  assert.ok(errorsOf("let = 1\n".repeat(MANY)).length <= 60);
  assert.ok(errorsOf("' ".repeat(MANY)).length <= 60);
  assert.ok(errorsOf('"" '.repeat(MANY)).length <= 60);
});
