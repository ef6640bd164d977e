// One file over HTTP(S) into one file on disk.
// Enters: an address, where to write, how many bytes to expect. Leaves: a complete file whose bytes
// nobody has vouched for yet (fetch-artifact.ts compares the hash).
// Promises: goes on where an earlier attempt, also of a dead process, stopped; never waits longer than
// the limits say for a silent server; never writes more bytes than expected; never follows an
// https address to anything but https. Proxies are those of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
// Surprising: a part is continued from any source of the artifact, because the hash of the whole decides.

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { chance } from "./chance.ts";
import { variable, type VendorContext } from "./vendor-context.ts";

/** Where an unknown size ends: nothing that is pinned is larger. */
export const MAX_BYTES = 2 ** 31;
const MAX_REDIRECTS = 5;
const MAX_RETRY_AFTER_MS = 10_000;
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const TRANSIENT_CODE = /^(UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET|RES_CONTENT_LENGTH_MISMATCH)|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$/;

/** The answer was no good. `isTransient`: the same question may have a better answer in a moment. */
class DownloadError extends Error {
  readonly isTransient: boolean;
  readonly waitMs: number;

  constructor(message: string, isTransient: boolean, waitMs = 0) {
    super(message);
    this.isTransient = isTransient;
    this.waitMs = waitMs;
  }
}

/** Our own disk refused, which no other server will change. */
class DiskError extends Error {
  constructor(cause: unknown) {
    super("", { cause });
  }
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DiskError(error);
  }
}

export interface DownloadRequest {
  readonly url: string;
  /** The file that grows; beside it lies `<path>.json` with what the server said of it. */
  readonly path: string;
  readonly size: number | undefined;
  readonly progress: (done: number, total: number | undefined) => void;
}

/** What is remembered of a part: whose it is, and how that server knows its version. */
interface PartNote {
  readonly url: string;
  readonly validator: string;
}

function noteOf(path: string): PartNote | undefined {
  try {
    return JSON.parse(readFileSync(`${path}.json`, "utf8")) as PartNote;
  } catch {
    return undefined;
  }
}

export function discardPart(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.json`, { force: true });
}

function partSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Text for the user: what a failed request comes to. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host's name can't be resolved (no network?)";
    case "ECONNREFUSED":
      return "the connection was refused";
    case "UND_ERR_CONNECT_TIMEOUT":
      return "no connection in time";
    case "UND_ERR_HEADERS_TIMEOUT":
      return "the server accepted the connection and then said nothing";
    case "UND_ERR_BODY_TIMEOUT":
      return "the server stopped sending in mid-file";
    case "UND_ERR_SOCKET":
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
      return "the server broke off in mid-file";
    default:
      return error.message === "" ? code : error.message;
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof DownloadError ? error.isTransient : error instanceof Error && "code" in error && TRANSIENT_CODE.test(String(error.code));
}

async function newAgent(cx: VendorContext): Promise<Dispatcher> {
  const { EnvHttpProxyAgent, Pool } = await cx.packages();
  const { connectMs, idleMs } = cx.network;
  const proxy = (name: string): string => variable(cx, name.toLowerCase()) ?? variable(cx, name) ?? "";
  return new EnvHttpProxyAgent({
    httpProxy: proxy("HTTP_PROXY"),
    httpsProxy: proxy("HTTPS_PROXY"),
    noProxy: proxy("NO_PROXY"),
    connect: { timeout: connectMs },
    requestTls: { timeout: connectMs },
    proxyTls: { timeout: connectMs },
    clientFactory: (proxyUrl, options) => new Pool(proxyUrl, { ...options, headersTimeout: idleMs }), // a proxy may be silent, too
    proxyTunnel: false, // for https it tunnels all the same; for http many proxies don't allow it
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
  });
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Lets go of an answer whose rest nobody wants. */
function dismiss({ body }: Dispatcher.ResponseData): void {
  body.on("error", () => undefined); // «aborted», by us
  body.destroy();
}

/** Where a redirect leads, or why it isn't followed. Only a mirror that the user named may be plain http, and it stays what it is. */
export function redirected(current: URL, location: string): URL | string {
  if (location === "" || !URL.canParse(location, current.href)) {
    return "the server redirects to nowhere";
  }
  const next = new URL(location, current);
  const isAllowed = next.protocol === "https:" || (next.protocol === "http:" && current.protocol === "http:");
  return isAllowed ? next : `the server redirects to ${next.protocol}//${next.host}, which is not secure`;
}

/**
 * How much of an answer may wait in memory until we have written it: all of it. undici 7 dies, uncatchably, of a server that
 * hangs up while it is told to wait (mended in version 8, which needs Node 22), so it is never told to.
 */
const UNPAUSED = MAX_BYTES;

/** Asks, following redirects. */
async function ask(agent: Dispatcher, url: string, headers: Readonly<Record<string, string>>): Promise<Dispatcher.ResponseData> {
  let current = new URL(url);
  for (let count = 0; count <= MAX_REDIRECTS; count++) {
    const { origin, pathname, search } = current;
    const response = await agent.request({ origin, path: pathname + search, method: "GET", highWaterMark: UNPAUSED, headers: { ...headers, "accept-encoding": "identity", "user-agent": "mochi" } });
    if (![301, 302, 303, 307, 308].includes(response.statusCode)) {
      return response;
    }
    dismiss(response);
    const next = redirected(current, header(response, "location") ?? "");
    if (typeof next === "string") {
      throw new DownloadError(next, false);
    }
    current = next;
  }
  throw new DownloadError("the server redirects in circles", false);
}

/** Where the answer's bytes belong: at `offset` when it continues the part, else at 0. Throws when they belong nowhere. */
function startOf(response: Dispatcher.ResponseData, { path, size }: DownloadRequest, offset: number): number {
  const { statusCode } = response;
  const length = header(response, "content-length");
  if (statusCode === 206) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(response, "content-range") ?? "") ?? [];
    if (Number(start) === offset && (size === undefined || total === "*" || Number(total) === size)) {
      return offset;
    }
    discardPart(path);
    throw new DownloadError("the server continues another file than the one that was begun", true);
  }
  if (statusCode === 416) {
    discardPart(path);
    throw new DownloadError("the server has a shorter file than the one that was begun", true);
  }
  if (statusCode !== 200) {
    const seconds = Number(header(response, "retry-after") ?? 0);
    throw new DownloadError(`HTTP status ${statusCode}`, TRANSIENT_STATUS.has(statusCode), Math.min(MAX_RETRY_AFTER_MS, (Number.isFinite(seconds) ? seconds : 0) * 1000));
  }
  if (size !== undefined && length !== undefined && Number(length) !== size) {
    throw new DownloadError(`the server has ${length} bytes instead of ${size}`, false);
  }
  return 0;
}

/** Writes all of it: on a disk that is nearly full, one call writes a part and says so, and only the next one fails. */
async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function writeBody(cx: VendorContext, response: Dispatcher.ResponseData, request: DownloadRequest, file: FileHandle, start: number): Promise<number> {
  let at = start;
  let check = { at, time: performance.now() };
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    if (at + chunk.length > (request.size ?? MAX_BYTES)) {
      discardPart(request.path);
      throw new DownloadError(`the server sends more than ${request.size ?? MAX_BYTES} bytes`, false);
    }
    await onDisk(() => writeFully(file, chunk, at));
    at += chunk.length;
    request.progress(at, request.size);
    const now = performance.now();
    if (now - check.time > 2 * cx.network.idleMs) {
      if (at - check.at < cx.network.leastBytes) {
        throw new DownloadError("the server sends too slowly", true);
      }
      check = { at, time: now };
    }
  }
  return at;
}

/** One attempt. */
async function attempt(cx: VendorContext, agent: Dispatcher, request: DownloadRequest): Promise<void> {
  const { url, path, size } = request;
  const offset = partSize(path);
  if (size !== undefined && offset >= size) {
    if (offset === size) {
      return;
    }
    discardPart(path);
    return attempt(cx, agent, request);
  }
  const note = noteOf(path);
  const condition: Readonly<Record<string, string>> = note?.url === url && note.validator !== "" ? { "if-range": note.validator } : {};
  const response = await ask(agent, url, offset > 0 ? { range: `bytes=${offset}-`, ...condition } : {});
  try {
    const start = startOf(response, request, offset);
    const etag = header(response, "etag") ?? "";
    const validator = etag.startsWith('"') ? etag : (header(response, "last-modified") ?? ""); // a weak tag vouches for no bytes
    const file = await onDisk(() => {
      writeFileSync(`${path}.json`, JSON.stringify({ url, validator } satisfies PartNote), { mode: 0o600 });
      return open(path, existsSync(path) ? "r+" : "wx", 0o600);
    });
    try {
      if (start === 0) {
        await onDisk(() => file.truncate(0));
      }
      const end = await writeBody(cx, response, request, file, start);
      await onDisk(() => file.sync());
      if (size !== undefined && end < size) {
        throw new DownloadError(`the server sent only ${end} of ${size} bytes`, true);
      }
    } finally {
      await file.close();
    }
  } finally {
    dismiss(response);
  }
}

/** Downloads; undefined when the file is complete, else why it can't be had. Throws what the file system throws. */
export async function download(cx: VendorContext, request: DownloadRequest): Promise<string | undefined> {
  const agent = await newAgent(cx);
  try {
    let reached = partSize(request.path);
    for (let failures = 0, tries = 0; ; tries++) {
      try {
        await attempt(cx, agent, request);
        return undefined;
      } catch (error) {
        if (error instanceof DiskError) {
          throw error.cause;
        }
        const now = partSize(request.path);
        failures = now > reached ? 1 : failures + 1;
        reached = now;
        if (!isTransient(error) || failures > cx.network.retries || tries > 10 * cx.network.retries) {
          return describe(error);
        }
        const backoff = cx.network.backoffMs * 2 ** (failures - 1) * (0.75 + chance() / 2);
        await sleep(Math.max(backoff, error instanceof DownloadError ? error.waitMs : 0));
      }
    }
  } finally {
    await agent.destroy();
  }
}
