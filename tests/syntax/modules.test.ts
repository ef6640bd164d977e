// The module graph over a file system that is a map.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModuleHost } from "../../core/modules/host.ts";
import { loadModules, type ModuleGraph } from "../../core/modules/module-graph.ts";
import { joinPath } from "../../core/modules/path.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";
import { renderDiagnostics } from "../../core/source/render.ts";

type Files = Readonly<Record<string, string>>;

function hostOf(files: Files): ModuleHost {
  return {
    readFile: (path) => (files[path] === undefined ? { kind: "missing" } : { kind: "text", text: files[path] }),
    listFolder: (path) => {
      const prefix = path === "." ? "" : `${path}/`;
      const inside = Object.keys(files).filter((file) => file.startsWith(prefix));
      const names = inside.map((file) => file.slice(prefix.length)).filter((name) => !name.includes("/") && name.endsWith(".mochi"));
      return inside.length === 0 ? undefined : names.sort();
    },
  };
}

function load(files: Files, entry = "main.mochi"): { graph: ModuleGraph; codes: string[]; text: string } {
  const diagnostics = new Diagnostics();
  const graph = loadModules(hostOf(files), entry, diagnostics);
  return { graph, codes: diagnostics.list.map((one) => one.code), text: renderDiagnostics(diagnostics.list, graph.files) };
}

function orderOf(graph: ModuleGraph): string[] {
  return graph.order.map((index) => graph.modules[index]?.path ?? "?");
}

test("modules are ordered depth first as the imports stand, the entry last", () => {
  const { graph, codes } = load({
    "main.mochi": 'import "./b"\nimport "./a" as first\nimport "lib/c"',
    "a.mochi": 'import "./lib/c"\nexport let x = 1',
    "b.mochi": 'import "./a"',
    "lib/c.mochi": "export fun f() { }",
  });
  assert.deepEqual(codes, []);
  assert.deepEqual(orderOf(graph), ["lib/c.mochi", "a.mochi", "b.mochi", "main.mochi"]);
  const main = graph.modules[graph.entry];
  assert.deepEqual([...(main?.imports.keys() ?? [])], ["b", "first", "c"]);
  assert.equal(main?.imports.get("c"), graph.modules.findIndex((module) => module.path === "lib/c.mochi"));
});

test("spans number the files in the order in which they were read", () => {
  const { graph } = load({ "main.mochi": 'import "./a"', "a.mochi": "let x = 1" });
  assert.deepEqual(graph.files.map((file) => file.path), ["main.mochi", "a.mochi"]);
  assert.equal(graph.modules[0]?.program.statements[0]?.span.file, 1);
});

test("a folder is one module of all its files", () => {
  const { graph, codes } = load({
    "main.mochi": 'import "./geo"',
    "geo/b.mochi": "package geo\nlet b = 2",
    "geo/a.mochi": "package geo\nlet a = 1",
  });
  assert.deepEqual(codes, []);
  const geo = graph.modules[0];
  assert.equal(geo?.path, "geo");
  assert.deepEqual(geo?.files.map((file) => graph.files[file]?.path), ["geo/a.mochi", "geo/b.mochi"]);
  assert.equal(geo?.program.statements.length, 2);
});

test("a file comes before a folder of the same name", () => {
  const { graph } = load({ "main.mochi": 'import "./geo"', "geo.mochi": "let a = 1", "geo/a.mochi": "let b = 1" });
  assert.deepEqual(orderOf(graph), ["geo.mochi", "main.mochi"]);
});

test("relative paths start at the importing file, others at the entry's folder", () => {
  const { graph, codes } = load(
    { "app/main.mochi": 'import "lib/a"', "app/lib/a.mochi": 'import "../b"\nimport "c.mochi"', "app/b.mochi": "", "app/c.mochi": "" },
    "app/main.mochi",
  );
  assert.deepEqual(codes, []);
  assert.deepEqual(orderOf(graph), ["app/b.mochi", "app/c.mochi", "app/lib/a.mochi", "app/main.mochi"]);
});

test("a missing module says where it was looked for and what is near", () => {
  const { codes, text } = load({ "main.mochi": 'import "./shapse"', "shapes.mochi": "" });
  assert.deepEqual(codes, ["M001"]);
  assert.match(text, /module "\.\/shapse" not found/);
  assert.match(text, /main\.mochi:1:8/);
  assert.match(text, /`shapse\.mochi` and the folder `shapse`/);
  assert.match(text, /did you mean "\.\/shapes"\?/);
});

test("a cycle is shown with its path", () => {
  const { codes, text } = load({ "main.mochi": 'import "./a"', "a.mochi": 'import "./b"', "b.mochi": 'import "./a"' });
  assert.deepEqual(codes, ["M002"]);
  assert.match(text, /modules import each other: a → b → a/);
  assert.match(text, /b\.mochi:1:8/);
});

test("a module may not import itself", () => {
  assert.deepEqual(load({ "main.mochi": 'import "./main"' }).codes, ["M002"]);
});

test("foreign modules are kept apart by alias, or refused", () => {
  const { graph, codes } = load({ "main.mochi": 'import python "os.path"\nimport c "math.h" as m\nimport lua "x"\nimport zig "y"' });
  assert.deepEqual(codes, ["M006", "M006"]);
  assert.deepEqual([...(graph.modules[graph.entry]?.foreign.keys() ?? [])], ["os", "m"]);
});

test("what cannot be imported", () => {
  assert.deepEqual(load({ "main.mochi": 'import "./2d"', "2d.mochi": "" }).codes, ["M008"]);
  assert.deepEqual(load({ "main.mochi": 'import "./pkg"', "pkg/notes.txt": "" }).codes, ["M007"]);
  assert.deepEqual(load({ "main.mochi": 'import "./a"\nimport "./b" as a', "a.mochi": "", "b.mochi": "" }).codes, ["M010"]);
  assert.deepEqual(load({ "main.mochi": 'import "./p"', "p/a.mochi": "package x", "p/b.mochi": "package y" }).codes, ["M009"]);
  assert.deepEqual(load({ "main.mochi": 'import "./a"', "a.mochi": "let = 1" }).codes, ["P999"]);
});

test("a missing entry suggests its neighbour", () => {
  const { codes, text } = load({ "main.mochi": "" }, "mian.mochi");
  assert.deepEqual(codes, ["M001"]);
  assert.match(text, /file not found: mian\.mochi/);
  assert.match(text, /Did you mean `main\.mochi`\?/);
});

test("unreadable and badly encoded files", () => {
  const codesOf = (host: ModuleHost): string[] => {
    const diagnostics = new Diagnostics();
    loadModules(host, "main.mochi", diagnostics);
    return diagnostics.list.map((one) => `${one.code} ${one.message}`);
  };
  assert.deepEqual(codesOf({ readFile: () => ({ kind: "unreadable", reason: "permission denied" }), listFolder: () => undefined }), [
    "M004 cannot read main.mochi: permission denied",
  ]);
  assert.deepEqual(codesOf({ readFile: () => ({ kind: "invalid-utf8", offset: 7 }), listFolder: () => undefined }), [
    "M005 main.mochi is not UTF-8: bad byte at offset 7",
  ]);
});

test("paths are joined as text", () => {
  assert.equal(joinPath("a/b", "../c"), "a/c");
  assert.equal(joinPath(".", "./x"), "x");
  assert.equal(joinPath(".", "../x"), "../x");
  assert.equal(joinPath("..", "../x"), "../../x");
  assert.equal(joinPath("/a", "../../x"), "/x");
  assert.equal(joinPath("a", "/x/./y"), "/x/y");
});
