// What an archive may put on disk, and nothing else: regular files, folders and, where the pin says
// that the toolchain needs them, symbolic links that stay inside.
// Enters: entries as an archive's reader meets them (unpack-archive.ts), each with the path that the
// archive claims. Leaves: files in a fresh folder of ours, and the list of them with their hashes.
// Refused, with the entry's name: paths that are absolute, climb, or mean another place on some
// system; two paths that are one file where case or Unicode form don't count; anything that is
// neither file nor folder nor link; more files or bytes than the pin allows. Links are made last, so no file
// is ever written through one.

import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, realpathSync, symlinkSync, writeSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { VendorFailure } from "./vendor-context.ts";

export interface UnpackLimits {
  readonly files: number;
  readonly bytes: number;
}

export interface UnpackedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Of its bytes; of the target's text for a link. */
  readonly sha256: string;
  readonly kind: "file" | "program" | "link";
}

export interface EntryRules {
  /** The folder in the archive whose contents are wanted; empty: the whole archive. */
  readonly strip: string;
  readonly links: boolean;
  readonly limits: UnpackLimits;
}

export function refused(entry: string, reason: string): VendorFailure {
  return new VendorFailure(`the archive holds ${JSON.stringify(entry)}, which ${reason}`, "nothing of it was kept; this is no archive that Mochi can use, report where it came from");
}

/** Names that are devices on Windows whatever their ending, and names that it cuts short. */
const WINDOWS_TRAP = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)|[. ]$|[:*?"<>|]/i;

/** The parts of an entry's path; throws where it could lead out of the folder. */
export function pathParts(entry: string): readonly string[] {
  if (/[\0-\x1f\x7f\\]/.test(entry)) {
    throw refused(entry, "has a character that no path of ours has");
  }
  if (entry.startsWith("/") || /^[a-z]:/i.test(entry)) {
    throw refused(entry, "is an absolute path");
  }
  const parts = entry.replace(/^(\.\/)+/, "").replace(/\/$/, "").split("/");
  if (parts.includes("..")) {
    throw refused(entry, "leads out of its folder");
  }
  if (parts.some((part) => part === "." || (part === "" && parts.length > 1) || Buffer.byteLength(part) > 255) || entry.length > 1000) {
    throw refused(entry, "is no plain path");
  }
  if (process.platform === "win32" && parts.some((part) => WINDOWS_TRAP.test(part))) {
    throw refused(entry, "Windows takes for something else");
  }
  return parts.filter((part) => part !== "" && part !== ".");
}

/** Where a path ends that goes through links; undefined when it is nowhere. */
function followed(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Equal for all paths that some file system takes for the same. */
function collisionKey(path: string): string {
  return path.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

/** One file that is being written. */
export interface OpenEntry {
  write(chunk: Uint8Array): void;
  close(): void;
}

interface Link {
  readonly entry: string;
  readonly path: string;
  readonly target: string;
}

/** Puts entries into `root`, a fresh folder. Every method throws a VendorFailure for an entry that must not be. */
export class EntryWriter {
  readonly #root: string;
  readonly #rules: EntryRules;
  readonly #strip: readonly string[];
  /** Collision key to the path as it was first written, with a `/` behind folders. */
  readonly #known = new Map<string, string>();
  readonly #files: UnpackedFile[] = [];
  readonly #links: Link[] = [];
  #open: number | undefined;
  #entries = 0;
  #bytes = 0;

  constructor(root: string, rules: EntryRules) {
    this.#root = root;
    this.#rules = rules;
    this.#strip = rules.strip === "" ? [] : rules.strip.split("/");
  }

  /** The wanted path of an entry, or undefined for one outside the wanted folder. */
  #wanted(entry: string): string | undefined {
    const parts = pathParts(entry);
    this.#count(entry);
    const isInside = this.#strip.every((part, index) => parts[index] === part);
    return isInside ? parts.slice(this.#strip.length).join("/") : undefined;
  }

  #count(entry: string): void {
    this.#entries += 1;
    if (this.#entries > this.#rules.limits.files) {
      throw refused(entry, `is one more than the ${this.#rules.limits.files} entries that it may have`);
    }
  }

  #claim(entry: string, path: string): void {
    const key = collisionKey(path.replace(/\/$/, ""));
    const known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, path);
    } else if (known !== path || !path.endsWith("/")) {
      throw refused(entry, known === path ? "is there twice" : `is the same as ${JSON.stringify(known)} where case or Unicode form don't count`);
    }
  }

  #makeFolder(entry: string, path: string): void {
    const parts = path.split("/");
    for (let count = 1; count <= parts.length; count++) {
      const folder = `${parts.slice(0, count).join("/")}/`;
      const isNew = !this.#known.has(collisionKey(folder.slice(0, -1)));
      this.#claim(entry, folder);
      if (isNew) {
        this.#count(entry);
        mkdirSync(join(this.#root, folder), { mode: 0o755 });
      }
    }
  }

  #makeParent(entry: string, path: string): void {
    if (path.includes("/")) {
      this.#makeFolder(entry, dirname(path));
    }
  }

  folder(entry: string): void {
    const path = this.#wanted(entry);
    if (path !== undefined && path !== "") {
      this.#makeFolder(entry, path);
    }
  }

  file(entry: string, isProgram: boolean): OpenEntry {
    const path = this.#wanted(entry);
    if (path === undefined) {
      return { write: ({ length }) => this.#weigh(entry, length), close: () => undefined };
    }
    if (path === "" || entry.endsWith("/")) {
      throw refused(entry, "is a file with a folder's name");
    }
    this.#makeParent(entry, path);
    this.#claim(entry, path);
    const descriptor = openSync(join(this.#root, path), "wx", isProgram ? 0o755 : 0o644);
    this.#open = descriptor;
    const hash = createHash("sha256");
    let size = 0;
    return {
      write: (chunk) => {
        this.#weigh(entry, chunk.length);
        hash.update(chunk);
        size += chunk.length;
        for (let at = 0; at < chunk.length; ) {
          at += writeSync(descriptor, chunk, at);
        }
      },
      close: () => {
        this.abandon();
        this.#files.push({ path, size, sha256: hash.digest("hex"), kind: isProgram ? "program" : "file" });
      },
    };
  }

  /** Closes the file that is being written. */
  abandon(): void {
    if (this.#open !== undefined) {
      closeSync(this.#open);
      this.#open = undefined;
    }
  }

  #weigh(entry: string, bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#rules.limits.bytes) {
      throw refused(entry, `makes it larger than the ${this.#rules.limits.bytes} bytes that it may unpack to`);
    }
  }

  /** A symbolic link with that text as its target. */
  link(entry: string, target: string): void {
    if (!this.#rules.links) {
      throw refused(entry, "is a link");
    }
    const path = this.#wanted(entry);
    if (path === undefined) {
      return;
    }
    this.#makeParent(entry, path);
    this.#claim(entry, path);
    this.#links.push({ entry, path, target });
  }

  /** Where a link leads, as parts of a path inside the root; throws when that is outside. */
  #destination({ entry, path, target }: Link): readonly string[] {
    if (target === "" || /[\0-\x1f\x7f\\]/.test(target) || target.startsWith("/") || /^[a-z]:/i.test(target)) {
      throw refused(entry, `is a link to ${JSON.stringify(target)}`);
    }
    const parts = path.split("/").slice(0, -1);
    for (const part of target.split("/")) {
      if (part === "..") {
        if (parts.pop() === undefined) {
          throw refused(entry, `is a link that leads out of the folder, to ${JSON.stringify(target)}`);
        }
      } else if (part !== "" && part !== ".") {
        parts.push(part);
      }
    }
    return parts;
  }

  /** Makes the links and answers with everything that was written, sorted by path. */
  finish(): readonly UnpackedFile[] {
    for (const link of this.#links) {
      this.#destination(link);
      symlinkSync(link.target, join(this.#root, link.path));
      this.#files.push({ path: link.path, size: Buffer.byteLength(link.target), sha256: createHash("sha256").update(link.target).digest("hex"), kind: "link" });
    }
    // Read as text, every link stays inside; followed through other links, they must, too.
    const root = realpathSync(this.#root);
    for (const { entry, path } of this.#links) {
      if (followed(join(root, path))?.startsWith(root + sep) !== true) {
        throw refused(entry, "is a link to nothing inside the folder");
      }
    }
    return this.#files.sort((left, right) => (left.path < right.path ? -1 : 1));
  }
}
