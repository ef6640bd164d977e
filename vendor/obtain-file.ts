// One pinned file, from wherever it can be had; one SHA-256.
// Enters: a pin and the folder for downloads. Leaves: the path of a file whose bytes match the pin.
// Order: MOCHI_SOURCES (a folder with the files), what was downloaded before, then where it is published: the pin's URL
// and the distribution through apt, or Python's index through pip. Bytes that don't match are an error, never a reason to try them anyway.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { downloadWithApt } from "./apt-source.ts";
import type { PinnedFile, Published } from "./pinned-source.ts";
import { downloadPythonSource } from "./python-source.ts";

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

/** One way to a published file. `bring` puts it at the path; undefined when that went well, else the reason. */
interface Way {
  readonly called: string;
  readonly bring: (path: string) => Promise<string | undefined>;
}

async function download(url: string, path: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) {
      return `HTTP status ${response.status}`;
    }
    const staged = `${path}.${process.pid}.tmp`;
    writeFileSync(staged, new Uint8Array(await response.arrayBuffer()));
    renameSync(staged, path);
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function waysTo(pin: Published): readonly Way[] {
  if ("pip" in pin) {
    return [{ called: `pip download ${pin.pip.project}==${pin.pip.version}`, bring: (path) => downloadPythonSource(pin, path) }];
  }
  return [
    { called: pin.url, bring: (path) => download(pin.url, path) },
    { called: `apt-get, ${pin.debian.package}`, bring: async (path) => downloadWithApt(pin, dirname(path)) },
  ];
}

/** A local file with the pin's bytes. `downloads` is created when needed. */
export async function obtainFile(name: string, pin: Published, downloads: string): Promise<Obtained> {
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
  for (const { called, bring } of waysTo(pin)) {
    const failure = (await bring(path)) ?? checkFile(pin, path);
    if (failure === undefined) {
      return { kind: "file", path };
    }
    rmSync(path, { force: true });
    tried.push(`${called}: ${failure}`);
  }
  return {
    kind: "unavailable",
    message:
      `${name} ${pin.version} can't be had:\n${tried.map((line) => `         ${line}`).join("\n")}\n` +
      `       Put ${pin.file} (SHA-256 ${pin.sha256}) into a folder and name the folder in MOCHI_SOURCES.`,
  };
}
