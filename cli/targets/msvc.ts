// Microsoft's C library and SDK, which can't be handed on: where they may be found.
// MOCHI_MSVC_SYSROOT names a folder as xwin makes it (`crt`, `sdk` with `include` and `lib`); on
// Windows a developer prompt says the same in INCLUDE and LIB.

import { existsSync } from "node:fs";
import { join } from "node:path";

export interface MsvcSdk {
  readonly includes: readonly string[];
  readonly libraries: readonly string[];
}

export const MSVC_HELP = "name a folder with it in MOCHI_MSVC_SYSROOT (xwin makes one), or build for x86_64-windows-gnu, which needs no SDK and runs on the same machines";

function ofSysroot(root: string): MsvcSdk {
  const sdk = join(root, "sdk");
  return {
    includes: [join(root, "crt", "include"), ...["ucrt", "um", "shared"].map((part) => join(sdk, "include", part))],
    libraries: [join(root, "crt", "lib", "x86_64"), ...["ucrt", "um"].map((part) => join(sdk, "lib", part, "x86_64"))],
  };
}

/** The SDK; undefined where none is. */
export function findMsvc(): MsvcSdk | undefined {
  const root = process.env["MOCHI_MSVC_SYSROOT"];
  if (root !== undefined && root !== "") {
    const sdk = ofSysroot(root);
    return [...sdk.includes, ...sdk.libraries].every((folder) => existsSync(folder)) ? sdk : undefined;
  }
  const { INCLUDE: includes, LIB: libraries } = process.env;
  if (process.platform !== "win32" || includes === undefined || libraries === undefined) {
    return undefined;
  }
  const folders = (list: string): readonly string[] => list.split(";").filter((folder) => folder !== "");
  return { includes: folders(includes), libraries: folders(libraries) };
}
