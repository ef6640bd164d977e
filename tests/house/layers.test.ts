// Who may import whom: the folders of the repository, and inside core the order of the phases.
// Cycles between files exist only inside a phase that walks a tree, where the functions for
// expressions, statements and types call each other because the grammar does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filesUnder, type ImportLine, importsOf } from "./source-tree.ts";

const PHASES = ["source", "syntax", "modules", "types", "check", "instantiate", "plan", "aotir", "lower", "optimize", "emit"];
const RECURSIVE = new Set(["syntax", "check", "instantiate", "lower", "optimize", "emit"]);

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  vendor: ["vendor"],
  cli: ["cli", "core", "vendor"],
  release: ["release", "cli", "vendor"],
  tests: ["tests", "release", "cli", "core", "vendor"],
};

/** The table of runtime functions is data without imports: the build reads it, too. */
const SHARED_TABLE = "core/aotir/runtime-abi.ts";

const FOLDERS = Object.keys(MAY_IMPORT);
const imports: readonly ImportLine[] = filesUnder(FOLDERS, ".ts").flatMap(importsOf);
const own = imports.filter(({ to }) => to.endsWith(".ts"));

function shown(lines: readonly ImportLine[]): readonly string[] {
  return lines.map(({ from, to }) => `${from} imports ${to}`);
}

test("house: folders import only what they may", () => {
  const wrong = own.filter(({ from, to }) => to !== SHARED_TABLE && MAY_IMPORT[from.split("/")[0] ?? ""]?.includes(to.split("/")[0] ?? "") !== true);
  assert.deepEqual(shown(wrong), []);
});

test("house: core imports no packages", () => {
  const wrong = imports.filter(({ from, to }) => from.startsWith("core/") && !to.endsWith(".ts"));
  assert.deepEqual(shown(wrong), []);
});

test("house: inside core, phases import only phases to their left", () => {
  const wrong = own.filter(({ from, to }) => {
    const [left, right] = [from, to].map((path) => PHASES.indexOf(path.split("/")[1] ?? ""));
    return from.startsWith("core/") && left !== undefined && right !== undefined && left >= 0 && (right < 0 || right > left);
  });
  assert.deepEqual(shown(wrong), []);
  assert.deepEqual(importsOf(SHARED_TABLE).map(({ to }) => to), [], `${SHARED_TABLE} stays a table without imports`);
});

/** Strongly connected components of more than one file (Tarjan 1972). */
function cycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const next of edges.get(file) ?? []) {
      const reached = index.has(next) ? (stack.includes(next) ? (index.get(next) ?? own) : own) : visit(next);
      low.set(file, Math.min(low.get(file) ?? own, reached));
    }
    if (low.get(file) === own) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1) {
        found.push(component.sort());
      }
    }
    return low.get(file) ?? own;
  };
  for (const file of edges.keys()) {
    if (!index.has(file)) {
      visit(file);
    }
  }
  return found;
}

test("house: no import cycles, except inside one phase that walks a tree", () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, isType } of own) {
    if (!isType) {
      edges.set(from, [...(edges.get(from) ?? []), to]);
    }
  }
  const wrong = cycles(edges).filter((cycle) => {
    const places = new Set(cycle.map((file) => file.split("/").slice(0, 2).join("/")));
    const [place = ""] = places;
    return places.size > 1 || !place.startsWith("core/") || !RECURSIVE.has(place.slice("core/".length));
  });
  assert.deepEqual(wrong, []);
});
