// The runtime image: libmochi, its collector and the C library, linked once by the build
// (release/script-image.ts) into an executable without a program, whose addresses are known.
//
//   script/compile, tcc.COPYING   the script compiler, which is tcc and our linker (cli/script/compiler), and tcc's licence
//   script/mochi.h                all that emitted C includes, in one small file
//   script/image, image.map       the executable's bytes, a whole number of pages, and what its linker must know of them
//   script/image.json             what is described here
//
// Absent on other systems than Linux, and where the build couldn't make one: then scripts are compiled by the host's C compiler.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface RuntimeImage {
  /** Changes with the script compiler, the header and the image: part of every script's cache key. */
  readonly fingerprint: string;
  /** Headers that script/mochi.h stands for. */
  readonly headers: readonly string[];
}

/** Files of the image, beside each other. */
export const IMAGE = { compiler: "compile", licence: "tcc.COPYING", header: "mochi.h", bytes: "image", map: "image.map", description: "image.json" } as const;

/** The image in that folder; undefined when there is none. */
export function readImage(folder: string): RuntimeImage | undefined {
  const path = join(folder, IMAGE.description);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as RuntimeImage) : undefined;
}
