// The runtime image: libmochi, its collector and the C library, linked once by the build
// (release/script-image.ts) into an executable without a program, whose addresses are known.
//
//   script/tcc, tcc.COPYING   the C compiler and its licence
//   script/mochi.h            all that emitted C includes, in one small file
//   script/image              the executable's bytes, a whole number of pages; the first holds nothing but headers
//   script/image.json         what is described here
//
// Absent on other systems than Linux, and where the build couldn't make one: then scripts are compiled by the host's C compiler.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ImageSegment {
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  /** 1 execute, 2 write, 4 read. */
  readonly flags: number;
}

export interface RuntimeImage {
  /** Changes with tcc, the header and the image: part of every script's cache key. */
  readonly fingerprint: string;
  readonly machine: number;
  readonly entry: number;
  /** Segments begin at multiples of this in memory, plus where they begin in the file: the largest pages that kernels of this machine use. */
  readonly alignment: number;
  /** Loaded segments by address; the first has offset 0 and is one page (of 4 KB). */
  readonly segments: readonly ImageSegment[];
  /** The part of them that each thread has a copy of, where the C library has such variables. */
  readonly threadLocal?: ImageSegment & { readonly alignment: number };
  /** Headers that script/mochi.h stands for. */
  readonly headers: readonly string[];
  /** Functions that tcc would call in another way than they were compiled for. */
  readonly misunderstood: readonly string[];
  /** Addresses of what a program may name. */
  readonly symbols: Readonly<Record<string, number>>;
}

/** Files of the image, beside each other. */
export const IMAGE = { compiler: "tcc", licence: "tcc.COPYING", header: "mochi.h", bytes: "image", description: "image.json" } as const;

/** The image in that folder; undefined when there is none. */
export function readImage(folder: string): RuntimeImage | undefined {
  const path = join(folder, IMAGE.description);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as RuntimeImage) : undefined;
}
