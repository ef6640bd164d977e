// What a release carries beside the compiler core: the share folder, as dist/ has it (cli/installation.ts
// says what is read from it). A part that nobody has made isn't carried; `parts` says which are.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { NOTICE_FOLDER } from "../cli/notice.ts";
import type { Host } from "./hosts.ts";
import type { PayloadFile } from "./payload.ts";

export interface ShareFiles {
  readonly files: readonly PayloadFile[];
  /** For people: `include`, `kits/x86_64-linux-gnu`, … with what is missing. */
  readonly carried: readonly string[];
  readonly missing: readonly string[];
}

function filesOf(dist: string, part: string): readonly PayloadFile[] {
  const folder = join(dist, part);
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

/** The share folder for one host. `machine`: the triple that this build's own libraries and script mode are for. */
export function shareFiles(dist: string, host: Host, machine: string): ShareFiles {
  const kits = childrenOf(dist, "kits");
  const isOwn = machine.startsWith(host.triple);
  const libraries = isOwn ? childrenOf(dist, "lib") : [];
  const script = isOwn && existsSync(join(dist, "script")) ? ["script"] : [];
  const carried = ["include", "vendor", NOTICE_FOLDER, ...libraries, ...kits, ...script];
  const missing = [...(kits.length === 0 ? ["kits (cross builds): `node build.mjs archives`"] : []), ...(script.length === 0 ? ["script mode: it is made on its own kind of machine"] : [])];
  return { files: carried.flatMap((part) => filesOf(dist, part)), carried, missing };
}
