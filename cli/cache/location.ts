// Where the cache lives, and whether it may be trusted.
// MOCHI_CACHE_DIR, else MOCHI_HOME/cache, else ~/.mochi/cache. The folder must be ours alone (mode
// 0700, our user id): what lies in it is executed. When it can't be made, is full or belongs to
// somebody else, the answer says why; programs then run from a temporary folder of their own.

import { chmodSync, lstatSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { makeFolders } from "../../vendor/make-folders.ts";
import { describeSystemError, Failure } from "../failure.ts";

export type CacheLocation = { readonly kind: "usable"; readonly folder: string } | { readonly kind: "unusable"; readonly folder: string; readonly reason: string };

/** The user's home; without HOME what the system knows of the user. */
export function userHome(): string {
  const variable = process.platform === "win32" ? "USERPROFILE" : "HOME";
  try {
    return process.env[variable] || userInfo().homedir;
  } catch {
    throw new Failure("there is no place for Mochi's files: neither MOCHI_HOME nor the home folder is known", "name a folder in MOCHI_HOME");
  }
}

/** Mochi's folder in the user's home, absolute. */
export function mochiHome(): string {
  return resolve(process.env["MOCHI_HOME"] || join(userHome(), ".mochi"));
}

/** The cache's folder, absolute, whether or not it exists. */
export function cacheFolder(): string {
  return resolve(process.env["MOCHI_CACHE_DIR"] || join(mochiHome(), "cache"));
}

/** Why that folder's contents must not be executed; undefined when they may. Tightens the mode of a folder of ours. */
export function distrust(folder: string): string | undefined {
  const status = lstatSync(folder);
  if (!status.isDirectory()) {
    return "it is no folder";
  }
  const user = process.getuid?.();
  if (user !== undefined && status.uid !== user) {
    return `it belongs to user ${status.uid}, not to ${user}`;
  }
  if (process.platform !== "win32" && (status.mode & 0o077) !== 0) {
    chmodSync(folder, 0o700);
  }
  return undefined;
}

/** A regular file (no symbolic link) that belongs to us and that nobody else may write. Throws where nothing is. */
export function isOwnFile(path: string): boolean {
  const status = lstatSync(path);
  const user = process.getuid?.();
  return status.isFile() && (user === undefined || (status.uid === user && (status.mode & 0o022) === 0));
}

/** Makes the cache's folder when it isn't there. */
export function openCacheLocation(): CacheLocation {
  const folder = cacheFolder();
  try {
    makeFolders(resolve(folder));
    const reason = distrust(folder);
    return reason === undefined ? { kind: "usable", folder } : { kind: "unusable", folder, reason };
  } catch (error) {
    return { kind: "unusable", folder, reason: describeSystemError(error) };
  }
}
