// The file that `mochi vendor bundle` writes and `mochi vendor use` reads.
// A plain tar, so that anybody can look into it: `manifest.json` first, which names the artifacts with size and SHA-256,
// then `archives/<file>`, each as its publisher made it. Nothing in it depends on when, where or by
// whom it was made. The manifest is for people and for finding things: what counts are the pins of the
// Mochi that reads it.

import { closeSync, createReadStream, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { type Packages, VendorFailure } from "./vendor-context.ts";

const BLOCK = 512;
const MANIFEST = "manifest.json";
const FORMAT = "mochi vendor bundle 1";
const MAX_MANIFEST_BYTES = 1 << 20;

export interface BundledArtifact {
  readonly toolchain: string;
  readonly version: string;
  readonly host: string;
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

interface Manifest {
  readonly format: string;
  readonly artifacts: readonly BundledArtifact[];
}

/** Where a file lies in a bundle. */
export interface BundleEntry {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function tarHeader({ Header }: Packages, path: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  new Header({ path, size, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0), type: "File" }).encode(block);
  return block;
}

/** Writes a bundle of these artifacts, each with the file that has its bytes. The whole file or none. */
export async function writeBundleFile(packages: Packages, out: string, artifacts: readonly (BundledArtifact & { readonly path: string })[]): Promise<void> {
  const staged = `${out}.${process.pid}.tmp`;
  const descriptor = openSync(staged, "w", 0o644);
  try {
    const put = (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length; ) {
        at += writeSync(descriptor, bytes, at);
      }
    };
    const manifest = { format: FORMAT, artifacts: artifacts.map(({ path: _path, ...artifact }) => artifact) } satisfies Manifest;
    const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
    put(tarHeader(packages, MANIFEST, text.length));
    put(text);
    put(Buffer.alloc(padded(text.length) - text.length));
    for (const { file, size, path } of artifacts) {
      put(tarHeader(packages, `archives/${file}`, size));
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
        put(chunk);
      }
      put(Buffer.alloc(padded(size) - size));
    }
    put(Buffer.alloc(2 * BLOCK));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(staged, out);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
}

function noBundle(path: string, reason: string): VendorFailure {
  return new VendorFailure(`${path} is no vendor bundle: ${reason}`, "`mochi vendor bundle --out FILE` makes one");
}

/** The files of a bundle. Only headers are read. */
export function bundleEntries({ Header }: Packages, path: string): readonly BundleEntry[] {
  const { size: end } = statSync(path);
  const descriptor = openSync(path, "r");
  try {
    const block = Buffer.alloc(BLOCK);
    const entries: BundleEntry[] = [];
    for (let at = 0; at + BLOCK <= end; ) {
      readSync(descriptor, block, 0, BLOCK, at);
      if (block.every((byte) => byte === 0)) {
        return entries;
      }
      const header = new Header(block);
      const { path: name, size } = header;
      if (!header.cksumValid || header.type !== "File" || name === undefined || size === undefined || at + BLOCK + size > end) {
        throw noBundle(path, "it is damaged or something else");
      }
      entries.push({ path: name, start: at + BLOCK, size });
      at += BLOCK + padded(size);
    }
    throw noBundle(path, "its end is missing");
  } finally {
    closeSync(descriptor);
  }
}

/** What a bundle says of itself. */
export function readManifest(packages: Packages, path: string): readonly BundledArtifact[] {
  const [first] = bundleEntries(packages, path);
  if (first?.path !== MANIFEST || first.size > MAX_MANIFEST_BYTES) {
    throw noBundle(path, `it doesn't begin with ${MANIFEST}`);
  }
  const text = Buffer.alloc(first.size);
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, text, 0, text.length, first.start);
  } finally {
    closeSync(descriptor);
  }
  const manifest = JSON.parse(text.toString("utf8")) as Manifest;
  if (manifest.format !== FORMAT) {
    throw noBundle(path, `its format is «${manifest.format}»`);
  }
  return manifest.artifacts;
}
