// cli/quick/quick-start.ts in, the quick core's bundle out: one script for QuickJS. An esbuild plugin puts other modules in the place of
// Node's and of those of ours that need all of Node. What a module must offer for the bundle's sake, but no cold run
// calls, hands the run over to the compiler core.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";

/** Which file is taken for a package, or for a file of ours. What it doesn't export hands over. */
const INSTEAD: Readonly<Record<string, string>> = {
  "node:buffer": "cli/quick/node/buffer.ts",
  "node:crypto": "cli/quick/node/crypto.ts",
  "node:fs": "cli/quick/node/fs.ts",
  "node:os": "cli/quick/node/os.ts",
  "node:path": "cli/quick/node/path.ts",
  "@noble/hashes/blake3.js": "cli/quick/node/noble-hashes.ts",
  "@noble/hashes/utils.js": "cli/quick/node/noble-hashes.ts",
  "cli/installation.ts": "cli/quick/instead/installation.ts",
  "cli/driver/build-for-here.ts": "cli/quick/instead/build-for-here.ts",
  "cli/driver/execute.ts": "cli/quick/instead/execute.ts",
};

/** Files that only hand over. */
const LEFT_OUT: ReadonlySet<string> = new Set(["cli/driver/c-compiler.ts", "cli/driver/deep-front-end.ts", "cli/driver/known-compiler.ts", "cli/driver/native-compiler.ts", "cli/command-line/commands.ts", "vendor/lock.ts"]);

const NAMESPACE = "quick";

/** The names of what a file of ours exports, types aside. */
function exportsOf(path: string): readonly string[] {
  return [...readFileSync(path, "utf8").matchAll(/^export (?:async )?(?:const|function|class|let) (\w+)/gm)].map(([, name = ""]) => name);
}

function exportsOfNode(module: string): readonly string[] {
  return Object.keys(createRequire(import.meta.url)(module) as object).filter((name) => /^[A-Za-z]\w*$/.test(name));
}

function contentsOf(cx: BuildContext, name: string): string {
  const instead = INSTEAD[name];
  const offered = name.startsWith("node:") ? exportsOfNode(name) : name.startsWith("@") ? [] : exportsOf(join(cx.root, name));
  const own = instead === undefined ? [] : exportsOf(join(cx.root, instead));
  const others = offered.filter((one) => !own.includes(one)).map((one) => `export const ${one} = () => host.handOver("${name}: ${one}");\n`);
  return `${instead === undefined ? "" : `export * from ${JSON.stringify(join(cx.root, instead))};\n`}${others.join("")}`;
}

function quickModules(cx: BuildContext): Plugin {
  return {
    name: "quick-modules",
    setup(builder) {
      builder.onResolve({ filter: /^(node:|@noble\/hashes\/)/ }, ({ path }) => ({ path, namespace: NAMESPACE, sideEffects: false }));
      builder.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir, importer }) => {
        const name = relative(cx.root, join(resolveDir, path));
        const isOwn = relative(cx.root, importer).startsWith("cli/quick/instead/");
        return (INSTEAD[name] !== undefined && !isOwn) || LEFT_OUT.has(name) ? { path: name, namespace: NAMESPACE, sideEffects: false } : undefined;
      });
      builder.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: contentsOf(cx, path), loader: "js", resolveDir: cx.root }));
    },
  };
}

/** The bundle's text. */
export async function quickBundle(cx: BuildContext): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [join("cli", "quick", "quick-start.ts")],
      absWorkingDir: cx.root,
      bundle: true,
      write: false,
      platform: "neutral",
      mainFields: ["main"],
      format: "iife",
      target: "es2022",
      charset: "ascii",
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: "none",
      logLevel: "warning",
      plugins: [quickModules(cx)],
    });
    return outputFiles[0]?.text ?? "";
  } catch {
    throw new BuildFailure("the quick core doesn't bundle; esbuild's message is above");
  }
}
