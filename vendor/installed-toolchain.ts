// Toolchains on this disk: `~/.mochi/toolchains/<name>-<version>/`, whole or absent.
// A folder counts only with its `.ok`, which is the last thing written before the folder gets its
// name, and which says which pinned artifact it was made from. Folders that others may write to are
// not used at all: what lies in them is executed.

import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PinnedToolchain } from "./toolchain-pins.ts";
import type { VendorContext } from "./vendor-context.ts";

/** The last file of an installation, and what it says. */
export const OK_FILE = ".ok";

export interface InstallationSeal {
  readonly name: string;
  readonly version: string;
  /** Of the archive that was unpacked. */
  readonly sha256: string;
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 of the list of files (FILES_FILE). */
  readonly list: string;
}

export function toolchainsFolder(cx: VendorContext): string {
  return join(cx.home, "toolchains");
}

export function toolchainFolder(cx: VendorContext, name: string, pin: PinnedToolchain): string {
  return join(toolchainsFolder(cx), `${name}-${pin.version}`);
}

/** Why nothing in that folder may be executed; undefined when it may, or when there is no folder. */
export function distrust(folder: string): string | undefined {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  if (status === undefined) {
    return undefined;
  }
  if (!status.isDirectory()) {
    return status.isSymbolicLink() ? "it is a symbolic link" : "it is no folder";
  }
  const user = process.getuid?.();
  if (user !== undefined && status.uid !== user) {
    return `it belongs to user ${status.uid}, not to ${user}`;
  }
  return process.platform !== "win32" && (status.mode & 0o022) !== 0 ? "others may write to it" : undefined;
}

/** What an installation's `.ok` says; undefined when there is none or it is of another artifact than the pinned ones. */
export function readSeal(folder: string, name: string, pin: PinnedToolchain): InstallationSeal | undefined {
  try {
    const seal = JSON.parse(readFileSync(join(folder, OK_FILE), "utf8")) as InstallationSeal;
    const isPinned = seal.name === name && seal.version === pin.version && pin.artifacts.some(({ sha256 }) => sha256 === seal.sha256);
    return isPinned ? seal : undefined;
  } catch {
    return undefined;
  }
}
