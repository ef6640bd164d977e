// The same program gives the same C, byte for byte: compiled twice, and compiled after others
// (no state survives a compilation).

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { blake3 } from "@noble/hashes/blake3.js";
import { newFileHost } from "../../cli/driver/module-host.ts";
import { type CompileOptions, compile } from "../../core/compile.ts";
import { type Fixture, findFixtures } from "../harness/fixture.ts";

const OPTIONS: CompileOptions = { profile: "release", fastInt: false, mode: "run", verify: false, blake3: (bytes) => blake3(bytes) };

function emitted({ folder, file }: Fixture): string {
  const files = newFileHost();
  const host = { readFile: (path: string) => files.readFile(resolve(folder, path)), listFolder: (path: string) => files.listFolder(resolve(folder, path)) };
  const { c, diagnostics } = compile(host, file, OPTIONS);
  return c ?? diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n");
}

test("house: compiling is deterministic", () => {
  const sample = findFixtures("tests/run").filter((_, index) => index % 10 === 0);
  const first = sample.map(emitted);
  const second = [...sample].reverse().map(emitted).reverse();
  sample.forEach(({ name }, index) => {
    assert.ok(first[index] === second[index], `${name} compiles differently the second time`);
  });
});
