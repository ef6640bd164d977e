// Programs in, verified aotir out as text, for the tests of the lowering.

import { blake3 } from "@noble/hashes/blake3.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { printProgram } from "../../core/aotir/print.ts";
import { verifyProgram } from "../../core/aotir/verify.ts";
import { lower } from "../../core/lower/lower.ts";
import { newSourceFile } from "../../core/source/source-file.ts";
import { typedTree } from "../instantiate/typed-text.ts";

/** The lines of one function, without its head, dedented. */
export function loweredFunction(text: string, title: string): string {
  const program = lower(typedTree(text), [newSourceFile("test.mochi", text)], { fastInt: false, mode: "run", frames: false, blake3 });
  verifyProgram(program, "lower");
  const lines = printProgram(program).split("\n");
  const start = lines.findIndex((line) => line.startsWith("fun ") && line.endsWith(`// ${title}`));
  assert.ok(start >= 0, `${title} is lowered`);
  const length = lines.slice(start + 1).indexOf("");
  return lines
    .slice(start + 1, length < 0 ? undefined : start + 1 + length)
    .map((line) => line.slice(2).replace(/ ?@\d+/g, ""))
    .join("\n")
    .trimEnd();
}

/** Each case: what it shows, a program, the function to look at, its aotir without sites. */
export function testLowered(cases: readonly (readonly [string, string, string, string])[]): void {
  for (const [fact, text, title, expected] of cases) {
    test(fact, () => {
      assert.equal(loweredFunction(text, title), expected);
    });
  }
}
