// cli/ and core/ in; the compiler core and its launcher out:
//
//   dist/mochi-core   starts the compiler, mochi-core.cjs, from its bytecode (cli/core-start.ts)
//   dist/vendor/packages.cjs   the libraries that only fetching needs, loaded when it does
//   dist/build-id     a hash over the bundles, the runtime, its image and the quick core: part of every cache key
//   dist/mochi.cjs    the launcher as a script for node: what dist/mochi is where no C one can be built
//
// The first lines of both scripts name the node that builds. CommonJS, because Node starts it faster
// than ESM (measured: about 8 ms). dist/mochi itself is build-launcher.ts's.

import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type Metafile } from "esbuild";
import { readImage } from "../cli/script/runtime-image.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { lazyModules } from "./lazy-modules.ts";
import { writePackageNotices } from "./licences.ts";
import { publish } from "./publish.ts";
import { QUICK_CORE } from "./quick-core.ts";

const COMMON: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  legalComments: "none",
  logLevel: "warning",
  charset: "ascii",
  minifySyntax: true,
  minifyWhitespace: true,
  supported: { "dynamic-import": false },
};

/**
 * How V8 is started. It makes three primes of a random number, for hashes that strangers can't foresee: 0.3 to 4 ms, and little with this
 * number in Node 24. Of all V8 flags that could help it is the one that leaves Node's own bytecode valid.
 */
export const CORE_FLAG = "--random-seed=32";

/** What the core compiles to have bytecode for what programs need. */
const WARM_PROGRAMS = ["demo.mochi"];

/** `metafiles` is told what went in. */
async function bundle(cx: BuildContext, metafiles: Metafile[], entry: readonly string[], options: BuildOptions): Promise<string> {
  try {
    const { outputFiles, metafile } = await build({ ...COMMON, ...options, absWorkingDir: cx.root, entryPoints: [join(...entry)], metafile: true, write: false });
    metafiles.push(metafile);
    return outputFiles[0]?.text ?? "";
  } catch {
    throw new BuildFailure("the compiler doesn't bundle; esbuild's message is above");
  }
}

export async function bundleCommand(cx: BuildContext): Promise<void> {
  const dist = join(cx.root, "dist");
  mkdirSync(dist, { recursive: true });
  publish(join(dist, "package.json"), '{ "type": "commonjs" }\n', 0o644);
  const { version } = JSON.parse(readFileSync(join(cx.root, "package.json"), "utf8")) as { version: string };
  const metafiles: Metafile[] = [];
  const define = { MOCHI_VERSION: JSON.stringify(version) };
  const firstLine = `#!${process.execPath} ${CORE_FLAG}`;
  const core = await bundle(cx, metafiles, ["cli", "core-entry.ts"], { define, plugins: [lazyModules(cx.root)] });
  const launcher = await bundle(cx, metafiles, ["cli", "launch.ts"], { define, plugins: [lazyModules(cx.root)], external: ["./mochi-core"], banner: { js: firstLine } });
  const packages = await bundle(cx, metafiles, ["vendor", "packages.ts"], { minify: true, legalComments: "inline" });
  const image = readImage(join(dist, "script"))?.fingerprint ?? "";
  const quickHeap = join(dist, "script", QUICK_CORE.heap);
  const quick = existsSync(quickHeap) ? readFileSync(quickHeap) : "";
  const buildId = createHash("sha256").update(`${core}\0${packages}\0${image}\0`).update(quick).update(readFileSync(join(dist, "include", "fingerprint"))).digest("hex").slice(0, 32);
  mkdirSync(join(dist, "vendor"), { recursive: true });
  publish(join(dist, "vendor", "packages.cjs"), packages, 0o644);
  const start = await bundle(cx, metafiles, ["cli", "core-start.ts"], { banner: { js: firstLine } });
  writePackageNotices(cx, metafiles);
  publish(join(dist, "mochi-core"), start, 0o755);
  publish(join(dist, "mochi.cjs"), launcher, 0o755);
  const changed = publish(join(dist, "mochi-core.cjs"), core, 0o644);
  if (publish(join(dist, "build-id"), buildId, 0o644) || changed) {
    console.log(`bundled dist/mochi-core (${version}, build ${buildId.slice(0, 16)})`);
  }
  warmCore(cx, changed);
}

/** Leaves bytecode of the core; without it the core starts, too, only later. */
function warmCore(cx: BuildContext, changed: boolean): void {
  const dist = join(cx.root, "dist");
  const record = join(dist, "obj", "bytecode.stamp");
  const stamp = `${process.execPath} ${process.version} ${CORE_FLAG}`;
  const bytecode = join(dist, "mochi-core.bytecode");
  if (!changed && existsSync(bytecode) && existsSync(record) && readFileSync(record, "utf8") === stamp) {
    return;
  }
  rmSync(bytecode, { force: true });
  const problem = makeBytecode(cx, process.execPath, bytecode);
  if (problem !== undefined) {
    console.log(`no bytecode for dist/mochi-core: ${problem}`);
  }
  publish(record, stamp, 0o644);
}

/**
 * Writes the bytecode of dist/mochi-core.cjs as that node has it; the reason when that failed. The same every time: nothing
 * of the builder's environment decides which functions run; hashes have a seed; and with a large heap nothing is
 * collected, since V8 would write out the padding of objects, in which freed memory shows through.
 */
export function makeBytecode(cx: BuildContext, node: string, target: string): string | undefined {
  const programs = WARM_PROGRAMS.map((name) => join(cx.root, "examples", name));
  const words = [CORE_FLAG, "--initial-heap-size=1024", join(cx.root, "release", "warm-core.mjs"), join(cx.root, "dist"), target, ...programs];
  const result = spawnSync(node, words, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", env: { PATH: process.env["PATH"] } });
  return result.status === 0 ? undefined : (result.error?.message ?? result.stderr.trim().split("\n").slice(-1).join(""));
}
