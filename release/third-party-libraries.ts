// vendor/sources.json in, dist/lib/<triple>/lib{gc,tommath,fyaml}.a and dist/third-party/include out.
// The sources are fetched and verified by vendor/, unpacked under the user's ~/.mochi, and never
// enter this repository.
//
// libgc is compiled as one file (its extra/gc.c): static functions, better code. Without threads,
// debugging allocator, finalisers, incremental mode, environment variables; interior pointers are
// recognised, because slices point into their string. The program's static data is found through
// dl_iterate_phdr, in musl too: the symbol that libgc would search for otherwise, __data_start,
// doesn't survive --gc-sections.
// Without DONT_ADD_BYTE_AT_END libgc takes the last word of each block for padding and doesn't scan it,
// but our free lists (memory/gc.h) use blocks to the last byte.

import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { THIRD_PARTY_FLAGS } from "../cli/driver/native-flags.ts";
import type { BuildContext } from "./build-context.ts";
import { compileArchive, filesUnder } from "./compile-archive.ts";
import { takeSource } from "./licences.ts";

const COLLECTOR_FLAGS = [
  "-DGC_SINGLE_OBJ_BUILD",
  "-DALL_INTERIOR_POINTERS",
  "-DDONT_ADD_BYTE_AT_END",
  "-DNO_DEBUGGING",
  "-DGC_DISABLE_INCREMENTAL",
  "-DGC_NO_FINALIZATION",
  "-DNO_GETENV",
  "-DNO_CLOCK",
  "-DNO_GETCONTEXT",
  "-DHAVE_DL_ITERATE_PHDR",
  "-DLARGE_CONFIG",
];

// What its configure script would find out; NDEBUG, because bad input must not abort.
const YAML_FLAGS = ["-D_GNU_SOURCE", "-DNDEBUG", '-DVERSION="0.7.12"', "-DHAVE_QSORT_R=0", "-Iinclude", "-Isrc/lib", "-Isrc/xxhash"];

/** One third-party archive: `lib<name>.a`. */
export interface ThirdPartyLibrary {
  readonly name: string;
  /** The unpacked source; the others are in it. */
  readonly folder: string;
  readonly sources: readonly string[];
  readonly headers: readonly string[];
  readonly flags: readonly string[];
}

/** Fetches the sources, publishes the headers that libmochi includes, and says how to compile the rest. */
export async function obtainThirdParty(cx: BuildContext): Promise<readonly ThirdPartyLibrary[]> {
  const include = join(cx.root, "dist", "third-party", "include");
  const collector = await takeSource(cx, "libgc");
  const bignum = await takeSource(cx, "libtommath");
  const yaml = await takeSource(cx, "libfyaml");
  for (const header of readdirSync(join(collector, "include")).filter((name) => name.endsWith(".h"))) {
    cpSync(join(collector, "include", header), join(include, "gc", header));
  }
  cpSync(join(bignum, "tommath.h"), join(include, "tommath.h"));
  cpSync(join(yaml, "include", "libfyaml.h"), join(include, "libfyaml.h"));
  const parts = readdirSync(bignum)
    .filter((name) => /^bn_.*\.c$/.test(name))
    .sort()
    .map((name) => join(bignum, name));
  const yamlParts = [...filesUnder(join(yaml, "src", "lib"), ".c"), join(yaml, "src", "xxhash", "xxhash.c")];
  return [
    { name: "gc", folder: collector, sources: [join(collector, "extra", "gc.c")], flags: [...COLLECTOR_FLAGS, "-Iinclude"], headers: filesUnder(collector, ".h") },
    { name: "tommath", folder: bignum, sources: parts, flags: [], headers: filesUnder(bignum, ".h") },
    { name: "fyaml", folder: yaml, sources: yamlParts, flags: YAML_FLAGS, headers: filesUnder(yaml, ".h") },
  ];
}

export async function thirdPartyLibraries(cx: BuildContext): Promise<void> {
  for (const { name, folder, sources, headers, flags } of await obtainThirdParty(cx)) {
    for (const compiler of cx.compilers) {
      const lib = join(cx.root, "dist", "lib", compiler.triple);
      mkdirSync(lib, { recursive: true });
      const objects = join(cx.root, "dist", "obj", compiler.triple, name);
      const changed = await compileArchive({ compiler, flags: [...THIRD_PARTY_FLAGS, ...flags], sources, headers, base: folder, objects, archive: join(lib, `lib${name}.a`) });
      if (changed) {
        console.log(`built lib${name} (${compiler.triple})`);
      }
    }
  }
}
