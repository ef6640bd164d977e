// A toolchain's archive, from wherever it can be had; many sources, one SHA-256.
// Enters: a toolchain's pin. Leaves: a file in `~/.mochi/downloads` whose bytes are the pinned ones,
// and which of the toolchain's artifacts it is. Order: what an earlier attempt left, what the user laid
// in store (kept-artifacts.ts), and then, unless --offline, the mirror (MOCHI_MIRROR), the pinned
// addresses, pip. Bytes that don't match are thrown away and the next source is tried.
// Surprising: a file that the user gives is copied first and verified then, so that nobody can change
// it in between.

import { constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { discardPart, download } from "./download.ts";
import { makeOwnFolder } from "./installed-toolchain.ts";
import { takeKept } from "./kept-artifacts.ts";
import { downloadWithPip } from "./pip-source.ts";
import { artifactsFor, type PinnedArtifact, type PinnedToolchain, type PinnedWheel } from "./toolchain-pins.ts";
import { variable, type VendorContext, VendorFailure } from "./vendor-context.ts";
import { mismatch } from "./verify-artifact.ts";

export interface FetchedArtifact {
  readonly artifact: PinnedArtifact;
  readonly path: string;
}

/** One folder per toolchain: what lies in it is the business of whoever holds that toolchain's lock. */
function downloadsFolder(cx: VendorContext, name: string): string {
  return makeOwnFolder(cx.home, "downloads", name);
}

/** Where an artifact grows and waits; named by its hash, so that every source adds to the same file. */
function localPath(cx: VendorContext, name: string, artifact: PinnedArtifact): string {
  return join(downloadsFolder(cx, name), `${artifact.sha256}.part`);
}

/** Removes what was fetched for a toolchain, finished or not. */
export function clearDownloads(cx: VendorContext, name: string): void {
  rmSync(downloadsFolder(cx, name), { recursive: true, force: true });
}

/** Megabytes with one digit, as people read them. */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A source of an artifact: what it is called, and how its bytes come to `path`. */
interface Source {
  readonly artifact: PinnedArtifact;
  readonly called: string;
  /** Undefined when the bytes are there, else why not. */
  readonly bring: (path: string) => Promise<string | undefined>;
}

/** Copies a file of this machine; why not, when there is none. */
function copyInto(file: string, path: string): string | undefined {
  if (!existsSync(file)) {
    return "no such file";
  }
  copyFileSync(file, path, constants.COPYFILE_FICLONE);
  return undefined;
}

function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

/** A mirror is an address or a folder that holds the files under their own names. */
function mirrorSource(cx: VendorContext, mirror: string, artifact: PinnedArtifact, what: string): Source {
  if (isWeb(mirror)) {
    return webSource(cx, `${mirror.replace(/\/+$/, "")}/${artifact.file}`, artifact, what);
  }
  const file = join(mirror.startsWith("file:") ? fileURLToPath(mirror) : mirror, artifact.file);
  return { artifact, called: file, bring: async (path) => copyInto(file, path) };
}

function webSource(cx: VendorContext, url: string, artifact: PinnedArtifact, what: string): Source {
  const progress = (done: number, total: number | undefined): void => cx.report({ kind: "progress", what: `fetching ${what}`, done, total });
  return { artifact, called: url, bring: (path) => download(cx, { url, path, size: artifact.size, progress }) };
}

function pipSource(cx: VendorContext, artifact: PinnedArtifact, wheel: PinnedWheel): Source {
  const called = `pip download ${wheel.requirement}`;
  return {
    artifact,
    called,
    bring: (path) => {
      cx.report({ kind: "note", text: `trying ${called}, which says nothing while it works` });
      return downloadWithPip(cx, artifact.file, wheel, path);
    },
  };
}

function networkSources(cx: VendorContext, artifacts: readonly PinnedArtifact[], what: string): readonly Source[] {
  const mirror = variable(cx, "MOCHI_MIRROR");
  if (mirror !== undefined && !isWeb(mirror) && !mirror.startsWith("file:") && !isAbsolute(mirror)) {
    throw new VendorFailure(`MOCHI_MIRROR is no mirror: ${mirror}`, "it takes an https address, or the absolute path of a folder, that holds the archives under their own names");
  }
  return [
    ...(mirror === undefined ? [] : artifacts.map((artifact) => mirrorSource(cx, mirror, artifact, what))),
    ...artifacts.flatMap((artifact) => artifact.urls.map((url) => webSource(cx, url, artifact, what))),
    ...artifacts.flatMap((artifact) => (artifact.pip === undefined ? [] : [pipSource(cx, artifact, artifact.pip)])),
  ];
}

/** Tries a source; undefined when its bytes are the pinned ones, else what went wrong. */
async function trySource(path: string, { artifact, called, bring }: Source): Promise<string | undefined> {
  for (;;) {
    const begun = existsSync(path);
    const failure = await bring(path);
    if (failure !== undefined) {
      return `${called}: ${failure}`;
    }
    const wrong = await mismatch(artifact, path);
    if (wrong === undefined) {
      return undefined;
    }
    discardPart(path);
    if (!begun) {
      return `${called}: ${wrong}`;
    }
    // What an earlier attempt had left may have been at fault: once more from the beginning.
  }
}

/** How to come by the toolchain without this machine's network. */
function otherWays(name: string, artifacts: readonly PinnedArtifact[]): string {
  const files = artifacts.map(({ file, urls, sha256 }) => `\n        ${urls[0] ?? file} (SHA-256 ${sha256})`).join("");
  return `bring one of these files here and \`mochi toolchain install ${name} --from FILE\`:${files}\n      or \`mochi vendor bundle --out FILE\` on a machine with a network and \`mochi vendor use FILE\` here`;
}

function servingArtifacts(cx: VendorContext, name: string, pin: PinnedToolchain): readonly PinnedArtifact[] {
  const artifacts = artifactsFor(pin, cx.host);
  if (artifacts.length === 0) {
    throw new VendorFailure(`${name} ${pin.version} is not published for ${cx.host}`, `it is for: ${[...new Set(pin.artifacts.map(({ host }) => host))].join(", ")}`);
  }
  return artifacts;
}

/** The first artifact that `find` gives verified bytes of. */
async function firstVerified(cx: VendorContext, name: string, artifacts: readonly PinnedArtifact[], find: (artifact: PinnedArtifact, path: string) => Promise<boolean>): Promise<FetchedArtifact | undefined> {
  for (const artifact of artifacts) {
    const path = localPath(cx, name, artifact);
    if ((await find(artifact, path)) && (await mismatch(artifact, path)) === undefined) {
      return { artifact, path };
    }
  }
  return undefined;
}

/** Obtains one of the toolchain's artifacts for this host. Throws a VendorFailure that says all that was tried. */
export async function fetchArtifact(cx: VendorContext, name: string, pin: PinnedToolchain): Promise<FetchedArtifact> {
  const artifacts = servingArtifacts(cx, name, pin);
  const what = `${name} ${pin.version}`;
  const local =
    (await firstVerified(cx, name, artifacts, async ({ size }, path) => existsSync(path) && (size === undefined || size === statSync(path).size))) ??
    (await firstVerified(cx, name, artifacts, (artifact, path) => takeKept(cx, artifact, path)));
  if (local !== undefined) {
    return local;
  }
  if (cx.offline) {
    throw new VendorFailure(`${what} for ${cx.host} is not installed, and offline it can't be fetched`, otherWays(name, artifacts));
  }
  const size = artifacts[0]?.size;
  cx.report({ kind: "note", text: `fetching ${what}${size === undefined ? "" : ` (${megabytes(size)})`}, needed once` });
  const tried: string[] = [];
  for (const source of networkSources(cx, artifacts, what)) {
    const path = localPath(cx, name, source.artifact);
    const failure = await trySource(path, source);
    if (failure === undefined) {
      return { artifact: source.artifact, path };
    }
    tried.push(failure);
  }
  throw new VendorFailure(`${what} can't be fetched:${tried.map((line) => `\n        ${line}`).join("")}`, `try again (what was fetched is kept), set HTTPS_PROXY or MOCHI_MIRROR, or ${otherWays(name, artifacts)}`);
}

/** Takes a file that the user brought, under whatever name. Throws when it is none of the toolchain's artifacts for this host. */
export async function takeFile(cx: VendorContext, name: string, pin: PinnedToolchain, file: string): Promise<FetchedArtifact> {
  const artifacts = servingArtifacts(cx, name, pin);
  const copy = join(downloadsFolder(cx, name), "given");
  try {
    copyFileSync(file, copy, constants.COPYFILE_FICLONE);
    const wrong: string[] = [];
    for (const artifact of artifacts) {
      const failure = await mismatch(artifact, copy);
      if (failure === undefined) {
        const path = localPath(cx, name, artifact);
        renameSync(copy, path);
        return { artifact, path };
      }
      wrong.push(`${artifact.file}: ${failure}`);
    }
    throw new VendorFailure(`${file} is no ${name} ${pin.version} for ${cx.host}:${wrong.map((line) => `\n        ${line}`).join("")}`, "it was not unpacked; fetch it again from its publisher");
  } finally {
    rmSync(copy, { force: true });
  }
}
