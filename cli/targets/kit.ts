// A target's kit: the folder with what zig made for it (release/target-archives.ts), and how a program takes its part of it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeVariant } from "../driver/native-flags.ts";
import { Failure } from "../failure.ts";
import type { Target } from "./triple.ts";
import type { Kit } from "./zig.ts";

const THIRD_PARTY = ["libgc.a", "libtommath.a", "libfyaml.a"];

/** What lies in a target's kit folder; a Failure when this copy of Mochi carries none, or (`runtime`) one for other headers. */
export function readKit(target: Target, folder: string, runtime?: string): Kit {
  const path = join(folder, "kit.json");
  const remedy = `in a checkout, \`node build.mjs archives ${target.name}\` builds them`;
  if (!existsSync(path)) {
    throw new Failure(`this copy of Mochi has no libraries for ${target.name}: ${path} is missing`, remedy);
  }
  const kit = JSON.parse(readFileSync(path, "utf8")) as Kit;
  if (runtime !== undefined && kit.runtime !== runtime) {
    throw new Failure(`the libraries for ${target.name} were built from another runtime than this one`, remedy);
  }
  return kit;
}

/** libmochi and what there is of the others in a folder for one target, in the linker's order. */
export function archivesIn(folder: string, variant: RuntimeVariant): readonly string[] {
  return [join(folder, variant, "libmochi.a"), ...THIRD_PARTY.map((name) => join(folder, name)).filter((path) => existsSync(path))];
}
