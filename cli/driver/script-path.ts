// A script that is a symbolic link stands for the file that it leads to, by that one's absolute path: its imports and its data
// lie beside it, and so a link in ~/bin is enough to have a program on PATH. All other paths stay as they were written.
// The launcher does the same (mochi_platform_follow_link).

import { lstatSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

export function scriptPath(written: string): string {
  try {
    if (process.platform !== "win32" && lstatSync(written).isSymbolicLink()) {
      const target = realpathSync.native(written);
      return statSync(target).isFile() ? target : written;
    }
  } catch {
    // whoever reads it will say what is wrong
  }
  return written;
}

/** The script's folder, absolute. */
export function folderOfScript(written: string): string {
  return dirname(resolve(scriptPath(written)));
}
