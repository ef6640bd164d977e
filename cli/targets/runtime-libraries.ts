// Which libmochi, with its third-party archives, a program is linked with. `lib/<triple>` holds what the build made with the
// compilers of its own machine, `kits/<target>` what zig made for each target. A compiler found here takes the first, else
// the kit for its machine and C library: releases for other machines than the builder's carry kits only, and on
// a Mac its own clang shall serve. Not on Windows, where a compiler may have another C library than the kit: there zig does.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeVariant } from "../driver/native-flags.ts";
import { Failure } from "../failure.ts";
import { kitFolder, libraryFolder, runtimeFingerprint } from "../installation.ts";
import { archivesIn, readKit } from "./kit.ts";
import { findTarget } from "./triple.ts";

/** The kit that fits a compiler of that triple. */
function kitFor(triple: string, variant: RuntimeVariant): string | undefined {
  const target = findTarget(triple);
  if (target === undefined || target.format === "coff" || !existsSync(join(kitFolder(target.name), variant, "libmochi.a"))) {
    return undefined;
  }
  readKit(target, kitFolder(target.name), runtimeFingerprint());
  return kitFolder(target.name);
}

/** Whether this copy can link what a compiler of this machine has made. */
export function hasLibrariesForHost(): boolean {
  return process.platform !== "win32" || existsSync(libraryFolder("x86_64-windows-gnu"));
}

/** The archives that a program is linked with by a compiler of that triple, in the linker's order. */
export function libraries(triple: string, variant: RuntimeVariant): readonly string[] {
  const own = libraryFolder(triple);
  const folder = existsSync(join(own, variant, "libmochi.a")) ? own : kitFor(triple, variant);
  if (folder === undefined) {
    const remedy =
      variant === "sanitize"
        ? "build it with `MOCHI_TEST_SANITIZE=1 node build.mjs`"
        : "build libmochi for it with `MOCHI_CC=<that compiler> node build.mjs`, or choose another compiler with --cc";
    throw new Failure(`no runtime library for ${triple}: ${join(own, variant, "libmochi.a")} is missing`, remedy);
  }
  return archivesIn(folder, variant);
}
