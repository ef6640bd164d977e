// Who compiles and links the runtime image of a machine, and what it is made of: the host's compiler for static musl
// programs with the libraries that this build made for it, or zig's clang and linker with the machine's kit
// (release/target-archives.ts). Both make the same image of the same sources; only zig makes one for another machine.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompilerIdentity } from "../cli/driver/c-compiler.ts";
import { elfMachine } from "../cli/targets/cross-compiler.ts";
import { thirdPartyArchive, thirdPartyOf } from "../cli/targets/kit.ts";
import { type TripleName, targetOf } from "../cli/targets/triple.ts";
import { clangCommand, type Kit, zigProgram } from "../cli/targets/zig.ts";
import type { BuildContext } from "./build-context.ts";
import { filesUnder } from "./compile-archive.ts";
import { findZig } from "./find-zig.ts";
import { fingerprintOf } from "./runtime-library.ts";

/** The machines that have script mode, as the targets whose programs scripts become. */
export const IMAGE_TRIPLES = ["x86_64-linux-musl", "aarch64-linux-musl"] as const satisfies readonly TripleName[];

export type ImageTriple = (typeof IMAGE_TRIPLES)[number];

/** The largest pages that kernels of each machine use. */
export const PAGE_SIZES: Readonly<Record<ImageTriple, number>> = { "x86_64-linux-musl": 4096, "aarch64-linux-musl": 65536 };

export interface ImageTools {
  readonly triple: ImageTriple;
  /** C source to object, without `-c` and the files. */
  readonly compile: readonly string[];
  /** Objects, archives and the linker's own flags to a static executable. */
  readonly link: (flags: readonly string[], inputs: readonly string[], output: string) => readonly string[];
  /** libmochi's objects, but for its `main`. */
  readonly objects: readonly string[];
  /** All third-party archives that libmochi may need; the linker takes what it does. */
  readonly archives: readonly string[];
  /** Changes with the tools and their C library. Where they lie isn't in it: images are the same everywhere. */
  readonly version: string;
}

/** This machine's own triple; undefined where there is no script mode. */
export function ownImageTriple(): ImageTriple | undefined {
  return process.platform !== "linux" ? undefined : IMAGE_TRIPLES.find((triple) => triple.startsWith(process.arch === "x64" ? "x86_64-" : process.arch === "arm64" ? "aarch64-" : "?"));
}

/** BDWGC aborts in some static programs: an image offers the collectors that its target has. */
function runtimeObjects(folder: string, triple: ImageTriple): readonly string[] {
  const left = targetOf(triple).collectors.includes("bdw") ? ["entry-main"] : ["entry-main", "memory-gc-bdw"];
  return filesUnder(folder, ".o").filter((path) => !left.some((name) => path.startsWith(join(folder, `runtime-${name}.`))));
}

function archivesIn(folder: string, triple: ImageTriple): readonly string[] {
  return thirdPartyOf(targetOf(triple)).map((name) => thirdPartyArchive(folder, name));
}

/** What is known before libmochi is made: enough to compile C that doesn't include it. */
export type CompilingTools = Pick<ImageTools, "triple" | "compile" | "version">;

export function compilingTools({ command, version }: CompilerIdentity, triple: ImageTriple): CompilingTools {
  return { triple, compile: command, version: [...command.slice(1), version].join("\0") };
}

/** With a compiler of this machine, such as musl-gcc. */
export function compilerTools(cx: BuildContext, compiler: CompilerIdentity, triple: ImageTriple): ImageTools {
  const { command } = compiler;
  return {
    ...compilingTools(compiler, triple),
    link: (flags, inputs, output) => [...command, "-static", "-no-pie", ...flags.map((flag) => `-Wl,${flag}`), "-o", output, "-Wl,--start-group", ...inputs, "-lm", "-Wl,--end-group"],
    objects: runtimeObjects(join(cx.root, "dist", "obj", triple, "release"), triple),
    archives: archivesIn(join(cx.root, "dist", "lib", triple), triple),
  };
}

const MUSL = "a C compiler for static musl programs of this machine (Debian, Ubuntu: apt-get install musl-tools), or";

/** With zig and a kit that was made of the same runtime; a text that says what is missing, else. */
export async function kitTools(cx: BuildContext, triple: ImageTriple): Promise<ImageTools | string> {
  const found = await findZig();
  if (found.kind === "unavailable") {
    return `it needs ${triple === ownImageTriple() ? `${MUSL} zig` : "zig"}: ${found.message}`;
  }
  const kitFolder = join(cx.root, "dist", "kits", triple);
  const path = join(kitFolder, "kit.json");
  const runtime = join(cx.root, "runtime");
  const kit = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Kit) : undefined;
  if (kit?.runtime !== fingerprintOf(runtime, filesUnder(runtime, ".h"), filesUnder(runtime, ".c"))) {
    return `it needs ${triple === ownImageTriple() ? `${MUSL} ` : ""}\`node build.mjs archives ${triple}\``;
  }
  const inKit = (names: readonly string[]): readonly string[] => names.map((name) => join(kitFolder, name));
  return {
    triple,
    compile: clangCommand({ target: targetOf(triple), zig: found.folder }),
    link: (flags, inputs, output) => [zigProgram(found.folder), "ld.lld", "-m", elfMachine(triple), "-static", ...flags, "-o", output, ...inKit(kit.before), ...inputs, ...inKit(kit.after)],
    objects: runtimeObjects(join(cx.root, "dist", "obj", `cross-${triple}`, "release"), triple),
    archives: archivesIn(kitFolder, triple),
    version: `zig ${found.version} ${kit.fingerprint}`,
  };
}
