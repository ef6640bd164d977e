// dist/mochi-core in, the compiler core as an executable out: dist/release/core/<host>/mochi-core.
// @yao-pkg/pkg puts cli/core-start.ts into a node binary (a «single executable application»). It looks for
// binaries where it would have downloaded them to, and finds ours there, verified (node-binary.ts). The bundle
// lies beside the executable. Its bytecode saves half of the start, but belongs to one architecture: it is made
// for the host that builds.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signAdHoc } from "../cli/targets/macho-sign.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { CORE_FLAG, makeBytecode } from "./bundle-command.ts";
import { type Host, ownHost } from "./hosts.ts";
import { coreName } from "./launcher-sources.ts";
import { NODE_VERSION, nodeBinary } from "./node-binary.ts";
import { publish } from "./publish.ts";

/** What becomes the executable, without its first line, which is for node as a script. */
function coreStart(cx: BuildContext): string {
  return readFileSync(join(cx.root, "dist", "mochi-core"), "utf8").replace(/^#!.*\n/, "");
}

/** The bundle's bytecode, if this machine can make it for the host. */
export async function coreBytecode(cx: BuildContext, host: Host): Promise<Uint8Array | undefined> {
  const own = ownHost();
  if (own === undefined || host.name !== own.name) {
    return undefined;
  }
  const target = join(cx.root, "dist", "release", "core", "mochi-core.bytecode");
  mkdirSync(join(target, ".."), { recursive: true });
  const problem = makeBytecode(cx, await nodeBinary(cx, own), target);
  if (problem !== undefined) {
    throw new BuildFailure(`the release's node makes no bytecode of the compiler core: ${problem}`);
  }
  return readFileSync(target);
}

export function coreBundle(cx: BuildContext): string {
  return readFileSync(join(cx.root, "dist", "mochi-core.cjs"), "utf8");
}

/** Puts the node where pkg keeps what it has downloaded and checked. */
function offerToPkg(home: string, host: Host, node: string): void {
  const cache = join(home, ".pkg-cache", "sea");
  const name = `node-v${NODE_VERSION}-${host.pkgPlatform === "macos" ? "darwin" : host.pkgPlatform}-${host.arch}`;
  const program = host.system === "win32" ? join(cache, `${name}.exe`) : join(cache, name, "bin", "node");
  mkdirSync(join(program, ".."), { recursive: true });
  const archive = join(cache, `${name}.${host.system === "win32" ? "zip" : "tar.gz"}`);
  for (const marker of [archive, `${archive}.ok`, `${program}.ok`]) {
    writeFileSync(marker, "");
  }
  rmSync(program, { force: true });
  linkSync(node, program);
}

/** The core of one host; made anew when what starts it or the node have changed. */
export async function coreExecutable(cx: BuildContext, host: Host): Promise<Uint8Array> {
  const release = join(cx.root, "dist", "release");
  const own = ownHost();
  if (own === undefined) {
    throw new BuildFailure(`releases are made on ${process.platform}-${process.arch} by nobody yet: there is no node for it in vendor/node-binaries.json`);
  }
  const [generator, node] = [await nodeBinary(cx, own), await nodeBinary(cx, host)];
  const start = coreStart(cx);
  const folder = join(release, "core", host.name);
  const output = join(folder, coreName(host.system));
  const stamp = createHash("sha256").update(JSON.stringify([node, generator, CORE_FLAG, readFileSync(join(cx.root, "release", "make-core.cjs"), "utf8")])).update(start).digest("hex");
  const record = join(folder, "stamp");
  if (existsSync(output) && existsSync(record) && readFileSync(record, "utf8") === stamp) {
    return readFileSync(output);
  }
  mkdirSync(folder, { recursive: true });
  // One name for all: the code cache knows its script's.
  const entry = join(release, "core", "mochi-core.js");
  writeFileSync(entry, start);
  const home = join(release, "pkg-home");
  rmSync(home, { recursive: true, force: true });
  offerToPkg(home, host, node);
  const order = { entry, version: NODE_VERSION, flags: [CORE_FLAG], codeCache: host.name === own.name, targets: [{ platform: host.pkgPlatform, arch: host.arch, output }] };
  const result = spawnSync(generator, [join(cx.root, "release", "make-core.cjs"), JSON.stringify(order)], { cwd: cx.root, encoding: "utf8", env: { ...process.env, HOME: home, NODE_OPTIONS: "" } });
  rmSync(home, { recursive: true, force: true });
  if (result.status !== 0 || !existsSync(output)) {
    throw new BuildFailure(`pkg made no compiler core for ${host.name}:\n${result.error?.message ?? result.stderr.trim()}`);
  }
  if (host.system === "darwin") {
    publish(output, signAdHoc(readFileSync(output), "mochi-core"), 0o755);
  }
  publish(record, stamp, 0o644);
  return readFileSync(output);
}
