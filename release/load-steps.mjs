// Second step of the build: the other steps are TypeScript, which Node 20 doesn't run.
// Enters: release/steps.ts. Leaves: its exports, bundled into dist/build/steps.mjs.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Bundles and imports release/steps.ts. */
export async function loadSteps(root) {
  const { build } = await import("esbuild");
  const outfile = join(root, "dist", "build", "steps.mjs");
  await build({
    entryPoints: [join(root, "release", "steps.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href);
}
