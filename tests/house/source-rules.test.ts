// How sources are written: headers, names, sizes, and what core must not touch.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { codeOnly, filesUnder, importsOf, textOf } from "./source-tree.ts";

const TYPESCRIPT = filesUnder(["core", "cli", "vendor", "release", "tests"], ".ts");
const CORE = TYPESCRIPT.filter((path) => path.startsWith("core/"));
const C = [".c", ".h"].flatMap((extension) => filesUnder(["runtime", "cli/launcher"], extension));

/** How many lines of comment a file opens with. */
function headerLines(path: string): number {
  const lines = textOf(path).replace(/^#!.*\n/, "").split("\n");
  if (lines[0]?.startsWith("/*") === true) {
    return lines.findIndex((line) => line.includes("*/")) + 1;
  }
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return end < 0 ? lines.length : end;
}

function lineCount(path: string): number {
  return textOf(path).split("\n").length - 1;
}

// Programs that are tried by hand leave files where they were started, and those get committed.
test("house: nothing lies at the top but what belongs there", () => {
  const folders = ["cli", "core", "docs", "examples", "installer", "release", "runtime", "tests", "vendor"];
  const files = ["ARCHITECTURE.md", "LICENSE", "README.md", "biome.json", "build.mjs", "package-lock.json", "package.json", "tsconfig.json"];
  const made = ["dist", "node_modules"];
  assert.deepEqual(
    readdirSync(".").filter((name) => !name.startsWith(".") && ![...folders, ...files, ...made].includes(name)),
    [],
  );
});

test("house: core has no clock, no chance, no environment", () => {
  const forbidden = /\b(Date|globalThis|process|console|setTimeout|performance|Intl)\b(?!\s*[:?])|\bMath\.random\b|\brequire\(|\.toLocale\w+\(|\.localeCompare\(/;
  const wrong = CORE.flatMap((path) =>
    codeOnly(textOf(path))
      .split("\n")
      .flatMap((line, index) => (forbidden.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(wrong, []);
});

// Comparing with null is how JavaScript's own answers are read (RegExp.exec); making one is not.
test("house: core makes no null", () => {
  const wrong = CORE.flatMap((path) =>
    codeOnly(textOf(path))
      .split("\n")
      .flatMap((line, index) => (/(\breturn|\?\?|[^=!]=|[|:(,])\s*null\b/.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(wrong, []);
});

test("house: every file opens with a comment that says what it is for", () => {
  assert.deepEqual(
    [...TYPESCRIPT, ...C].filter((path) => headerLines(path) < 1),
    [],
  );
});

test("house: no file is two files", () => {
  const limit = (path: string): number => (path.endsWith(".ts") ? 650 : 1000);
  const isTable = (path: string): boolean => /(-table\.h|codes\.ts|builtins\.ts|runtime-abi\.ts|-abi\.h)$/.test(path);
  assert.deepEqual(
    [...TYPESCRIPT, ...C].filter((path) => lineCount(path) > limit(path) && !isTable(path)).map((path) => `${path}: ${lineCount(path)} lines`),
    [],
  );
});

test("house: names are kebab-case and say something", () => {
  const wrong = [...TYPESCRIPT, ...C].filter((path) => {
    const name = basename(path).replace(/(\.test)?\.(ts|c|h)$/, "");
    return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|common|misc|index|stuff|lib)$/.test(name);
  });
  assert.deepEqual(wrong, []);
});

test("house: imports name their extension, nothing re-exports a folder", () => {
  const relative = TYPESCRIPT.flatMap(importsOf).filter(({ to }) => /^(core|cli|vendor|release|tests)\//.test(to));
  assert.deepEqual(
    relative.filter(({ to }) => !/\.(ts|json)$/.test(to)).map(({ from, to }) => `${from}: ${to}`),
    [],
  );
  assert.deepEqual(
    TYPESCRIPT.filter((path) => /^export \* from/m.test(textOf(path))),
    [],
  );
});

test("house: C functions are named mochi_, macros MOCHI_", () => {
  const wrong = C.filter((path) => path.endsWith(".h")).flatMap((path) =>
    codeOnly(textOf(path))
      .split("\n")
      .flatMap((line, index) => {
        const macro = /^#define\s+(\w+)/.exec(line)?.[1];
        const isWrong = macro !== undefined && !/^(MOCHI_|mochi_|_)/.test(macro);
        return isWrong ? [`${path}:${index + 1}: ${macro}`] : [];
      }),
  );
  assert.deepEqual(wrong, []);
});
