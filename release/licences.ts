// The licences of everything of others that a copy of Mochi carries: dist/licences/<name>.txt, a part of the share folder.
// Each step that takes something in writes its notice, from the thing itself: the npm packages that esbuild has really
// bundled, the pinned C sources, zig's libraries. Some texts are kept here, in release/notices, since what they belong to comes
// without: Node's binaries (its text, without the address of npm's registry), the libraries that it runs with on Linux, QuickJS's
// sources (in their heads only), and the musl of the host's musl-gcc. `mochi licenses` shows them.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { NOTICE_FOLDER, type Notice, noticeText } from "../cli/notice.ts";
import { PINNED_SOURCES, type PinnedLibraries } from "../vendor/pinned-source.ts";
import { unpackedSource } from "../vendor/third-party-source.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { NODE_VERSION } from "./node-binary.ts";
import type { PayloadFile } from "./payload.ts";
import { publish } from "./publish.ts";

const NPM = "npm-";

function writeNotice(cx: BuildContext, file: string, notice: Notice): void {
  const folder = join(cx.root, "dist", NOTICE_FOLDER);
  mkdirSync(folder, { recursive: true });
  publish(join(folder, `${file}.txt`), noticeText(notice), 0o644);
}

function keptText(cx: BuildContext, name: string): string {
  return readFileSync(join(cx.root, "release", "notices", `${name}.txt`), "utf8");
}

// ---------------------------------------------------------------- npm packages

/** Folders of the packages that took part in bundles, such as `node_modules/@noble/hashes`. */
export function bundledPackages(metafiles: readonly Metafile[]): readonly string[] {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

function packageText(folder: string, licence: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(name));
  return file === undefined ? `The package carries no text of its licence; its package.json says ${licence}.\n\n${readFileSync(join(folder, "package.json"), "utf8")}` : readFileSync(join(folder, file), "utf8");
}

/** Notices of the bundled packages, in the place of those of an earlier build. */
export function writePackageNotices(cx: BuildContext, metafiles: readonly Metafile[]): void {
  const folder = join(cx.root, "dist", NOTICE_FOLDER);
  const written = bundledPackages(metafiles).map((path) => {
    const { name, version, license = "" } = JSON.parse(readFileSync(join(cx.root, path, "package.json"), "utf8")) as { readonly name: string; readonly version: string; readonly license?: string };
    const file = `${NPM}${name.replace("/", "+")}`;
    writeNotice(cx, file, { name, version, licence: license, what: "a package of the compiler", text: packageText(join(cx.root, path), license) });
    return `${file}.txt`;
  });
  for (const stale of existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(NPM) && !written.includes(name)) : []) {
    rmSync(join(folder, stale));
  }
}

// ---------------------------------------------------------------- C

/** The folder of a pinned source, verified and unpacked, with its notice written: what is compiled from it is carried. */
export async function takeSource(cx: BuildContext, name: string): Promise<string> {
  const outcome = await unpackedSource(cx.root, name);
  if (outcome.kind === "unavailable") {
    throw new BuildFailure(outcome.message);
  }
  const pin = PINNED_SOURCES[name];
  if (pin !== undefined) {
    const { version, licence, what, notice } = pin;
    writeNotice(cx, name, { name, version, licence, what, text: notice === undefined ? keptText(cx, name) : readFileSync(join(outcome.folder, notice), "utf8") });
  }
  return outcome.folder;
}

/** The C library in the runtime image of script mode, and in static programs of the host's musl-gcc. */
export function writeMuslNotice(cx: BuildContext): void {
  writeNotice(cx, "musl", { name: "musl", version: "1.2", licence: "MIT", what: "the C library in scripts' executables", text: keptText(cx, "musl") });
}

/** Where zig keeps the licences of what kits are made of. */
const ZIG_LICENCES: readonly (readonly [what: string, path: string])[] = [
  ["zig's own parts, compiler-rt among them", "LICENSE"],
  ["musl", "lib/libc/musl/COPYRIGHT"],
  ["mingw-w64", "lib/libc/mingw/COPYING"],
  ["glibc: start-up files and stubs of its libraries", "lib/libc/glibc/LICENSES"],
  ["wasi-libc", "lib/libc/wasi/LICENSE"],
  ["wasi-libc: MIT", "lib/libc/wasi/LICENSE-MIT"],
  ["wasi-libc: Apache 2.0 with LLVM exceptions", "lib/libc/wasi/LICENSE-APACHE-LLVM"],
];

/** What cross builds link comes from zig. */
export function writeZigNotice(cx: BuildContext, zig: { readonly folder: string; readonly version: string }): void {
  const text = ZIG_LICENCES.map(([what, path]) => `---- ${what} ----\n\n${readFileSync(join(zig.folder, path), "utf8").trim()}\n`).join("\n");
  writeNotice(cx, "zig-libraries", { name: "zig's libraries", version: zig.version, licence: "MIT, ZPL-2.1, LGPL-2.1-or-later, Apache-2.0", what: "start-up files, C libraries and compiler runtime of cross builds", text });
}

/** Only releases carry Node, and the libraries that it is linked with: their notices as files of the payload. */
export function coreNotices(cx: BuildContext, libraries: readonly PinnedLibraries[]): readonly PayloadFile[] {
  const node: Notice = { name: "node", version: NODE_VERSION, licence: "MIT; its parts: see the text", what: "runs the compiler", text: keptText(cx, "node") };
  const others = libraries.map(({ version, licence, what, url, notice, debian }): Notice => {
    const source = `From Debian's package ${debian.package} ${version}: ${url}. The package's source has the same version there.\nOne byte is changed: the loader reads no /etc/ld.so.preload. The files may be replaced by others.\n\n`;
    return { name: debian.package, version, licence, what, text: source + keptText(cx, notice) };
  });
  return [node, ...others].map((notice) => ({ path: `${NOTICE_FOLDER}/${notice.name}.txt`, isExecutable: false, contents: Buffer.from(noticeText(notice)) }));
}
