// What a release carries beside the compiler core: the share folder, as dist/ has it (cli/installation.ts
// says what is read from it). A part that nobody has made isn't carried, nor is a kit of another runtime, which no build would
// take; the answer says so.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { NOTICE_FOLDER } from "../cli/notice.ts";
import { TRIPLES } from "../cli/targets/triple.ts";
import type { Kit } from "../cli/targets/zig.ts";
import type { Host } from "./hosts.ts";
import type { PayloadFile } from "./payload.ts";
import { QUICK_CORE } from "./quick-core.ts";

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

/** The targets whose kit is there and of this runtime, and those whose isn't. */
function kitsOf(dist: string): { readonly current: readonly string[]; readonly lacking: readonly string[] } {
  const runtime = readFileSync(join(dist, "include", "fingerprint"), "utf8");
  const isCurrent = (name: string): boolean => {
    const path = join(dist, "kits", name, "kit.json");
    return existsSync(path) && (JSON.parse(readFileSync(path, "utf8")) as Kit).runtime === runtime;
  };
  const names = [...TRIPLES].sort();
  return { current: names.filter(isCurrent), lacking: names.filter((name) => !isCurrent(name)) };
}

/** Where dist/ has script mode for the host; a text that says why it hasn't. */
export type ScriptOrigin = { readonly folder: string } | string;

/** The share folder for one host. `machine`: the triple that this build's own libraries are for. */
export function shareFiles(dist: string, host: Host, machine: string, script: ScriptOrigin): ShareFiles {
  const { current, lacking } = kitsOf(dist);
  const libraries = machine.startsWith(host.triple) ? childrenOf(dist, "lib") : [];
  const plain = ["include", "vendor", NOTICE_FOLDER, ...libraries, ...current.map((name) => `kits/${name}`)];
  const scriptFiles = typeof script === "string" ? [] : filesOf(dist, relative(dist, script.folder), "script");
  const hasQuickCore = scriptFiles.some(({ path }) => path.endsWith(`/${QUICK_CORE.heap}`));
  const missing = [...(lacking.length === 0 ? [] : [`cross builds for ${lacking.join(", ")}: \`node build.mjs archives\` makes their libraries`]), ...(typeof script === "string" ? [`script mode: ${script}`] : hasQuickCore ? [] : ["the quick core, which the build said it can't make"])];
  return { files: [...plain.flatMap((part) => filesOf(dist, part)), ...scriptFiles], carried: [...plain, ...(scriptFiles.length === 0 ? [] : ["script"])], missing };
}
