// The decoder of zstd, for launchers that carry a payload: the pinned source's own files, without
// encoder, old formats, threads and assembler. Leaves dist/obj/<triple>/libzstd.a for the host's launcher,
// and the header that cli/launcher/payload includes.

import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { CompilerIdentity } from "../cli/driver/c-compiler.ts";
import type { BuildContext } from "./build-context.ts";
import { compileArchive, filesUnder } from "./compile-archive.ts";
import { takeSource } from "./licences.ts";

const FLAGS = ["-O2", "-ffunction-sections", "-fdata-sections", "-DZSTD_DISABLE_ASM", "-DZSTD_LEGACY_SUPPORT=0", "-DZSTD_STRIP_ERROR_STRINGS", "-DXXH_NAMESPACE=ZSTD_"];
/** There are two decoders of literals and two of sequences: one of each is no slower here. (Nothing inlined would save 26 KB more, and take 1.7 times as long.) */
const SMALL = ["-DHUF_FORCE_DECOMPRESS_X1", "-DZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT"];

/** The folder with `zstd.h`. */
export function zstdInclude(root: string): string {
  return join(root, "dist", "third-party", "zstd");
}

/** The decoder's objects for one compiler; there is an archive of them, too, in the format of this machine. */
export async function zstdObjects(cx: BuildContext, compiler: CompilerIdentity): Promise<readonly string[]> {
  const folder = join(await takeSource(cx, "zstd"), "lib");
  mkdirSync(zstdInclude(cx.root), { recursive: true });
  for (const header of ["zstd.h", "zstd_errors.h"]) {
    cpSync(join(folder, header), join(zstdInclude(cx.root), header));
  }
  const objects = join(cx.root, "dist", "obj", compiler.triple);
  const archive = join(objects, "libzstd.a");
  const shared = ["entropy_common.c", "error_private.c", "fse_decompress.c", "xxhash.c", "zstd_common.c"].map((name) => join(folder, "common", name));
  const sources = [...shared, ...filesUnder(join(folder, "decompress"), ".c")];
  if (await compileArchive({ compiler, flags: [...FLAGS, ...SMALL], sources, headers: filesUnder(folder, ".h"), base: folder, objects: join(objects, "zstd"), archive })) {
    console.log(`built libzstd (${compiler.triple})`);
  }
  return filesUnder(join(objects, "zstd"), ".o");
}

/** Of the build's compilers, the one that makes launchers: musl's C library starts fastest. */
export function launcherCompiler(cx: BuildContext): CompilerIdentity | undefined {
  return cx.compilers.find(({ triple }) => triple.endsWith("-musl")) ?? cx.compilers[0];
}

export async function zstdDecoder(cx: BuildContext): Promise<void> {
  const compiler = launcherCompiler(cx);
  if (compiler !== undefined) {
    await zstdObjects(cx, compiler);
  }
}
