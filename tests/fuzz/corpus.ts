// Texts for the fuzzer: every program of our own that stands under examples and tests/run.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The texts of all `.mochi` files below the folders, which are named relative to the repository's root. */
export function readCorpus(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => programsBelow(folder)).map((file) => readFileSync(file, "utf8"));
}

function programsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? programsBelow(path) : entry.name.endsWith(".mochi") ? [path] : [];
    });
}
