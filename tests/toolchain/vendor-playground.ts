// A home of its own, a toolchain of a few kilobytes with pins of its own, and a server on this machine
// that does what a test tells it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { damageOf, toolchainFolder } from "../../vendor/installed-toolchain.ts";
import type { PinnedArtifact, PinnedToolchain } from "../../vendor/toolchain-pins.ts";
import type { VendorContext, VendorEvent } from "../../vendor/vendor-context.ts";
import { type Entry, tar, tarGz, xz, zip } from "./archive-bytes.ts";

export const TOOL = "tool";

export const ENTRIES: readonly Entry[] = [
  { path: "tool-1/", type: "5" },
  { path: "tool-1/bin/tool", content: "#!/bin/sh\necho tool 1\n", mode: 0o755 },
  { path: "tool-1/lib/a.h", content: "int a;\n" },
  { path: "tool-1/lib/deep/er/b.h", content: "x".repeat(70_000) },
  { path: "tool-1/lib/empty.h", content: "" },
];

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const PACKERS: Readonly<Record<string, (entries: readonly Entry[]) => Buffer>> = { "tar.gz": tarGz, "tar.xz": (entries) => xz(tar(entries)), zip };

export function pack(archive: string, entries: readonly Entry[] = ENTRIES): Buffer {
  return PACKERS[archive]?.(entries) ?? Buffer.alloc(0);
}

export function pinOf(archive: string, bytes: Uint8Array, urls: readonly string[], more: Partial<PinnedToolchain> = {}): PinnedToolchain {
  const artifact: PinnedArtifact = { host: "any", file: `tool-1.${archive}`, size: bytes.length, sha256: sha256(bytes), archive, strip: "tool-1", urls };
  return { version: "1", licence: "MIT", what: "a test", program: "bin/tool", links: false, unpacked: { files: 50, bytes: 1_000_000 }, artifacts: [artifact], ...more };
}

export type Context = VendorContext & { readonly events: VendorEvent[] };

export function contextFor(home: string, pin: PinnedToolchain, more: Partial<VendorContext> = {}): Context {
  const events: VendorEvent[] = [];
  return {
    home,
    environment: {},
    offline: false,
    host: "x86_64-linux",
    pins: { [TOOL]: pin },
    network: { connectMs: 2000, idleMs: 150, leastBytes: 1, retries: 2, backoffMs: 5 },
    packages: async () => (await import("../../vendor/packages.ts")).packages,
    report: (event) => events.push(event),
    events,
    ...more,
  };
}

export async function withHome(use: (home: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mochi-vendor-"));
  try {
    await use(join(folder, "home"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface Server {
  readonly url: string;
  /** What was asked, in order: path and, when it was given, the range. */
  readonly asked: string[];
}

/** Serves with `answer` (told how many requests there were before) while `use` runs. */
export async function withServer(answer: Answer, use: (server: Server) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push([request.url, request.headers.range, request.headers["if-range"]].filter((part) => part !== undefined).join(" "));
    answer(request, response, asked.length - 1);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** An honest server of one file: ranges, an entity tag. */
export function serving(bytes: Uint8Array, tag = '"1"'): Answer {
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
    const start = from !== undefined && (request.headers["if-range"] ?? tag) === tag ? Number(from) : 0;
    if (start > bytes.length || (start > 0 && start === bytes.length)) {
      response.writeHead(416).end();
      return;
    }
    const range = start > 0 ? { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { "content-length": bytes.length - start, etag: tag, ...range }).end(bytes.subarray(start));
  };
}

/** There is no toolchain, or a whole one; nothing between. Says which. */
export async function assertNothingOrAll(cx: VendorContext): Promise<"nothing" | "all"> {
  const pin = cx.pins[TOOL];
  assert.ok(pin !== undefined);
  const folder = toolchainFolder(cx, TOOL, pin);
  if (!existsSync(folder)) {
    return "nothing";
  }
  assert.deepEqual(await damageOf(folder, TOOL, pin), []);
  return "all";
}

/** Nothing is left of work in progress. */
export function assertTidy(cx: VendorContext): void {
  const left = existsSync(cx.home) ? readdirSync(cx.home, { recursive: true, encoding: "utf8" }).filter((path) => /\.staging\/|\.locks\/|downloads\/.*\/|\.tmp$/.test(path)) : [];
  assert.deepEqual(left, []);
}
