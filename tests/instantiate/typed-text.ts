// Programs in, typed trees out, for the tests of the instantiator. Every tree is verified.

import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../../core/check/check.ts";
import { declareProgram } from "../../core/check/declare.ts";
import { instantiate } from "../../core/instantiate/instantiate.ts";
import { printTyped, spell } from "../../core/instantiate/print-typed.ts";
import type { TypedFunction, TypedProgram } from "../../core/instantiate/typed.ts";
import { verifyTyped } from "../../core/instantiate/verify-typed.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { parse } from "../../core/syntax/parser.ts";

/** The verified typed tree of a program. */
export function typedTree(text: string): TypedProgram {
  const diagnostics = new Diagnostics();
  const file = newSourceFile("test.mochi", text);
  const program = parse(0, file, diagnostics);
  const declarations = declareProgram(program, diagnostics);
  check(declarations, diagnostics);
  assert.deepEqual(diagnostics.list.filter((diagnostic) => diagnostic.severity === "error").map((diagnostic) => diagnostic.message), []);
  const typed = instantiate(declarations, [file], diagnostics);
  assert.deepEqual(verifyTyped(typed), []);
  return typed;
}

/** Names with their types: globals and functions, one line each. */
export function typesOf(text: string): readonly string[] {
  const typed = typedTree(text);
  const globals = typed.globals.map((global) => `${global.name}: ${spell(global.type)}${global.checked ? " checked" : ""}`);
  const functions = typed.functions.filter((fn) => fn.kind === "function" || fn.kind === "method").map(signature);
  return [...globals, ...functions];
}

function signature(fn: TypedFunction): string {
  return `${fn.name}(${fn.params.map((param) => spell(param.type)).join(", ")}): ${spell(fn.result)}`;
}

/** Each case: a program, and the types that it must have. */
export function testTypes(title: string, cases: readonly (readonly [text: string, ...types: readonly string[]])[]): void {
  for (const [text, ...types] of cases) {
    test(`${title}: ${text.split("\n").join(" ⏎ ").slice(0, 90)}`, () => assert.deepEqual(typesOf(text), types));
  }
}

/** The printed body of the entry module, without the frame. */
export function bodyOf(text: string): string {
  const printed = printTyped(typedTree(text));
  const start = printed.indexOf("initializer ");
  const body = printed.slice(printed.indexOf("\n", start) + 1, printed.indexOf("\n}", start));
  return body.split("\n").map((line) => line.slice(2)).join("\n");
}

/** Each case: a program, and its top level as the typed tree prints it. */
export function testBodies(title: string, cases: readonly (readonly [text: string, body: string])[]): void {
  for (const [text, body] of cases) {
    test(`${title}: ${text.split("\n").join(" ⏎ ").slice(0, 90)}`, () => assert.equal(bodyOf(text), body));
  }
}
