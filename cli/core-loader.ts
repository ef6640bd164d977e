// On Linux a release carries the C and C++ libraries that its compiler core, a node, is linked with, and glibc's loader,
// which starts it with them (release/core-libraries.ts): the machine's own may be missing, too old, or musl. The launcher
// speaks of the same files (cli/launcher/payload/core-location.c); the words are ld.so's documented options.
// The core then finds in /proc/self/exe, so in process.execPath, the loader, which is why it lies beside it.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** glibc's `ld-linux-….so`, by the name that lists of processes show. */
export const LOADER = "mochi-loader";

/** Beside it. */
export const LIBRARY_FOLDER = "glibc";

/** What the user's loader shall put into programs isn't for the carried one: the launcher renames these variables. */
const PRELOADS = ["LD_PRELOAD", "LD_AUDIT"] as const;
const KEPT = "MOCHI_KEPT_";

/** The words that begin the core in the folder of a release; undefined where none are carried. */
export function loaderWords(folder: string): readonly string[] | undefined {
  const loader = join(folder, LOADER);
  if (!existsSync(loader)) {
    return undefined;
  }
  // Where the path has what lists of paths are parted by, the loader shall look up the folder itself, for which it needs /proc.
  const libraries = /[:;$]/.test(folder) ? `$ORIGIN/${LIBRARY_FOLDER}` : join(folder, LIBRARY_FOLDER);
  return [loader, "--inhibit-cache", "--library-path", libraries, join(folder, "mochi-core")];
}

/** What the launcher says in the environment; programs that we start needn't know. */
export function takeSetting(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}

/** Gives programs that we start the user's preloads again. */
export function restorePreloads(environment: NodeJS.ProcessEnv): void {
  for (const name of PRELOADS) {
    const value = environment[KEPT + name];
    if (value !== undefined) {
      environment[name] = value;
      delete environment[KEPT + name];
    }
  }
}

/** The environment for another core. */
export function withoutPreloads(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { LD_PRELOAD: _preload, LD_AUDIT: _audit, ...rest } = environment;
  return rest;
}
