// The Node.js that a host's compiler core is made of.
// Enters: a host. Leaves: its node program, unpacked from the pinned wheel, without what only debuggers read.
// The wheel comes from the folder that MOCHI_SOURCES names, else from what was fetched before, else from
// pip, which knows this machine's registry. It is unpacked when its size and SHA-256 are the pinned ones.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { open } from "yauzl";
import { mochiHome } from "../cli/cache/location.ts";
import pins from "../vendor/node-binaries.json" with { type: "json" };
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import type { Host, HostName } from "./hosts.ts";
import { publish } from "./publish.ts";
import { stripElf } from "./strip-elf.ts";

export const NODE_VERSION: string = pins.version;

interface Wheel {
  readonly file: string;
  readonly platform: string;
  readonly program: string;
  readonly size: number;
  readonly sha256: string;
}

const WHEELS: Readonly<Record<HostName, Wheel>> = pins.wheels;

async function isPinned(path: string, wheel: Wheel): Promise<boolean> {
  if (!existsSync(path) || statSync(path).size !== wheel.size) {
    return false;
  }
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex") === wheel.sha256;
}

/** Lets pip put the wheel into the folder; returns what went wrong. */
function download(wheel: Wheel, folder: string): string | undefined {
  const staging = mkdtempSync(join(folder, ".pip-"));
  try {
    const words = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--platform", wheel.platform, pins.requirement, "--dest", staging];
    const result = spawnSync("python3", words, { encoding: "utf8" });
    if (result.status !== 0 || !existsSync(join(staging, wheel.file))) {
      return result.error?.message ?? (result.stderr.trim().split("\n").at(-1) || `it brought no ${wheel.file}`);
    }
    renameSync(join(staging, wheel.file), join(folder, wheel.file));
    return undefined;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function obtainWheel(wheel: Wheel): Promise<string> {
  const kept = join(mochiHome(), "sources");
  const offered = process.env["MOCHI_SOURCES"] ?? "";
  for (const folder of [offered, kept].filter((one) => one !== "")) {
    if (await isPinned(join(folder, wheel.file), wheel)) {
      return join(folder, wheel.file);
    }
  }
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  const failure = download(wheel, kept) ?? ((await isPinned(join(kept, wheel.file), wheel)) ? undefined : "its bytes are not the pinned ones");
  if (failure !== undefined) {
    rmSync(join(kept, wheel.file), { force: true });
    throw new BuildFailure(`${wheel.file} can't be had through pip: ${failure}\n       Put it (SHA-256 ${wheel.sha256}) into a folder and name the folder in MOCHI_SOURCES.`);
  }
  return join(kept, wheel.file);
}

/** One file of a zip archive. */
function readMember(archive: string, name: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    open(archive, { lazyEntries: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      zip.on("error", reject);
      zip.on("end", () => reject(new BuildFailure(`${archive} holds no ${name}`)));
      zip.on("entry", (entry: { readonly fileName: string }) => {
        if (entry.fileName !== name) {
          zip.readEntry();
          return;
        }
        zip.openReadStream(entry as Parameters<typeof zip.openReadStream>[0], (failed: Error | null, stream: Readable) => {
          if (failed !== null) {
            reject(failed);
            return;
          }
          buffer(stream).then(resolve, reject).finally(() => zip.close());
        });
      });
      zip.readEntry();
    });
  });
}

/** The path of the host's node, stripped. */
export async function nodeBinary(cx: BuildContext, host: Host): Promise<string> {
  const wheel = WHEELS[host.name];
  const folder = join(cx.root, "dist", "release", "node", `${host.name}-${wheel.sha256.slice(0, 12)}`);
  const path = join(folder, `node${host.suffix}`);
  if (!existsSync(path)) {
    const program = await readMember(await obtainWheel(wheel), wheel.program);
    mkdirSync(folder, { recursive: true });
    publish(path, host.system === "linux" ? stripElf(program) : program, 0o755);
  }
  return path;
}
