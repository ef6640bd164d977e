// Everything of others' that a copy of Mochi carries appears in `mochi licenses`, with its licence's text.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { type Notice, NOTICE_FOLDER, parseNotice } from "../../cli/notice.ts";
import { bundledPackages, coreNotices } from "../../release/licences.ts";
import { pinnedLibraries } from "../../release/core-libraries.ts";
import { hostOf } from "../../release/hosts.ts";
import { PINNED_SOURCES } from "../../vendor/pinned-source.ts";

const FOLDER = join("dist", NOTICE_FOLDER);
const notices: readonly Notice[] = readdirSync(FOLDER).map((file) => parseNotice(readFileSync(join(FOLDER, file), "utf8")));
const mochi = (...args: readonly string[]): string => spawnSync(resolve("dist", "mochi"), args, { encoding: "utf8" }).stdout;

test("licences: every bundled package, with its transitive ones", async () => {
  const entryPoints = ["cli/core-entry.ts", "cli/launch.ts", "cli/core-start.ts", "vendor/packages.ts"];
  const { metafile } = await build({ entryPoints, bundle: true, platform: "node", format: "cjs", write: false, metafile: true, outdir: "nowhere", external: ["./mochi-core"], logLevel: "silent" });
  const packages = bundledPackages([metafile]).map((path) => JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as { readonly name: string; readonly version: string });
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly dependencies: Readonly<Record<string, string>> };
  assert.deepEqual(
    Object.keys(dependencies).filter((name) => !packages.some((one) => one.name === name)),
    [],
    "what package.json asks for is bundled",
  );
  assert.ok(packages.length > Object.keys(dependencies).length);
  const told = notices.map(({ name, version }) => `${name} ${version}`);
  assert.deepEqual(
    packages.map(({ name, version }) => `${name} ${version}`).filter((one) => !told.includes(one)),
    [],
  );
});

test("licences: every C source, and what comes with cross builds and releases", () => {
  const expected = ["libgc", "libtommath", "libfyaml", ...(existsSync(join("dist", "mochi")) ? ["zstd"] : []), ...(existsSync(join("dist", "script")) ? ["tcc", "musl"] : []), ...(existsSync(join("dist", "kits")) ? ["zig's libraries"] : [])];
  for (const name of expected) {
    const notice = notices.find((one) => one.name === name);
    assert.ok(notice !== undefined, `${name}: kits that are older than its notice are made again by \`node build.mjs archives\``);
    assert.equal(notice.version, PINNED_SOURCES[name]?.version ?? notice.version);
  }
  assert.deepEqual(
    Object.keys(PINNED_SOURCES).filter((name) => !["libgc", "libtommath", "libfyaml", "zstd", "tcc", "quickjs"].includes(name)),
    [],
    "a new source needs a line here",
  );
  const [node = "", ...libraries] = coreNotices({ root: ".", args: [], compilers: [] }, pinnedLibraries(hostOf("linux-x64"))).map(({ contents }) => Buffer.from(contents).toString());
  assert.match(node, /^node\n\d+\.\d+\.\d+\n/);
  for (const part of ["V8", "OpenSSL", "libuv", "ICU", "zlib"]) {
    assert.match(node, new RegExp(`^- ${part}, `, "m"));
  }
  assert.deepEqual(libraries.map((text) => text.split("\n", 1)[0]), ["libc6", "libgcc-s1", "libstdc++6"]);
  assert.ok(libraries.every((text) => /^From Debian's package .* https:/m.test(text) && /GNU (LESSER )?GENERAL PUBLIC LICENSE/.test(text)));
  assert.ok(libraries.slice(1).every((text) => text.includes("GCC RUNTIME LIBRARY EXCEPTION")));
});

test("licences: `mochi licenses` lists them and shows each text", () => {
  const list = mochi("licenses");
  for (const { name, version, licence, what, text } of notices) {
    assert.ok(list.includes(`${name} ${version}`) && list.includes(`${what}; ${licence}\n`), name);
    assert.ok(licence !== "" && text.length > 400 && /permission|redistribut|licen[cs]e|unlicense/i.test(text), `${name}: ${text.slice(0, 100)}`);
    assert.equal(mochi("licenses", name), text);
  }
  assert.equal(spawnSync(resolve("dist", "mochi"), ["licenses", "nobody"]).status, 2);
});
