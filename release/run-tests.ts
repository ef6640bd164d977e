// tests/**/*.test.ts in, Node's test runner's verdict out.
// Tests are bundled (Node 20 doesn't run TypeScript) into dist/tests with shared chunks, with the
// programs that they start (tests/**/*-child.ts), and run in the repository's folder. Arguments
// narrow: a part of a test file's path, else of a fixture's name.
// They have no network (MOCHI_OFFLINE) but where a test asks for one of its own.
// The reporter is ours (tests/harness/reporter.ts): failures in full, then Node's summary, last.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";

const FIXTURES = "run/run.test";

function filesEnding(root: string, ending: string): readonly string[] {
  return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .sort();
}

function testFiles(root: string): readonly string[] {
  return filesEnding(root, ".test.ts");
}

/** Bundles every test file; removes bundles of tests that are gone. */
export async function bundleTests(cx: BuildContext): Promise<void> {
  const outdir = join(cx.root, "dist", "tests", "bundle");
  rmSync(outdir, { recursive: true, force: true });
  try {
    await build({
      entryPoints: [...testFiles(cx.root), ...filesEnding(cx.root, "-child.ts"), join("harness", "reporter.ts")].map((name) => join(cx.root, "tests", name)),
      outdir,
      outbase: join(cx.root, "tests"),
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      sourcemap: "inline",
      define: { MOCHI_VERSION: '"test"' },
      logLevel: "warning",
    });
  } catch {
    throw new BuildFailure("the tests don't bundle; esbuild's message is above");
  }
}

function bundled(name: string): string {
  return join("dist", "tests", "bundle", name.replace(/\.ts$/, ".mjs"));
}

function runNode(cx: BuildContext, files: readonly string[], environment: NodeJS.ProcessEnv): void {
  const args = ["--enable-source-maps", "--test", "--test-concurrency=2", `--test-reporter=./${bundled("harness/reporter.ts")}`, "--test-reporter-destination=stdout"];
  const result = spawnSync(process.execPath, [...args, ...files.map(bundled)], { cwd: cx.root, stdio: "inherit", env: { MOCHI_OFFLINE: "1", ...environment } });
  process.exitCode = result.status ?? 1;
}

export function runTests(cx: BuildContext): void {
  const all = testFiles(cx.root);
  const named = cx.args.length === 0 ? all : all.filter((name) => cx.args.some((filter) => name.includes(filter)));
  const [filter = "", ...others] = cx.args.filter((word) => !all.some((name) => name.includes(word)));
  if (filter === "") {
    runNode(cx, named, process.env);
  } else if (cx.args.length === 1) {
    runNode(cx, [`${FIXTURES}.ts`], { ...process.env, MOCHI_TEST_FILTER: filter.replace(/^(tests\/)?run\//, "") });
  } else {
    throw new BuildFailure(`no test file's path contains ${[filter, ...others].map((word) => `«${word}»`).join(", ")}; several words name files, a part of a fixture's name stands alone`, 2);
  }
}

/** Rewrites expected outputs of tests whose name contains the argument. */
export function updateGoldens(cx: BuildContext): void {
  const [filter] = cx.args;
  if ((process.env["CI"] ?? "") !== "") {
    throw new BuildFailure("goldens are never updated in CI");
  }
  if (filter === undefined) {
    throw new BuildFailure("say which: `node build.mjs update-goldens run/strings` (a part of the tests' names)", 2);
  }
  const fixtures = { MOCHI_TEST_FILTER: filter.replace(/^(tests\/)?run\//, "") };
  const isFixture = existsSync(join(cx.root, "tests", "run")) && filter.startsWith("run/");
  const files = isFixture ? [`${FIXTURES}.ts`] : testFiles(cx.root);
  runNode(cx, files, { ...process.env, ...(isFixture ? fixtures : {}), MOCHI_UPDATE_GOLDENS: filter });
}
