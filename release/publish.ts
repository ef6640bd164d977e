// Putting a finished file into dist/: by renaming, and only when it differs from what is there.

import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";

/** Writes the whole file or nothing; true when something changed. */
export function publish(path: string, contents: string | Uint8Array, mode: number): boolean {
  const bytes = Buffer.from(contents);
  if (existsSync(path) && (statSync(path).mode & 0o777) === mode && readFileSync(path).equals(bytes)) {
    return false;
  }
  const staged = `${path}.${process.pid}.tmp`;
  writeFileSync(staged, bytes);
  chmodSync(staged, mode);
  renameSync(staged, path);
  return true;
}
