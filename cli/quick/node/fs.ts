// node:fs for the quick core: what a cold run calls of it, as Node's documentation has it, and nothing else.
// Failed calls throw what Node throws: an Error with `code` and `path`; only its message is left to Node. What is written to standard output and errors is kept
// until it is known that the compiler core won't do everything once more.

import { host } from "../host.ts";

/** The numbers that Linux has for errors and for ways to open a file. */
const ERRORS: Readonly<Record<number, string>> = { 1: "EPERM", 2: "ENOENT", 4: "EINTR", 11: "EAGAIN", 13: "EACCES", 16: "EBUSY", 17: "EEXIST", 18: "EXDEV", 20: "ENOTDIR", 21: "EISDIR", 23: "ENFILE", 24: "EMFILE", 26: "ETXTBSY", 27: "EFBIG", 28: "ENOSPC", 30: "EROFS", 32: "EPIPE", 36: "ENAMETOOLONG", 39: "ENOTEMPTY", 40: "ELOOP", 122: "EDQUOT" };
const FLAGS: Readonly<Record<string, number>> = { r: 0, "r+": 2, w: 0o1101, wx: 0o301 };
const KIND = 0o170000;
const FOLDER = 0o040000;
const FILE = 0o100000;
const LINK = 0o120000;

export const constants = { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 } as const;

class SystemError extends Error {
  readonly code: string;
  readonly path: string;
  private readonly call: string;

  constructor(result: number, call: string, path: string) {
    super();
    this.code = ERRORS[-result] ?? host.handOver(`error ${-result} of ${call}`);
    this.path = path;
    this.call = call;
  }

  /** Node's own words: whoever shows them shall have them from Node. */
  override get message(): string {
    return host.handOver(`${this.code}: ${this.call} ${this.path}`);
  }
}

/** What a call gave, unless it failed. */
function checked<T extends number | string | object>(result: T, call: string, path = ""): Exclude<T, number> | (T & number) {
  if (typeof result === "number" && result < 0) {
    throw new SystemError(result, call, path);
  }
  return result as Exclude<T, number> | (T & number);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof SystemError && error.code === code;
}

// ---------------------------------------------------------------- files

let kept: Uint8Array[] = [];

/** Writes what was said. */
export function flushOutput(): void {
  const parts = kept;
  kept = [];
  for (const bytes of parts) {
    for (let sent = 0; sent < bytes.length; ) {
      const count = host.write(2, bytes.subarray(sent));
      if (count < 0 && ERRORS[-count] !== "EAGAIN" && ERRORS[-count] !== "EINTR") {
        return; // nobody hears it
      }
      sent += Math.max(0, count);
    }
  }
}

export function openSync(path: string, flag: string, mode = 0o666): number {
  return checked(host.open(path, FLAGS[flag] ?? host.handOver(flag), mode), "open", path);
}

export function closeSync(file: number): void {
  checked(host.close(file), "close");
}

export function fsyncSync(file: number): void {
  checked(host.sync(file), "fsync");
}

export function readSync(file: number, into: Uint8Array): number {
  return checked(host.read(file, into), "read");
}

export function writeSync(file: number, bytes: Uint8Array, from = 0): number {
  const rest = bytes.subarray(from);
  if (file === 2) {
    kept.push(rest);
    return rest.length;
  }
  return checked(file < 2 ? host.handOver("standard output") : host.write(file, rest), "write");
}

export function readFileSync(path: string | number, encoding?: string): unknown {
  const bytes = checked(typeof path === "number" ? host.handOver("standard input") : host.readFile(path), "open", String(path)) as Uint8Array;
  return encoding === undefined ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : host.decode(bytes);
}

export function writeFileSync(path: string, contents: Uint8Array | string, options: { readonly mode?: number; readonly flag?: string } = {}): void {
  const file = openSync(path, options.flag ?? "w", options.mode);
  try {
    const bytes = typeof contents === "string" ? host.encode(contents) : contents;
    for (let sent = 0; sent < bytes.length; ) {
      sent += checked(host.write(file, bytes.subarray(sent)), "write", path);
    }
  } finally {
    host.close(file);
  }
}

// ---------------------------------------------------------------- paths

class Status {
  private readonly mode: number;
  readonly uid: number;
  private readonly bytes: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
  private readonly isBig: boolean;

  constructor([mode, uid, size, mtimeNs, ctimeNs, ino]: readonly [number, number, number, bigint, bigint, bigint], isBig: boolean) {
    this.mode = mode;
    this.uid = uid;
    this.bytes = size;
    this.mtimeNs = mtimeNs;
    this.ctimeNs = ctimeNs;
    this.ino = ino;
    this.isBig = isBig;
  }

  get size(): number | bigint {
    return this.isBig ? BigInt(this.bytes) : this.bytes;
  }

  get mtimeMs(): number {
    return Number(this.mtimeNs) / 1e6;
  }

  isFile(): boolean {
    return (this.mode & KIND) === FILE;
  }

  isDirectory(): boolean {
    return (this.mode & KIND) === FOLDER;
  }

  isSymbolicLink(): boolean {
    return (this.mode & KIND) === LINK;
  }
}

interface StatusOptions {
  readonly throwIfNoEntry?: boolean;
  readonly bigint?: boolean;
}

function statusOf(path: string, throughLinks: boolean, { throwIfNoEntry = true, bigint = false }: StatusOptions): Status | undefined {
  const found = host.status(path, throughLinks);
  if (!throwIfNoEntry && typeof found === "number" && (ERRORS[-found] === "ENOENT" || ERRORS[-found] === "ENOTDIR")) {
    return undefined;
  }
  return new Status(checked(found, "stat", path) as Exclude<typeof found, number>, bigint);
}

export function statSync(path: string, options: StatusOptions = {}): Status | undefined {
  return statusOf(path, true, options);
}

export function lstatSync(path: string, options: StatusOptions = {}): Status | undefined {
  return statusOf(path, false, options);
}

export function existsSync(path: string): boolean {
  return host.access(path, constants.F_OK) === 0;
}

export function accessSync(path: string, how: number): void {
  checked(host.access(path, how), "access", path);
}

export function chmodSync(path: string, mode: number): void {
  checked(host.changeMode(path, mode), "chmod", path);
}

export function renameSync(from: string, to: string): void {
  checked(host.rename(from, to), "rename", from);
}

/** The times are now, the only ones that anybody wants here. */
export function utimesSync(path: string): void {
  checked(host.touch(path), "utime", path);
}

export function readdirSync(path: string): readonly string[] {
  return checked(host.list(path), "scandir", path) as string[];
}

export function readlinkSync(path: string): string {
  return checked(host.linkTarget(path), "readlink", path) as string;
}

export const realpathSync = {
  native: (path: string): string => checked(host.realPath(path), "realpath", path) as string,
};

export function mkdirSync(path: string, { recursive = false, mode = 0o777 }: { readonly recursive?: boolean; readonly mode?: number } = {}): void {
  const made = host.makeFolder(path, mode);
  if (made < 0 && recursive && ERRORS[-made] === "ENOENT" && path.lastIndexOf("/") > 0) {
    mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive, mode });
    mkdirSync(path, { recursive, mode });
  } else if (made < 0 && !(recursive && ERRORS[-made] === "EEXIST" && statSync(path)?.isDirectory() === true)) {
    throw new SystemError(made, "mkdir", path);
  }
}

export function mkdtempSync(prefix: string): string {
  return checked(host.makeUniqueFolder(prefix), "mkdtemp", prefix) as string;
}

function removeTree(path: string): void {
  if (lstatSync(path)?.isDirectory() !== true) {
    checked(host.removeFile(path), "unlink", path);
    return;
  }
  for (const name of readdirSync(path)) {
    removeTree(`${path}/${name}`);
  }
  checked(host.removeFolder(path), "rmdir", path);
}

export function rmSync(path: string, { recursive = false, force = false }: { readonly recursive?: boolean; readonly force?: boolean } = {}): void {
  try {
    if (recursive) {
      removeTree(path);
    } else {
      checked(host.removeFile(path), "unlink", path);
    }
  } catch (error) {
    if (!(force && isCode(error, "ENOENT"))) {
      throw error;
    }
  }
}
