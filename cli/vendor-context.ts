// The context that vendor/ asks for, made from this process's environment and the command's options.

import { hostName, PINNED_TOOLCHAINS } from "../vendor/toolchain-pins.ts";
import type { VendorContext } from "../vendor/vendor-context.ts";
import { mochiHome } from "./cache/location.ts";

/** `offline`: the command was given `--offline`; MOCHI_OFFLINE says the same for all commands. */
export function vendorContext(offline: boolean): VendorContext {
  return {
    home: mochiHome(),
    environment: process.env,
    offline: offline || !["", "0", undefined].includes(process.env["MOCHI_OFFLINE"]),
    host: hostName(),
    pins: PINNED_TOOLCHAINS,
    report: () => undefined,
  };
}
