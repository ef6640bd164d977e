// `walk` meets every node of a program that has every construct: compared with plain reflection.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { parse } from "../../core/syntax/parser.ts";
import { walk } from "../../core/syntax/walk.ts";

/** Parts of logic statements and of `select`, which are no nodes by themselves. */
const parts: ReadonlySet<string> = new Set(["variable", "wildcard", "constant", "positive", "negative", "compare", "receive", "send", "after", "default"]);

function nodesByReflection(value: unknown, found: Set<unknown>): Set<unknown> {
  if (Array.isArray(value)) {
    value.forEach((item) => nodesByReflection(item, found));
  } else if (value instanceof Object) {
    if ("kind" in value && "span" in value && typeof value.kind === "string" && !parts.has(value.kind)) {
      found.add(value);
    }
    Object.values(value).forEach((field) => nodesByReflection(field, found));
  }
  return found;
}

test("walk visits every node once, parents before children", () => {
  const diagnostics = new Diagnostics();
  const program = parse(0, newSourceFile("grammar.mochi", readFileSync("tests/fuzz/grammar.mochi", "utf8")), diagnostics);
  assert.deepEqual(diagnostics.list, []);
  const visited: unknown[] = [];
  walk(program, (node) => {
    visited.push(node);
  });
  const expected = nodesByReflection(program, new Set());
  const missing = [...expected].filter((node) => !visited.includes(node)).map((node) => (node as { kind: string }).kind);
  assert.deepEqual(missing, []);
  assert.equal(visited.length, expected.size);
});

test("walk leaves out what is below a node when it is told so", () => {
  const program = parse(0, newSourceFile("a.mochi", "fun f() { g(1) }\nh(2)"), new Diagnostics());
  const calls: string[] = [];
  walk(program, (node) => {
    if (node.kind === "call") {
      calls.push(node.callee.kind === "name" ? node.callee.name : "?");
    }
    return node.kind !== "fun";
  });
  assert.deepEqual(calls, ["h"]);
});
