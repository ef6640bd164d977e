// Toolchains on this disk: `~/.mochi/toolchains/<name>-<version>/`, whole or absent.
// A folder counts only with its `.ok`, which is the last thing written before the folder gets its
// name, and which says which pinned artifact it was made from. Folders that others may write to are
// not used at all: what lies in them is executed.

import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { UnpackedFile } from "./archive-entry.ts";
import { makeFolders } from "./make-folders.ts";
import type { PinnedToolchain } from "./toolchain-pins.ts";
import { type VendorContext, VendorFailure } from "./vendor-context.ts";
import { sha256OfFile } from "./verify-artifact.ts";

/** In Mochi's folder. */
export const TOOLCHAINS = "toolchains";
/** The last file of an installation. */
export const OK_FILE = ".ok";
/** One line per file: SHA-256, kind, size, path. */
export const FILES_FILE = ".files";

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
  return join(cx.home, TOOLCHAINS);
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

/** Throws when nothing in that folder may be used. */
export function refuseForeignFolder(folder: string): void {
  const reason = distrust(folder);
  if (reason !== undefined) {
    throw new VendorFailure(`${folder} is not used: ${reason}`, "remove it, or name another home for Mochi in MOCHI_HOME");
  }
}

/** Makes the folder `root/names…` where it isn't there; each level below `root` must be ours. */
export function makeOwnFolder(root: string, ...names: readonly string[]): string {
  makeFolders(resolve(root));
  let folder = root;
  for (const name of names) {
    folder = join(folder, name);
    refuseForeignFolder(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return folder;
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

/** The toolchain's main program in a folder; undefined when it isn't there. */
export function mainProgram(folder: string, pin: PinnedToolchain): string | undefined {
  return [join(folder, `${pin.program}.exe`), join(folder, pin.program)].find((path) => existsSync(path));
}

export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What FILES_FILE holds. Paths have no line breaks: archive-entry.ts sees to that. */
export function listText(files: readonly UnpackedFile[]): string {
  return files.map(({ sha256, kind, size, path }) => `${sha256} ${kind} ${size} ${path}\n`).join("");
}

function present(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll(sep, "/"));
}

/** Reads every file of an installation again; what is wrong with it, one line each. */
export async function damageOf(folder: string, name: string, pin: PinnedToolchain): Promise<readonly string[]> {
  const seal = readSeal(folder, name, pin);
  const list = existsSync(join(folder, FILES_FILE)) ? readFileSync(join(folder, FILES_FILE), "utf8") : "";
  if (seal === undefined || sha256Of(list) !== seal.list) {
    return [seal === undefined ? `${OK_FILE} is missing or of another version` : `${FILES_FILE} was changed`];
  }
  const damage: string[] = [];
  const unexpected = new Set(present(folder));
  unexpected.delete(OK_FILE);
  unexpected.delete(FILES_FILE);
  for (const line of list.split("\n").slice(0, -1)) {
    const [sha256 = "", kind, , ...words] = line.split(" ");
    const path = words.join(" ");
    if (!unexpected.delete(path)) {
      damage.push(`${path} is missing`);
      continue;
    }
    const status = lstatSync(join(folder, path));
    const isLink = status.isSymbolicLink();
    const seen = isLink ? sha256Of(readlinkSync(join(folder, path))) : status.isFile() ? await sha256OfFile(join(folder, path)) : "";
    if (seen !== sha256 || isLink !== (kind === "link")) {
      damage.push(`${path} was changed`);
    } else if (kind === "program" && process.platform !== "win32" && (status.mode & 0o100) === 0) {
      damage.push(`${path} is not executable`);
    }
  }
  return [...damage, ...[...unexpected].map((path) => `${path} was added`)];
}
