// The libraries that a Linux host's compiler core, a node, is linked with, and the loader that starts it with them:
// glibc, libstdc++ and libgcc out of the distribution's packages, as vendor/core-libraries.json pins them. With them the
// executable needs nothing of the machine but its kernel. They stay files of their own, which anybody may replace (LGPL).
// One byte of the loader is changed: /etc/ld.so.preload names libraries for the machine's own C library, not for this one.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mochiHome } from "../cli/cache/location.ts";
import { LOADER } from "../cli/core-loader.ts";
import { obtainFile } from "../vendor/obtain-file.ts";
import { PINNED_LIBRARIES, type PinnedLibraries } from "../vendor/pinned-source.ts";
import { BuildFailure } from "./build-failure.ts";
import type { Host } from "./hosts.ts";
import type { PayloadFile } from "./payload.ts";

const MEMBER_HEADER = 60;

/** A file of an `ar` archive, which a Debian package is. */
function archiveMember(archive: Buffer, name: string): Buffer {
  for (let at = 8; at + MEMBER_HEADER <= archive.length; ) {
    const size = Number(archive.toString("latin1", at + 48, at + 58));
    const start = at + MEMBER_HEADER;
    if (archive.toString("latin1", at, at + 16).trim().replace(/\/$/, "") === name) {
      return archive.subarray(start, start + size);
    }
    at = start + size + (size % 2);
  }
  throw new BuildFailure(`the package holds no ${name}`);
}

/** The files of a package. */
function packageFiles(path: string, names: readonly string[]): readonly Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), "mochi-package-"));
  try {
    const result = spawnSync("tar", ["-xJf", "-", "-C", folder, ...names.map((name) => `./${name}`)], { input: archiveMember(readFileSync(path), "data.tar.xz"), encoding: "utf8" });
    if (result.status !== 0) {
      throw new BuildFailure(`${path} can't be unpacked: ${result.error?.message ?? result.stderr.trim()}\n       tar and xz are needed (Debian, Ubuntu: apt-get install tar xz-utils)`);
    }
    return names.map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The loader, which then looks for no /etc/ld.so.preload. */
export function withoutPreloadFile(loader: Buffer): Buffer {
  const path = Buffer.from("\0/etc/ld.so.preload\0");
  const at = loader.indexOf(path);
  if (at < 0 || loader.indexOf(path, at + 1) >= 0) {
    throw new BuildFailure("the loader doesn't name /etc/ld.so.preload once");
  }
  const changed = Buffer.from(loader);
  changed[at + 1] = 0;
  return changed;
}

async function libraryFiles({ members, ...pin }: PinnedLibraries): Promise<readonly PayloadFile[]> {
  const kept = join(mochiHome(), "sources");
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  const file = await obtainFile(pin.debian.package, pin, kept);
  if (file.kind === "unavailable") {
    throw new BuildFailure(file.message);
  }
  const paths = Object.keys(members);
  return packageFiles(file.path, Object.values(members)).map((contents, at) => {
    const path = paths[at] ?? "";
    return path === LOADER ? { path, isExecutable: true, contents: withoutPreloadFile(contents) } : { path, isExecutable: false, contents };
  });
}

/** What the host's core is linked with, as its pins say it; nothing where its system promises a C library. */
export function pinnedLibraries({ name }: Host): readonly PinnedLibraries[] {
  return name === "linux-x64" || name === "linux-arm64" ? PINNED_LIBRARIES[name] : [];
}

/** Those libraries, and the loader. */
export async function coreLibraries(host: Host): Promise<readonly PayloadFile[]> {
  const files: PayloadFile[] = [];
  for (const pin of pinnedLibraries(host)) {
    files.push(...(await libraryFiles(pin)));
  }
  return files;
}
