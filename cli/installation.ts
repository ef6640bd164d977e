// Where this copy of Mochi lies: the bundles, the prebuilt libraries and the runtime's headers are
// neighbours (dist/; of a release, what the launcher has unpacked). `__dirname` is the folder of the
// bundle, or of the executable that it was made into, with symbolic links resolved.

import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Packages } from "../vendor/vendor-context.ts";
import { loaderWords, restorePreloads, takeSetting } from "./core-loader.ts";
import { Failure } from "./failure.ts";

declare const MOCHI_VERSION: string;

export const VERSION: string = MOCHI_VERSION;

const home = __dirname;

/** In a release the core is an executable, and its bundle lies beside it for threads. */
const bundle = join(home, "mochi-core.js");
export const isRelease: boolean = existsSync(bundle);

const executable = takeSetting("MOCHI_EXECUTABLE");
restorePreloads(process.env);

/** The `mochi` that was called; undefined when there was no launcher. */
export function executablePath(): string | undefined {
  return executable;
}

/** The folder with everything that the compiler carries. */
export function installationFolder(): string {
  return home;
}

/** The compiler's own bundle, a script. */
export function coreScript(): string {
  return isRelease ? bundle : join(home, "mochi-core");
}

/** The words of a command that begins the compiler core; its arguments follow. */
export function coreCommand(): readonly string[] {
  return isRelease ? (loaderWords(home) ?? [process.execPath]) : [process.execPath, ...process.execArgv, coreScript()];
}

export function includeFolder(): string {
  return join(home, "include");
}

/** The script compiler and the runtime image, where the build could make them. */
export function scriptFolder(): string {
  return join(home, "script");
}

/** What programs are linked with by the compiler whose triple it is (cli/targets/runtime-libraries.ts). */
export function libraryFolder(triple: string): string {
  return join(home, "lib", triple);
}

/** What programs for a target are linked with (release/target-archives.ts). */
export function kitFolder(triple: string): string {
  return join(home, "kits", triple);
}

/** Changes with the compiler and with the runtime that programs are linked with; the launcher carries the same. */
export function buildId(): string {
  try {
    return readFileSync(join(home, "build-id"), "utf8");
  } catch {
    throw new Failure(`${join(home, "build-id")} is missing`, "this copy of Mochi is incomplete; build it again with `node build.mjs`");
  }
}

/** Identifies runtime sources and headers: part of every cache key. */
export function runtimeFingerprint(): string {
  try {
    return readFileSync(join(includeFolder(), "fingerprint"), "utf8");
  } catch {
    throw new Failure(`${join(home, "include")} is missing`, "this copy of Mochi is incomplete; build it again with `node build.mjs`");
  }
}

/** The libraries that fetching needs: a bundle beside the core, loaded by name because one-file executables can't bundle it in. */
export function vendorPackages(): Packages {
  const { packages } = createRequire(join(home, "mochi-core"))("./vendor/packages.cjs") as { readonly packages: Packages };
  return packages;
}
