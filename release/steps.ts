// The steps that build.mjs lists, and the loop that runs them.
// A step takes the build's context and returns when its output is up to date; it does nothing that
// isn't needed. A step fails by throwing a BuildFailure, whose message is all a person should see.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { bundleCommand } from "./bundle-command.ts";
import { buildLauncher } from "./build-launcher.ts";
import { BuildFailure } from "./build-failure.ts";
import { findCompilers } from "./find-compilers.ts";
import type { BuildContext } from "./build-context.ts";
import { makeRelease } from "./make-release.ts";
import { beginQuickCore } from "./quick-core.ts";
import { runDemo } from "./run-demo.ts";
import { runtimeLibrary } from "./runtime-library.ts";
import { bundleTests, runTests, updateGoldens } from "./run-tests.ts";
import { foreignImages, scriptImage } from "./script-image.ts";
import { targetArchives } from "./target-archives.ts";
import { thirdPartyLibraries } from "./third-party-libraries.ts";
import { zstdDecoder } from "./zstd-decoder.ts";

export { beginQuickCore, buildLauncher, bundleCommand, bundleTests, findCompilers, foreignImages, makeRelease, runDemo, runTests, runtimeLibrary, scriptImage, targetArchives, thirdPartyLibraries, updateGoldens, zstdDecoder };

export type Step = (cx: BuildContext) => void | Promise<void>;

/** Removes everything that a build makes. */
export function cleanOutput(cx: BuildContext): void {
  rmSync(join(cx.root, "dist"), { recursive: true, force: true });
}

/** Runs the steps of the goal that the arguments name (`build` when they name none). */
export async function runSteps(root: string, args: readonly string[], goals: Readonly<Record<string, readonly Step[]>>): Promise<void> {
  const [goal = "build", ...rest] = args;
  const steps = goals[goal];
  if (steps === undefined) {
    console.error(`build: no goal «${goal}»; there are: ${Object.keys(goals).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const cx: BuildContext = { root, args: rest, compilers: [] };
  try {
    for (const step of steps) {
      await step(cx);
    }
  } catch (error) {
    if (!(error instanceof BuildFailure)) {
      throw error;
    }
    console.error(`build: ${error.message}`);
    process.exitCode = error.exitCode;
  }
}
