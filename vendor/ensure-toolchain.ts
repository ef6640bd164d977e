// «I need zig»: the one question that builds ask.
// Enters: a toolchain's name. Leaves: the folder with it, or what is missing and how to get it.
// Order: the folder that MOCHI_ZIG (MOCHI_WASI_SDK, MOCHI_COSMOCC) names, then the one that is installed.

import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { distrust, readSeal, toolchainFolder, toolchainsFolder } from "./installed-toolchain.ts";
import type { PinnedToolchain } from "./toolchain-pins.ts";
import { variable, type VendorContext } from "./vendor-context.ts";

export type Ensured =
  | { readonly kind: "folder"; readonly folder: string; readonly version: string; readonly origin: "named" | "installed" }
  | { readonly kind: "unavailable"; readonly message: string; readonly remedy: string };

/** The variable that names a folder with the toolchain: MOCHI_ZIG, MOCHI_WASI_SDK, MOCHI_COSMOCC. */
export function folderVariable(name: string): string {
  return `MOCHI_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** The toolchain's main program in a folder; `.exe` on Windows. */
export function mainProgram(folder: string, pin: PinnedToolchain): string {
  return join(folder, process.platform === "win32" ? `${pin.program}.exe` : pin.program);
}

function named(cx: VendorContext, name: string, pin: PinnedToolchain): Ensured | undefined {
  const folder = variable(cx, folderVariable(name));
  if (folder === undefined) {
    return undefined;
  }
  if (isAbsolute(folder) && existsSync(mainProgram(folder, pin))) {
    return { kind: "folder", folder, version: pin.version, origin: "named" };
  }
  const reason = isAbsolute(folder) ? `there is no ${mainProgram(folder, pin)}` : "the path is not absolute";
  return { kind: "unavailable", message: `${folderVariable(name)} names no ${name} toolchain: ${reason}`, remedy: `name the folder that holds ${pin.program}, or unset ${folderVariable(name)}` };
}

function installed(cx: VendorContext, name: string, pin: PinnedToolchain): Ensured | undefined {
  for (const folder of [toolchainsFolder(cx), toolchainFolder(cx, name, pin)]) {
    const reason = distrust(folder);
    if (reason !== undefined) {
      return { kind: "unavailable", message: `${folder} is not used: ${reason}`, remedy: "remove it, or name another home for Mochi in MOCHI_HOME" };
    }
  }
  const folder = toolchainFolder(cx, name, pin);
  return readSeal(folder, name, pin) === undefined ? undefined : { kind: "folder", folder, version: pin.version, origin: "installed" };
}

/** The folder of the toolchain `name` (`zig`, `wasi-sdk`, `cosmocc`), installed if need be. */
export async function ensureToolchain(cx: VendorContext, name: string): Promise<Ensured> {
  const pin = cx.pins[name];
  if (pin === undefined) {
    return { kind: "unavailable", message: `there is no toolchain «${name}»`, remedy: `there are: ${Object.keys(cx.pins).join(", ")}` };
  }
  return (
    named(cx, name, pin) ??
    installed(cx, name, pin) ?? {
      kind: "unavailable",
      message: `the toolchain ${name} ${pin.version} is not installed`,
      remedy: `name a folder with it in ${folderVariable(name)}`,
    }
  );
}
