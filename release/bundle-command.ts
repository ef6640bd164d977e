// cli/ and core/ in, dist/mochi and dist/command.cjs out.
// dist/mochi is the small launcher that every call loads: it answers a cached `mochi run` alone.
// Everything else, the compiler included, is dist/command.cjs, loaded only when needed.
// CommonJS, because Node starts it faster than ESM (measured: about 8 ms); the build id that goes
// into cache keys is the hash of the bundles' own bytes.

import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";

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

function publish(path: string, text: string, mode: number): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === text) {
    return false;
  }
  const staged = `${path}.${process.pid}.tmp`;
  writeFileSync(staged, text);
  chmodSync(staged, mode);
  renameSync(staged, path);
  return true;
}

export async function bundleCommand(cx: BuildContext): Promise<void> {
  const dist = join(cx.root, "dist");
  mkdirSync(dist, { recursive: true });
  publish(join(dist, "package.json"), '{ "type": "commonjs" }\n', 0o644);
  const { version } = JSON.parse(readFileSync(join(cx.root, "package.json"), "utf8")) as { version: string };
  const define = { MOCHI_VERSION: JSON.stringify(version) };
  const command = await bundle(join(cx.root, "cli", "main.ts"), { define });
  const buildId = createHash("sha256").update(command).digest("hex").slice(0, 16);
  const launcher = await bundle(join(cx.root, "cli", "launch.ts"), {
    define: { ...define, MOCHI_BUILD_ID: JSON.stringify(buildId) },
    external: ["./command.cjs"],
    minifySyntax: true,
    banner: { js: "#!/usr/bin/env node" },
  });
  const changed = publish(join(dist, "command.cjs"), command, 0o644);
  if (publish(join(dist, "mochi"), launcher, 0o755) || changed) {
    console.log(`bundled dist/mochi (${version}, build ${buildId})`);
  }
}
