// A target's kit: the folder with what zig made for it (release/target-archives.ts), and how a program takes its part of it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeVariant } from "../driver/native-flags.ts";
import { Failure } from "../failure.ts";
import type { Target } from "./triple.ts";
import type { Kit } from "./zig.ts";

/** The libraries of others that libmochi may need, in the linker's order. */
const THIRD_PARTY = ["gc", "tommath", "fyaml"] as const;

/** Those of them that there are for a target. */
export function thirdPartyOf({ collectors, hasYaml }: Target): readonly string[] {
  return THIRD_PARTY.filter((name) => (name === "gc" ? collectors.includes("bdw") : name === "fyaml" ? hasYaml : true));
}

/** The archive of the library in a folder for one target. */
export function thirdPartyArchive(folder: string, name: string): string {
  return join(folder, `lib${name}.a`);
}

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
  return [join(folder, variant, "libmochi.a"), ...THIRD_PARTY.map((name) => thirdPartyArchive(folder, name)).filter((path) => existsSync(path))];
}
