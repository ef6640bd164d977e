// A small file of the cache that appears whole or not at all, also beside others who write the same.

import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Throws the system's error, and leaves nothing then. */
export function writeWhole(path: string, contents: Uint8Array | string): void {
  const staged = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(staged, contents, { mode: 0o600 });
    renameSync(staged, path);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}
