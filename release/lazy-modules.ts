// Modules as the bundles see them: an esbuild plugin.
//
// `import { createHash } from "node:crypto"` would load that module before the first line of ours runs: Node 24
// needs 2 ms each for crypto, streams and threads, Node 20 up to 20, and a cold `mochi run` few of them.
// So what isn't in Node's own start anyway is loaded when one of its functions is first called. Such
// modules offer functions only (classes can be made by `new`); for anything else there is `await import(…)`,
// which stays as it is. Modules that Node starts with are asked for once, not by each file of ours. picocolors is
// among the lazy ones: it asks standard output whether it is a terminal, and with that loads Node's streams.

import { createRequire } from "node:module";
import type { Plugin } from "esbuild";

/** In memory when Node has started, or as good as. */
const STARTED: ReadonlySet<string> = new Set(["node:buffer", "node:fs", "node:module", "node:os", "node:path", "node:url", "node:util", "node:vm"]);

const NAMESPACE = "lazy-module";

/** Node 24 warns who reads one of these, be it to hand it on. */
const DEPRECATED = /^[A-Z]_OK$/;

function exportedNames(module: string): readonly string[] {
  const properties = Object.getOwnPropertyDescriptors(createRequire(import.meta.url)(module) as object);
  return Object.entries(properties)
    .filter(([name, { get, value }]) => /^[A-Za-z]\w*$/.test(name) && !DEPRECATED.test(name) && get === undefined && (STARTED.has(module) || typeof value === "function"))
    .map(([name]) => name)
    .sort();
}

function contentsOf(module: string): string {
  const names = exportedNames(module);
  if (STARTED.has(module)) {
    return `export const { ${names.join(", ")} } = require("${module}");\n`;
  }
  const functions = names.map((name) => `export function ${name}(...args) {\n  return new.target === undefined ? load().${name}(...args) : new (load().${name})(...args);\n}\n`);
  return `let loaded;\nfunction load() {\n  return (loaded ??= require("${module}"));\n}\n${functions.join("")}`;
}

/** `root`: where packages are found from. */
export function lazyModules(root: string): Plugin {
  return {
    name: "lazy-modules",
    setup(build) {
      build.onResolve({ filter: /^node:/ }, ({ path, kind }) => (kind === "import-statement" ? { path, namespace: NAMESPACE, sideEffects: false } : { path, external: true }));
      build.onResolve({ filter: /^picocolors$/ }, ({ path, kind }) => (kind === "import-statement" ? { path, namespace: NAMESPACE, sideEffects: false } : undefined));
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: contentsOf(path), loader: "js", resolveDir: root }));
    },
  };
}
