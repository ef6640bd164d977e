// Artifacts that the user laid in store, so that no network is needed: a vendor bundle or a folder with
// archives that MOCHI_VENDOR names, and what `mochi vendor use` copied to `~/.mochi/vendor`.
// Enters: an artifact. Leaves: a copy of the file that is said to be it; the caller checks the bytes.

import { constants, copyFileSync, createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { bundleEntries, readManifest } from "./bundle-file.ts";
import { makeOwnFolder, refuseForeignFolder } from "./installed-toolchain.ts";
import type { PinnedArtifact } from "./toolchain-pins.ts";
import { type Packages, variable, type VendorContext, VendorFailure } from "./vendor-context.ts";
import { mismatch } from "./verify-artifact.ts";

function storeFolder(cx: VendorContext): string {
  return join(cx.home, "vendor");
}

/** Copies an archive out of a bundle; false when the bundle has none of that name. */
async function copyFromBundle(packages: Packages, bundle: string, file: string, path: string): Promise<boolean> {
  const entry = bundleEntries(packages, bundle).find((one) => one.path === `archives/${file}`);
  if (entry === undefined || entry.size === 0) {
    return false;
  }
  const archive = createReadStream(bundle, { start: entry.start, end: entry.start + entry.size - 1, highWaterMark: 1 << 20 });
  await pipeline(archive, createWriteStream(path, { mode: 0o600, flush: true }));
  return true;
}

/** Puts the artifact's file at `path` when it is in store. */
export async function takeKept(cx: VendorContext, artifact: PinnedArtifact, path: string): Promise<boolean> {
  const named = variable(cx, "MOCHI_VENDOR");
  if (named !== undefined) {
    const status = statSync(named, { throwIfNoEntry: false });
    if (status === undefined) {
      throw new VendorFailure(`MOCHI_VENDOR names ${named}, where nothing is`, "it takes a vendor bundle or a folder with archives");
    }
    const file = join(named, artifact.file);
    if (status.isDirectory() && existsSync(file)) {
      copyFileSync(file, path, constants.COPYFILE_FICLONE);
      return true;
    }
    if (status.isFile() && (await copyFromBundle(await cx.packages(), named, artifact.file, path))) {
      return true;
    }
  }
  const kept = join(storeFolder(cx), artifact.sha256);
  if (!existsSync(kept)) {
    return false;
  }
  refuseForeignFolder(storeFolder(cx));
  copyFileSync(kept, path, constants.COPYFILE_FICLONE);
  return true;
}

export interface KeptArtifact {
  readonly toolchain: string;
  readonly version: string;
  readonly host: string;
}

/** Copies what a bundle has and this Mochi pins into the store, verified; answers with what that was. */
export async function keepBundle(cx: VendorContext, bundle: string): Promise<readonly KeptArtifact[]> {
  const folder = storeFolder(cx);
  const kept: KeptArtifact[] = [];
  const packages = await cx.packages();
  for (const { toolchain, version, file } of readManifest(packages, bundle)) {
    const artifact = cx.pins[toolchain]?.artifacts.find((one) => one.file === file);
    if (artifact === undefined) {
      cx.report({ kind: "note", text: `${file} (${toolchain} ${version}) is not what this version of Mochi uses` });
      continue;
    }
    makeOwnFolder(cx.home, "vendor");
    const staged = join(folder, `${artifact.sha256}.${process.pid}.tmp`);
    try {
      const isThere = await copyFromBundle(packages, bundle, file, staged);
      const wrong = isThere ? await mismatch(artifact, staged) : "its manifest names it, but it isn't in it";
      if (wrong !== undefined) {
        throw new VendorFailure(`${file} in ${bundle} is not the pinned one: ${wrong}`, "the bundle is damaged; make or copy it again");
      }
      renameSync(staged, join(folder, artifact.sha256));
    } finally {
      rmSync(staged, { force: true });
    }
    kept.push({ toolchain, version, host: artifact.host });
  }
  return kept;
}
