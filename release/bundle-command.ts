// cli/ and core/ in; the compiler core and its launcher out:
//
//   dist/mochi-core   the compiler, one bundle for node
//   dist/build-id     a hash over the bundle, the runtime and its image: part of every cache key
//   dist/mochi.cjs    the launcher as a script for node: what dist/mochi is where no C one can be built
//
// The first lines of both scripts name the node that builds. CommonJS, because Node starts it faster
// than ESM (measured: about 8 ms). dist/mochi itself is build-launcher.ts's.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { readImage } from "../cli/script/runtime-image.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { publish } from "./publish.ts";

const COMMON: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  write: false,
  legalComments: "none",
  logLevel: "warning",
  charset: "utf8",
};

async function bundle(entry: string, options: BuildOptions): Promise<string> {
  try {
    const result = await build({ ...COMMON, ...options, entryPoints: [entry] });
    return result.outputFiles?.[0]?.text ?? "";
  } catch {
    throw new BuildFailure("the compiler doesn't bundle; esbuild's message is above");
  }
}

export async function bundleCommand(cx: BuildContext): Promise<void> {
  const dist = join(cx.root, "dist");
  mkdirSync(dist, { recursive: true });
  publish(join(dist, "package.json"), '{ "type": "commonjs" }\n', 0o644);
  const { version } = JSON.parse(readFileSync(join(cx.root, "package.json"), "utf8")) as { version: string };
  const define = { MOCHI_VERSION: JSON.stringify(version) };
  const core = await bundle(join(cx.root, "cli", "core-entry.ts"), { define });
  const launcher = await bundle(join(cx.root, "cli", "launch.ts"), { define, external: ["./mochi-core"], minifySyntax: true, banner: { js: `#!${process.execPath}` } });
  const image = readImage(join(dist, "script"))?.fingerprint ?? "";
  const buildId = createHash("sha256").update(`${core}\0${image}\0`).update(readFileSync(join(dist, "include", "fingerprint"))).digest("hex").slice(0, 32);
  const changed = publish(join(dist, "mochi-core"), `#!${process.execPath}\n${core}`, 0o755);
  publish(join(dist, "mochi.cjs"), launcher, 0o755);
  if (publish(join(dist, "build-id"), buildId, 0o644) || changed) {
    console.log(`bundled dist/mochi-core (${version}, build ${buildId.slice(0, 16)})`);
  }
}
