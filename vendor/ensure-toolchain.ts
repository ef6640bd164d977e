// «I need zig»: the one question that builds ask.
// Enters: a toolchain's name. Leaves: the folder with it, or what is missing and how to get it.
// Order: the folder that MOCHI_ZIG (MOCHI_WASI_SDK, MOCHI_COSMOCC) names, the one that is installed, and then it is
// installed (install-toolchain.ts). The common case, an installed one, costs four system calls.

import { isAbsolute } from "node:path";
import { installToolchain } from "./install-toolchain.ts";
import { mainProgram, readSeal, refuseForeignFolder, toolchainFolder, toolchainsFolder } from "./installed-toolchain.ts";
import type { PinnedToolchain } from "./toolchain-pins.ts";
import { variable, type VendorContext, VendorFailure } from "./vendor-context.ts";

export type Ensured =
  | { readonly kind: "folder"; readonly folder: string; readonly version: string; readonly origin: "named" | "installed" }
  | { readonly kind: "unavailable"; readonly message: string; readonly remedy: string };

/** The variable that names a folder with the toolchain: MOCHI_ZIG, MOCHI_WASI_SDK, MOCHI_COSMOCC. */
export function folderVariable(name: string): string {
  return `MOCHI_${name.toUpperCase().replaceAll("-", "_")}`;
}

function named(cx: VendorContext, name: string, pin: PinnedToolchain): Ensured | undefined {
  const folder = variable(cx, folderVariable(name));
  if (folder === undefined) {
    return undefined;
  }
  if (isAbsolute(folder) && mainProgram(folder, pin) !== undefined) {
    return { kind: "folder", folder, version: pin.version, origin: "named" };
  }
  const reason = isAbsolute(folder) ? `there is no ${pin.program} in ${folder}` : `${folder} is not absolute`;
  return { kind: "unavailable", message: `${folderVariable(name)} names no ${name} toolchain: ${reason}`, remedy: `name the folder that holds ${pin.program}, or unset ${folderVariable(name)}` };
}

/** The folder of a whole installation; undefined when there is none. Throws where one can't be trusted. */
function installed(cx: VendorContext, name: string, pin: PinnedToolchain): string | undefined {
  const folder = toolchainFolder(cx, name, pin);
  refuseForeignFolder(toolchainsFolder(cx));
  refuseForeignFolder(folder);
  return readSeal(folder, name, pin) === undefined ? undefined : folder;
}

/** Answers with the folder named by the user, or the one that `find` gives. */
async function answer(cx: VendorContext, name: string, find: (pin: PinnedToolchain) => string | Promise<string>): Promise<Ensured> {
  const pin = cx.pins[name];
  if (pin === undefined) {
    return { kind: "unavailable", message: `there is no toolchain «${name}»`, remedy: `there are: ${Object.keys(cx.pins).join(", ")}` };
  }
  const own = named(cx, name, pin);
  if (own !== undefined) {
    return own;
  }
  try {
    return { kind: "folder", folder: await find(pin), version: pin.version, origin: "installed" };
  } catch (error) {
    if (error instanceof VendorFailure) {
      return { kind: "unavailable", message: error.message, remedy: error.remedy };
    }
    throw error;
  }
}

/** The folder of the toolchain `name` (`zig`, `wasi-sdk`, `cosmocc`), fetched and installed if need be. */
export function ensureToolchain(cx: VendorContext, name: string): Promise<Ensured> {
  return answer(cx, name, (pin) => installed(cx, name, pin) ?? installToolchain(cx, name, pin));
}

/** As `ensureToolchain`, but nothing is fetched or changed. */
export function findToolchain(cx: VendorContext, name: string): Promise<Ensured> {
  return answer(cx, name, (pin) => {
    const folder = installed(cx, name, pin);
    if (folder === undefined) {
      throw new VendorFailure(`the toolchain ${name} ${pin.version} is not installed`, `\`mochi toolchain install ${name}\` fetches it; builds that need it do so by themselves`);
    }
    return folder;
  });
}
