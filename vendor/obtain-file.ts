// One pinned file, from wherever it can be had; three sources, one SHA-256.
// Enters: a pin and the folder for downloads. Leaves: the path of a file whose bytes match the pin.
// Order: MOCHI_SOURCES (a folder with the files), what was downloaded before, the pin's URL, the
// distribution through apt. Bytes that don't match are an error, never a reason to try them anyway.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { downloadWithApt } from "./apt-source.ts";
import type { PinnedFile } from "./pinned-source.ts";

export type Obtained = { readonly kind: "file"; readonly path: string } | { readonly kind: "unavailable"; readonly message: string };

/** What is wrong with these bytes; undefined when they are the pinned ones. */
export function mismatch(pin: PinnedFile, bytes: Uint8Array): string | undefined {
  if (bytes.length !== pin.size) {
    return `${bytes.length} bytes instead of ${pin.size}`;
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return sha256 === pin.sha256 ? undefined : `SHA-256 ${sha256} instead of ${pin.sha256}`;
}

function checkFile(pin: PinnedFile, path: string): string | undefined {
  return existsSync(path) ? mismatch(pin, readFileSync(path)) : "no such file";
}

async function download(pin: PinnedFile): Promise<Uint8Array | string> {
  try {
    const response = await fetch(pin.url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) {
      return `HTTP status ${response.status}`;
    }
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function store(path: string, bytes: Uint8Array): void {
  const staged = `${path}.${process.pid}.tmp`;
  writeFileSync(staged, bytes);
  renameSync(staged, path);
}

/** A local file with the pin's bytes. `downloads` is created when needed. */
export async function obtainFile(name: string, pin: PinnedFile, downloads: string): Promise<Obtained> {
  const offered = process.env["MOCHI_SOURCES"];
  if (offered !== undefined && offered !== "") {
    const path = join(offered, pin.file);
    const wrong = checkFile(pin, path);
    if (wrong === undefined) {
      return { kind: "file", path };
    }
    if (existsSync(path)) {
      return { kind: "unavailable", message: `${path} is not the ${pin.file} that is pinned: ${wrong}` };
    }
  }
  mkdirSync(downloads, { recursive: true, mode: 0o700 });
  const path = join(downloads, pin.file);
  if (checkFile(pin, path) === undefined) {
    return { kind: "file", path };
  }
  rmSync(path, { force: true });
  const tried: string[] = [];
  const bytes = await download(pin);
  if (typeof bytes === "string") {
    tried.push(`${pin.url}: ${bytes}`);
  } else {
    const wrong = mismatch(pin, bytes);
    if (wrong === undefined) {
      store(path, bytes);
      return { kind: "file", path };
    }
    tried.push(`${pin.url}: ${wrong}`);
  }
  const packaged = downloadWithApt(pin, downloads);
  if (packaged === undefined) {
    const wrong = checkFile(pin, path);
    if (wrong === undefined) {
      return { kind: "file", path };
    }
    rmSync(path, { force: true });
    tried.push(`apt-get, ${pin.debian.package}: ${wrong}`);
  } else {
    tried.push(`apt-get, ${pin.debian.package}: ${packaged}`);
  }
  return {
    kind: "unavailable",
    message:
      `${name} ${pin.version} can't be had:\n${tried.map((line) => `         ${line}`).join("\n")}\n` +
      `       Put ${pin.file} (SHA-256 ${pin.sha256}) into a folder and name the folder in MOCHI_SOURCES.`,
  };
}
