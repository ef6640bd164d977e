// `node build.mjs demo`: the built command runs examples/demo.mochi; its exit code is ours.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";

export function runDemo(cx: BuildContext): void {
  const program = join(cx.root, "examples", "demo.mochi");
  if (!existsSync(program)) {
    throw new BuildFailure("examples/demo.mochi is missing");
  }
  const result = spawnSync(join(cx.root, "dist", "mochi"), ["run", program, ...cx.args], { stdio: "inherit" });
  process.exitCode = result.status ?? 1;
}
