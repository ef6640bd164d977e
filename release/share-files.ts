// What a release carries beside the compiler core: the share folder, as dist/ has it (cli/installation.ts
// says what is read from it). A part that nobody has made isn't carried; `parts` says which are.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { NOTICE_FOLDER } from "../cli/notice.ts";
import type { Host } from "./hosts.ts";
import type { PayloadFile } from "./payload.ts";

export interface ShareFiles {
  readonly files: readonly PayloadFile[];
  /** For people: `include`, `kits/x86_64-linux-gnu`, … with what is missing. */
  readonly carried: readonly string[];
  readonly missing: readonly string[];
}

/** The files of a folder of dist/, as a part of the share folder. */
function filesOf(dist: string, from: string, part: string = from): readonly PayloadFile[] {
  const folder = join(dist, from);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => !name.endsWith(".objects") && !/(^|\/)(stamp|probe\.o)$/.test(name) && !name.split("/").includes("sanitize") && statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => ({ path: `${part}/${name}`, isExecutable: (statSync(join(folder, name)).mode & 0o100) !== 0, contents: readFileSync(join(folder, name)) }));
}

/** The folder's children that hold something. */
function childrenOf(dist: string, part: string): readonly string[] {
  return existsSync(join(dist, part)) ? readdirSync(join(dist, part)).sort().map((name) => `${part}/${name}`) : [];
}

/** Where dist/ has script mode for the host; a text that says why it hasn't. */
export type ScriptOrigin = { readonly folder: string } | string;

/** The share folder for one host. `machine`: the triple that this build's own libraries are for. */
export function shareFiles(dist: string, host: Host, machine: string, script: ScriptOrigin): ShareFiles {
  const kits = childrenOf(dist, "kits");
  const libraries = machine.startsWith(host.triple) ? childrenOf(dist, "lib") : [];
  const plain = ["include", "vendor", NOTICE_FOLDER, ...libraries, ...kits];
  const scriptFiles = typeof script === "string" ? [] : filesOf(dist, relative(dist, script.folder), "script");
  const missing = [...(kits.length === 0 ? ["kits (cross builds): `node build.mjs archives`"] : []), ...(typeof script === "string" ? [`script mode: ${script}`] : [])];
  return { files: [...plain.flatMap((part) => filesOf(dist, part)), ...scriptFiles], carried: [...plain, ...(scriptFiles.length === 0 ? [] : ["script"])], missing };
}
