// A toolchain onto this disk, whole or not at all.
// Enters: its name, perhaps a file that the user brought. Leaves: `~/.mochi/toolchains/<name>-<version>/`.
// Order, under the toolchain's lock: fetch or take the archive, verify it, unpack it into a staging
// folder, write the list of files, sync everything to the disk, write `.ok`, sync that, give the folder its name by
// one rename, sync the folder above. A process killed, or a power cut, at any moment leaves either
// no toolchain or all of it; what else it leaves is cleared away by the next one that has the lock.

import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { UnpackedFile } from "./archive-entry.ts";
import { withLock } from "./lock.ts";
import { clearDownloads, type FetchedArtifact, fetchArtifact, takeFile } from "./fetch-artifact.ts";
import { FILES_FILE, type InstallationSeal, listText, mainProgram, makeOwnFolder, OK_FILE, readSeal, refuseForeignFolder, sha256Of, toolchainFolder, TOOLCHAINS, toolchainsFolder } from "./installed-toolchain.ts";
import type { PinnedToolchain } from "./toolchain-pins.ts";
import { unpackArchive } from "./unpack-archive.ts";
import { type VendorContext, VendorFailure } from "./vendor-context.ts";

const STAGING = ".staging";
const LOCKS = ".locks";
const TRASH = "trash-";

/** How many files are synced at a time: the disk gathers them. */
const SYNC_WIDTH = 16;

/** Takes a folder away from its name, as a whole; where it is now, to be removed. Undefined when there is none. */
function setAside(staging: string, name: string, path: string): string | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const trash = mkdtempSync(join(staging, `${TRASH}${name}@`));
  renameSync(path, join(trash, "it"));
  return trash;
}

/** Removes a folder so that at every moment it is either whole or not there under its name. */
function discard(staging: string, name: string, path: string): void {
  const trash = setAside(staging, name, path);
  if (trash !== undefined) {
    rmSync(trash, { recursive: true, force: true });
  }
}

/** What killed processes left of this toolchain; nobody else is at work on it, since we have the lock. */
function clearLeftovers(staging: string, name: string): void {
  for (const entry of readdirSync(staging)) {
    if (entry.startsWith(`${TRASH}${name}@`)) {
      rmSync(join(staging, entry), { recursive: true, force: true });
    } else if (entry.startsWith(`${name}@`)) {
      discard(staging, name, join(staging, entry));
    }
  }
}

async function syncPath(path: string, isFolder: boolean): Promise<void> {
  const handle = await open(path, isFolder ? "r" : "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes everything through to the disk: files, then the folders that name them. */
async function syncTree(folder: string, files: readonly UnpackedFile[]): Promise<void> {
  const queue = files.filter(({ kind }) => kind !== "link").map(({ path }) => join(folder, path));
  const folders = new Set([folder]);
  for (const file of queue) {
    for (let above = dirname(file); !folders.has(above); above = dirname(above)) {
      folders.add(above);
    }
  }
  let next = 0;
  const paths = [...queue, ...(process.platform === "win32" ? [] : folders)];
  const worker = async (): Promise<void> => {
    for (let index = next++; index < paths.length; index = next++) {
      await syncPath(paths[index] ?? folder, index >= queue.length);
    }
  };
  await Promise.all(Array.from({ length: SYNC_WIDTH }, worker));
}

async function writeSynced(path: string, text: string): Promise<void> {
  writeFileSync(path, text, { flag: "wx", mode: 0o644 });
  await syncPath(path, false);
}

/** Makes the complete toolchain in `folder`. */
async function unpackInto(cx: VendorContext, name: string, pin: PinnedToolchain, { artifact, path }: FetchedArtifact, folder: string): Promise<void> {
  const what = `unpacking ${name} ${pin.version}`;
  const rules = { strip: artifact.strip, links: pin.links, limits: pin.unpacked };
  const files = await unpackArchive(await cx.packages(), path, artifact.archive, folder, rules, (done, total) => cx.report({ kind: "progress", what, done, total }));
  if (mainProgram(folder, pin) === undefined) {
    throw new VendorFailure(`${artifact.file} holds no ${pin.program}`, "this is a mistake in Mochi's pins; please report it");
  }
  const list = listText(files);
  await writeSynced(join(folder, FILES_FILE), list);
  await syncTree(folder, files);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const seal: InstallationSeal = { name, version: pin.version, sha256: artifact.sha256, files: files.length, bytes, list: sha256Of(list) };
  await writeSynced(join(folder, OK_FILE), `${JSON.stringify(seal, undefined, 2)}\n`);
  await syncPath(folder, true).catch(() => undefined); // Windows syncs no folders
}

export interface InstallOptions {
  /** An archive that the user brought. */
  readonly from?: string;
  /** Put it in the place of one that is there. */
  readonly again?: boolean;
}

/** Failures of our own folder, in words and with a remedy. */
function describe(error: unknown, cx: VendorContext): unknown {
  const path = error instanceof Error && "path" in error ? String(error.path) : cx.home;
  const isOurs = path.startsWith(cx.home) || cx.home.startsWith(path);
  const code = error instanceof Error && "code" in error && isOurs ? error.code : undefined;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new VendorFailure(`there is not enough room for it in ${cx.home}`, "make room, or name a folder on another disk in MOCHI_HOME; nothing half-made was left");
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return new VendorFailure(`${cx.home} can't be written (${String(code)})`, "name a folder that you may write to in MOCHI_HOME");
    default:
      return error;
  }
}

/** Does `work` alone among all processes, in folders that are ours. */
export async function withToolchainLock<T>(cx: VendorContext, name: string, work: (staging: string) => Promise<T>): Promise<T> {
  try {
    const staging = makeOwnFolder(cx.home, TOOLCHAINS, STAGING);
    const locks = makeOwnFolder(cx.home, TOOLCHAINS, LOCKS);
    const waitFor = (pid: number): void => cx.report({ kind: "note", text: `waiting for ${pid === 0 ? "another machine" : `process ${pid}`}, which is at work on ${name}` });
    return await withLock(locks, name, waitFor, async () => {
      clearLeftovers(staging, name);
      return work(staging);
    });
  } catch (error) {
    throw describe(error, cx);
  }
}

/** Installs; the folder. Throws a VendorFailure. */
export async function installToolchain(cx: VendorContext, name: string, pin: PinnedToolchain, options: InstallOptions = {}): Promise<string> {
  const target = toolchainFolder(cx, name, pin);
  return withToolchainLock(cx, name, async (staging) => {
    refuseForeignFolder(target);
    if (options.again !== true && readSeal(target, name, pin) !== undefined) {
      return target; // another process was faster
    }
    const fetched = await (options.from === undefined ? fetchArtifact(cx, name, pin) : takeFile(cx, name, pin, options.from));
    const staged = mkdtempSync(join(staging, `${name}@`));
    try {
      await unpackInto(cx, name, pin, fetched, staged);
      // Removing thousands of files takes seconds, in which there would be none under the name.
      const before = setAside(staging, name, target);
      renameSync(staged, target);
      await syncPath(toolchainsFolder(cx), true).catch(() => undefined);
      if (before !== undefined) {
        rmSync(before, { recursive: true, force: true });
      }
    } finally {
      rmSync(staged, { recursive: true, force: true });
      cx.report({ kind: "done" });
    }
    clearDownloads(cx, name);
    return target;
  });
}

/** Removes an installed toolchain and what was fetched for it; false when there was none. */
export async function removeToolchain(cx: VendorContext, name: string, pin: PinnedToolchain): Promise<boolean> {
  const target = toolchainFolder(cx, name, pin);
  if (!existsSync(toolchainsFolder(cx))) {
    return false;
  }
  return withToolchainLock(cx, name, async (staging) => {
    const wasThere = existsSync(target);
    discard(staging, name, target);
    clearDownloads(cx, name);
    return wasThere;
  });
}
