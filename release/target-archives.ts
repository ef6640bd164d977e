// What cross builds link: dist/kits/<triple>/ for each target that the arguments name (all, else).
//
//   <profile>/libmochi.a, lib{gc,tommath,fyaml}.a   ours and third parties', by zig's clang
//   crt1.o, libc.a, compiler_rt.lib, …              what zig itself would link a C program with
//   kit.json                                        the order, and the zig that it belongs to
//
// The last two come from letting zig build and link one empty program per target, with a cache of
// ours, and reading its link line: so nobody else ever waits for a libc. Each target is stamped; the
// first time costs 3 to 73 seconds of CPU, niced, one at a time.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getPriority, setPriority, tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import type { CompilerIdentity } from "../cli/driver/c-compiler.ts";
import { runtimeFlags, type RuntimeVariant, THIRD_PARTY_FLAGS } from "../cli/driver/native-flags.ts";
import { thirdPartyOf } from "../cli/targets/kit.ts";
import { findTarget, type Target, targetOf, TRIPLES } from "../cli/targets/triple.ts";
import { clangCommand, type Kit, zigProgram } from "../cli/targets/zig.ts";
import { mochiHome } from "../cli/cache/location.ts";
import { ensureToolchain } from "../vendor/ensure-toolchain.ts";
import { packages } from "../vendor/packages.ts";
import { hostName, PINNED_TOOLCHAINS } from "../vendor/toolchain-pins.ts";
import { NETWORK_LIMITS } from "../vendor/vendor-context.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { compileArchive, filesUnder } from "./compile-archive.ts";
import { writeZigNotice } from "./licences.ts";
import { fingerprintOf } from "./runtime-library.ts";
import { obtainThirdParty, type ThirdPartyLibrary } from "./third-party-libraries.ts";

/** macOS programs carry the debug information of one object, theirs (macho-debug.ts); of others the linker would write paths. */
const NO_DEBUG_INFO = ["-g0"];

/** Changes when a kit would hold something else for the same zig. */
const RECIPE = "2";

interface Zig {
  readonly folder: string;
  readonly version: string;
}

async function findZig(): Promise<Zig> {
  const found = await ensureToolchain(
    {
      home: mochiHome(),
      environment: process.env,
      offline: false,
      host: hostName(),
      pins: PINNED_TOOLCHAINS,
      network: NETWORK_LIMITS,
      packages: async () => packages,
      report: (event) => event.kind === "note" && console.log(event.text),
    },
    "zig",
  );
  if (found.kind === "unavailable") {
    throw new BuildFailure(`${found.message}\n       ${found.remedy}`);
  }
  return found;
}

function chosenTargets(names: readonly string[]): readonly Target[] {
  if (names.length === 0) {
    return TRIPLES.map(targetOf);
  }
  return names.map((name) => {
    const target = findTarget(name);
    if (target === undefined) {
      throw new BuildFailure(`there is no target «${name}»; there are: ${TRIPLES.join(", ")}`, 2);
    }
    return target;
  });
}

/** The words of zig's link line behind which inputs stand: everything from its cache but the program. */
function linkInputs(line: string, program: string): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const words = line.split(/\s+/).filter((word) => /[/\\]o[/\\][0-9a-f]{32}[/\\]/.test(word) && !word.startsWith("-"));
  const isProgram = (word: string): boolean => basename(word).replace(/\.o(bj)?$/, "") === program;
  const at = words.findIndex(isProgram);
  return { before: words.slice(0, at), after: words.slice(at).filter((word) => !isProgram(word)) };
}

/** zig's part of a kit whose C library is the user's own (Microsoft's SDK): the compiler's runtime. */
function takeCompilerRuntime(zig: Zig, target: Target, work: string, kitFolder: string): void {
  const [object, archive] = [`compiler_rt-${target.name}.obj`, "compiler_rt.lib"];
  const build = ["build-obj", "-target", target.zig, "-O", "ReleaseFast", "-fstrip", "-fno-builtin", "-ffunction-sections", `-femit-bin=${object}`, "--cache-dir", "local", "--global-cache-dir", "global", join(zig.folder, "lib", "compiler_rt.zig")];
  rmSync(join(kitFolder, archive), { force: true });
  for (const args of [build, ["ar", "rcs", join(kitFolder, archive), object]]) {
    const result = spawnSync(zigProgram(zig.folder), args, { cwd: work, encoding: "utf8", maxBuffer: 1 << 28 });
    if (result.status !== 0) {
      throw new BuildFailure(`zig can't build its runtime for ${target.zig}:\n${result.stderr.slice(-2000)}`);
    }
  }
  writeKit(kitFolder, { zig: zig.version, before: [], after: [archive] }, "");
}

/** A file of zig's cache without the names of folders there, which change with zig's own place: members of archives are called by them. */
function withoutPlaces(contents: Buffer): Buffer {
  return Buffer.from(contents.toString("latin1").replace(/\/o\/[0-9a-f]{32}\//g, `/o/${"0".repeat(32)}/`), "latin1");
}

/** zig's part of a kit. */
function takeKit(cx: BuildContext, zig: Zig, target: Target, kitFolder: string): void {
  const work = join(cx.root, "dist", "obj", "zig");
  mkdirSync(work, { recursive: true });
  if (target.needsSdk === true) {
    takeCompilerRuntime(zig, target, work, kitFolder);
    return;
  }
  const source = join(work, "probe.c");
  writeFileSync(source, "int main(void) { return 0; }\n");
  const environment = { ...process.env, ZIG_GLOBAL_CACHE_DIR: join(work, "global"), ZIG_LOCAL_CACHE_DIR: join(work, "local"), ZIG_VERBOSE_LINK: "1" };
  // Its name differs at each call: zig prints no link line for what it has linked before.
  const probe = join(tmpdir(), `mochi-probe-${process.pid}${target.suffix}`);
  const args = ["cc", "-target", target.zig, "-O2", "-s", source, "-o", probe];
  const result = spawnSync(zigProgram(zig.folder), args, { cwd: work, encoding: "utf8", maxBuffer: 1 << 28, env: environment });
  rmSync(probe, { force: true });
  const line = result.stderr.trimEnd().split("\n").reverse().find((text) => text.includes("probe.o") && !text.startsWith("ar "));
  if (result.status !== 0 || line === undefined) {
    throw new BuildFailure(`zig can't link a C program for ${target.zig}:\n${result.stderr.slice(-2000)}`);
  }
  const { before, after } = linkInputs(line, "probe");
  for (const path of [...before, ...after]) {
    writeFileSync(join(kitFolder, basename(path)), withoutPlaces(readFileSync(join(work, path))));
  }
  writeKit(kitFolder, { zig: zig.version, before: before.map((path) => basename(path)), after: after.map((path) => basename(path)) }, "");
}

/** Writes kit.json, with a hash over the archives and objects that are there now. */
function writeKit(kitFolder: string, kit: Omit<Kit, "fingerprint" | "runtime">, runtime: string): void {
  const hash = createHash("sha256");
  for (const path of [...filesUnder(kitFolder, ".a"), ...filesUnder(kitFolder, ".o"), ...filesUnder(kitFolder, ".obj"), ...filesUnder(kitFolder, ".lib")]) {
    hash.update(relative(kitFolder, path)).update("\0").update(readFileSync(path));
  }
  const { zig, before, after } = kit;
  const whole: Kit = { zig, before, after, runtime, fingerprint: hash.digest("hex").slice(0, 32) };
  writeFileSync(join(kitFolder, "kit.json"), `${JSON.stringify(whole, undefined, 2)}\n`);
}

/** Third-party libraries that compile for a target; programs that need another are refused there. */
function librariesFor(target: Target, libraries: readonly ThirdPartyLibrary[]): readonly ThirdPartyLibrary[] {
  const wanted = thirdPartyOf(target);
  return libraries.filter(({ name }) => wanted.includes(name));
}

/** Sources of libmochi that a target has no use for, or can't compile. */
function runtimeSources(cx: BuildContext, target: Target): readonly string[] {
  const left: readonly string[] = [
    ...(target.collectors.includes("bdw") ? [] : ["memory/gc-bdw.c"]),
    ...(target.hasYaml ? [] : ["data/yaml-tree.c"]),
  ];
  const runtime = join(cx.root, "runtime");
  return filesUnder(runtime, ".c").filter((path) => !left.some((name) => path === join(runtime, name)));
}

async function buildArchives(cx: BuildContext, zig: Zig, target: Target, kit: string, thirdParty: readonly ThirdPartyLibrary[]): Promise<boolean> {
  const command = clangCommand({ target, zig: zig.folder });
  const compiler: CompilerIdentity = { command, family: "clang", version: `zig ${zig.version}`, triple: target.name };
  const shared = { compiler, archiver: [zigProgram(zig.folder), "ar"] };
  const objects = (name: string): string => join(cx.root, "dist", "obj", `cross-${target.name}`, name);
  let changed = false;
  for (const { name, folder, sources, headers, flags } of librariesFor(target, thirdParty)) {
    changed = (await compileArchive({ ...shared, flags: [...THIRD_PARTY_FLAGS, ...flags], sources, headers, base: folder, objects: objects(name), archive: join(kit, `lib${name}.a`) })) || changed;
  }
  // What is weak on ELF is simply there on these: clang finds the test for it odd.
  const weak = target.format === "macho" || target.format === "coff" ? ["-Wno-tautological-pointer-compare"] : [];
  const include = [...weak, "-Iruntime", `-I${join("dist", "third-party", "include")}`];
  const variants: readonly RuntimeVariant[] = ["release", "debug"];
  for (const variant of variants) {
    mkdirSync(join(kit, variant), { recursive: true });
    const debug = target.format === "macho" ? NO_DEBUG_INFO : ["-gdwarf", "-fdebug-compilation-dir=.", `-ffile-prefix-map=${zig.folder}=zig`];
    changed =
      (await compileArchive({
        ...shared,
        flags: [...runtimeFlags(variant), ...(variant === "debug" ? debug : []), ...include],
        sources: runtimeSources(cx, target),
        headers: filesUnder(join(cx.root, "runtime"), ".h"),
        base: cx.root,
        objects: objects(variant),
        archive: join(kit, variant, "libmochi.a"),
      })) || changed;
  }
  return changed;
}

/** `node build.mjs archives [TRIPLE…]`. */
export async function targetArchives(cx: BuildContext): Promise<void> {
  const targets = chosenTargets(cx.args);
  const zig = await findZig();
  const thirdParty = await obtainThirdParty(cx);
  writeZigNotice(cx, zig);
  const folder = join(cx.root, "runtime");
  const runtime = fingerprintOf(folder, filesUnder(folder, ".h"), filesUnder(folder, ".c"));
  setPriority(Math.max(2, getPriority())); // whoever is nicer already may not take it back
  for (const target of targets) {
    const kit = join(cx.root, "dist", "kits", target.name);
    const stamp = join(kit, "stamp");
    const wanted = `${RECIPE} zig ${zig.version}\n`;
    mkdirSync(kit, { recursive: true });
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
      takeKit(cx, zig, target, kit);
      writeFileSync(stamp, wanted);
      console.log(`took zig's libraries for ${target.name}`);
    }
    const changed = await buildArchives(cx, zig, target, kit, thirdParty);
    if (changed) {
      console.log(`built libmochi (${target.name})`);
    }
    const old = JSON.parse(readFileSync(join(kit, "kit.json"), "utf8")) as Kit;
    if (changed || old.runtime !== runtime) {
      writeKit(kit, old, runtime);
    }
  }
}
