// `node build.mjs release [HOST…]`: one executable per host in dist/release/, SHA256SUMS, installers.
//
// Each is the launcher (cli/launcher), compiled by zig for that host, with the compiler core and the share
// folder as its payload. The build id of a release is a hash over all of that, so what is unpacked under it
// is always the same. Nothing in the outcome depends on when, where or by whom it was made:
// two runs make the same bytes. MOCHI_RELEASE_LEVEL (19) is zstd's level: 3 saves a minute a host and costs 8 MB.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { LOADER } from "../cli/core-loader.ts";
import type { CompilerIdentity } from "../cli/driver/c-compiler.ts";
import { signAdHoc } from "../cli/targets/macho-sign.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { bootRelease } from "./boot-release.ts";
import { coreBundle, coreBytecode, coreExecutable } from "./core-executable.ts";
import { coreLibraries, pinnedLibraries } from "./core-libraries.ts";
import { findZig } from "./find-zig.ts";
import { HOST_NAMES, type Host, hostOf, isHostName, ownHost } from "./hosts.ts";
import { coreName, LAUNCHER_FLAGS, launcherDefinitions, launcherFolder, launcherSources, payloadDefinitions } from "./launcher-sources.ts";
import { coreNotices } from "./licences.ts";
import { nodeBinary } from "./node-binary.ts";
import { encodePayload, type PayloadFile } from "./payload.ts";
import { publish } from "./publish.ts";
import { imageFor } from "./script-image.ts";
import { type ShareFiles, shareFiles } from "./share-files.ts";
import { writeInstallers } from "./write-installers.ts";
import { launcherCompiler, zstdObjects, zstdInclude } from "./zstd-decoder.ts";

const WINDOW_LOG = 23;

const COMPRESS = `
const { readFileSync, writeFileSync } = require("node:fs");
const { constants, zstdCompressSync } = require("node:zlib");
const [from, to, level] = process.argv.slice(1);
const params = { [constants.ZSTD_c_compressionLevel]: Number(level), [constants.ZSTD_c_windowLog]: ${WINDOW_LOG}, [constants.ZSTD_c_checksumFlag]: 1 };
writeFileSync(to, zstdCompressSync(readFileSync(from), { params }));
`;

/** Compresses with the release's own node: its zstd is always the same one. */
function compressorOf(node: string, work: string): (contents: Uint8Array) => Uint8Array {
  const level = process.env["MOCHI_RELEASE_LEVEL"] ?? "19";
  return (contents) => {
    const [from, to] = [join(work, "plain"), join(work, "compressed")];
    writeFileSync(from, contents);
    const result = spawnSync(node, ["-e", COMPRESS, from, to, level], { encoding: "utf8" });
    if (result.status !== 0) {
      throw new BuildFailure(`the payload can't be compressed: ${result.error?.message ?? result.stderr.trim()}`);
    }
    return readFileSync(to);
  };
}

function buildIdOf(files: readonly PayloadFile[]): string {
  const hash = createHash("sha256");
  for (const { path, isExecutable, contents } of files) {
    hash.update(`${path}\0${isExecutable ? 1 : 0}\0${contents.length}\0`).update(contents);
  }
  return hash.digest("hex").slice(0, 32);
}

interface LauncherCompiler {
  readonly identity: CompilerIdentity;
  /** What makes its programs static. */
  readonly how: readonly string[];
}

/** What compiles launchers for the host. */
async function compilerFor(cx: BuildContext, host: Host): Promise<LauncherCompiler> {
  const zig = await findZig();
  if (zig.kind === "folder") {
    const command = [join(zig.folder, "zig"), "cc", "-target", host.zig];
    return { identity: { command, family: "clang", version: zig.version, triple: `zig-${host.zig}` }, how: [] };
  }
  const identity = host.name === ownHost()?.name ? launcherCompiler(cx) : undefined;
  if (identity === undefined) {
    throw new BuildFailure(`the launcher of ${host.name} needs zig: ${zig.message}\n       ${zig.remedy}`);
  }
  return { identity, how: ["-static"] };
}

async function linkLauncher(cx: BuildContext, host: Host, buildId: string, payload: string, output: string): Promise<void> {
  const { identity, how } = await compilerFor(cx, host);
  const inputs = [...(launcherSources(cx.root, host.system, "payload") ?? []), ...(await zstdObjects(cx, identity))];
  const gc = host.system === "darwin" ? "-Wl,-dead_strip" : "-Wl,--gc-sections";
  const flags = [...LAUNCHER_FLAGS, gc, "-s", `-I${relative(cx.root, launcherFolder(cx.root))}`, "-isystem", relative(cx.root, zstdInclude(cx.root))];
  const definitions = [...launcherDefinitions(buildId, host.system, host.system === "linux" ? LOADER : ""), ...payloadDefinitions(relative(cx.root, payload), host.system)];
  const [program = "", ...args] = [...identity.command, ...how, ...flags, ...definitions, ...inputs.map((path) => relative(cx.root, path)), "-o", relative(cx.root, output)];
  const result = spawnSync(program, args, { cwd: cx.root, encoding: "utf8" });
  if (result.status !== 0) {
    throw new BuildFailure(`the launcher of ${host.name} can't be compiled:\n${result.error?.message ?? result.stderr.trim()}`);
  }
  if (host.system === "darwin") {
    publish(output, signAdHoc(readFileSync(output), "mochi"), 0o755);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Makes one host's executable and starts it. */
async function makeHost(cx: BuildContext, host: Host, node: string): Promise<void> {
  const release = join(cx.root, "dist", "release");
  const work = join(release, "work");
  mkdirSync(work, { recursive: true });
  const share: ShareFiles = shareFiles(join(cx.root, "dist"), host, cx.compilers[0]?.triple ?? "", await imageFor(cx, `${host.triple}-musl`));
  const core: PayloadFile = { path: coreName(host.system), isExecutable: true, contents: await coreExecutable(cx, host) };
  const bytecode = await coreBytecode(cx, host);
  const bundle: PayloadFile = { path: "mochi-core.js", isExecutable: false, contents: Buffer.from(coreBundle(cx)) };
  const libraries = await coreLibraries(host);
  const notices = coreNotices(cx, pinnedLibraries(host));
  const files = [core, ...libraries, bundle, ...notices, ...(bytecode === undefined ? [] : [{ path: "mochi-core.bytecode", isExecutable: false, contents: bytecode }]), ...share.files];
  const buildId = buildIdOf(files);
  // Named after its contents: compilers remember what they have compiled by its name.
  const payload = join(work, `${host.name}-${buildId}`);
  publish(payload, encodePayload([...files, { path: "build-id", isExecutable: false, contents: Buffer.from(buildId) }], compressorOf(node, work)), 0o644);
  const output = join(release, `mochi-${host.name}${host.suffix}`);
  await linkLauncher(cx, host, buildId, payload, output);
  const size = readFileSync(output).length;
  rmSync(work, { recursive: true, force: true });
  console.log(`dist/release/${basename(output)}: ${megabytes(size)} (build ${buildId.slice(0, 16)}; carries ${share.carried.join(", ")})`);
  for (const part of share.missing) {
    console.log(`  without ${part}`);
  }
  bootRelease(host, output, share.carried.includes("script"));
}

function writeSums(release: string): string {
  const names = readdirSync(release).filter((name) => /^mochi-(linux|darwin|win)-\w+(\.exe)?$/.test(name)).sort();
  const lines = names.map((name) => `${createHash("sha256").update(readFileSync(join(release, name))).digest("hex")}  ${name}\n`);
  publish(join(release, "SHA256SUMS"), lines.join(""), 0o644);
  return lines.join("");
}

export async function makeRelease(cx: BuildContext): Promise<void> {
  const wrong = cx.args.find((name) => !isHostName(name));
  if (wrong !== undefined) {
    throw new BuildFailure(`no release is made for «${wrong}»; there are: ${HOST_NAMES.join(", ")}`, 2);
  }
  const own = ownHost();
  if (own === undefined) {
    throw new BuildFailure(`releases can't be made on ${process.platform}-${process.arch}`);
  }
  const node = await nodeBinary(cx, own);
  for (const name of HOST_NAMES.filter((one) => cx.args.length === 0 || cx.args.includes(one))) {
    await makeHost(cx, hostOf(name), node);
  }
  const release = join(cx.root, "dist", "release");
  const { version } = JSON.parse(readFileSync(join(cx.root, "package.json"), "utf8")) as { readonly version: string };
  writeInstallers(cx.root, release, version, writeSums(release));
}
