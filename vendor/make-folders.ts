// `mkdir -p` that says what is wrong: Node's own answers ENOENT where the file system is read-only.

import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** The folders of an absolute path that aren't there, closed to everybody else. Throws the system's error. */
export function makeFolders(path: string): void {
  let first = path;
  while (!existsSync(dirname(first))) {
    first = dirname(first);
  }
  try {
    mkdirSync(first, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
