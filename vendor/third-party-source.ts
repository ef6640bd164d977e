// A third-party source, unpacked and ready to compile.
// Enters: its name in sources.json. Leaves: the folder under ~/.mochi (MOCHI_HOME) that holds it,
// made from bytes that matched the pin. The folder's name carries the hash, it is filled under
// another name and renamed, so a killed build leaves nothing half-made and two builds can't meet.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { obtainFile } from "./obtain-file.ts";
import { PINNED_SOURCES } from "./pinned-source.ts";

export type UnpackedSource = { readonly kind: "folder"; readonly folder: string } | { readonly kind: "unavailable"; readonly message: string };

function sourcesHome(fallback: string): string {
  const home = process.env["MOCHI_HOME"] ?? join(homedir(), ".mochi");
  try {
    const folder = join(home, "sources");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    return fallback; // a read-only home must not stop a build
  }
}

/** Obtains, verifies and unpacks. `root` is the repository; dist/ serves when the home is read-only. */
export async function unpackedSource(root: string, name: string): Promise<UnpackedSource> {
  const pin = PINNED_SOURCES[name];
  if (pin === undefined) {
    return { kind: "unavailable", message: `vendor/sources.json pins no «${name}»` };
  }
  const home = sourcesHome(join(root, "dist", "sources"));
  const target = join(home, `${pin.folder === "." ? `${name}-${pin.version}` : pin.folder}-${pin.sha256.slice(0, 12)}`);
  const folder = join(target, pin.folder);
  if (existsSync(folder)) {
    return { kind: "folder", folder };
  }
  const file = await obtainFile(name, pin, home);
  if (file.kind === "unavailable") {
    return file;
  }
  const staging = mkdtempSync(join(home, ".unpack-"));
  try {
    const result = spawnSync("tar", ["-xf", file.path, "-C", staging], { encoding: "utf8" });
    if (result.status !== 0 || !existsSync(join(staging, pin.folder))) {
      const cause = result.error?.message ?? (result.stderr.trim() || `it holds no folder ${pin.folder}`);
      return { kind: "unavailable", message: `${file.path} can't be unpacked: ${cause}\n       tar and, for .xz and .bz2 files, xz and bzip2 are needed (Debian, Ubuntu: apt-get install tar xz-utils bzip2)` };
    }
    try {
      renameSync(staging, target);
    } catch (error) {
      if (!existsSync(folder)) {
        throw error;
      }
    }
    return { kind: "folder", folder };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
