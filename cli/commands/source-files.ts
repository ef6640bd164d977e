// Files and folders on a command line → Mochi sources. A folder stands for every `.mochi` file
// under it, sorted; hidden folders and node_modules are left out.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describeSystemError, Failure, systemRemedy } from "../failure.ts";

function walk(folder: string, found: string[]): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules") {
      walk(path, found);
    } else if (entry.isFile() && entry.name.endsWith(".mochi")) {
      found.push(path);
    }
  }
}

/** The sources that these paths stand for. */
export function sourceFiles(paths: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const path of paths) {
    try {
      if (statSync(path).isDirectory()) {
        walk(path, found);
      } else {
        found.push(path);
      }
    } catch (error) {
      const where = error instanceof Error && "path" in error ? String(error.path) : path;
      throw new Failure(`${where}: ${describeSystemError(error)}`, systemRemedy(error));
    }
  }
  return found;
}
