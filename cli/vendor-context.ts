// The context that vendor/ asks for, made from this process's environment and the command's options,
// and the way back: what vendor/ refuses becomes a Failure, what it tells becomes lines on standard error.

import { unreachable } from "../core/source/invariant.ts";
import { hostName, PINNED_TOOLCHAINS } from "../vendor/toolchain-pins.ts";
import { NETWORK_LIMITS, type VendorContext, type VendorEvent, VendorFailure } from "../vendor/vendor-context.ts";
import { mochiHome } from "./cache/location.ts";
import { Failure } from "./failure.ts";
import { vendorPackages } from "./installation.ts";
import { writeError } from "./terminal/output.ts";
import { newProgressLine, type ProgressLine } from "./terminal/progress.ts";

function tell(line: ProgressLine, event: VendorEvent): void {
  switch (event.kind) {
    case "progress":
      line.show(event.what, event.done, event.total);
      return;
    case "note":
      line.wipe();
      writeError(`mochi: ${event.text}\n`);
      return;
    case "done":
      line.wipe();
      return;
    default:
      unreachable(event);
  }
}

/** `offline`: the command was given `--offline`; MOCHI_OFFLINE says the same for all commands. */
export function vendorContext(offline: boolean): VendorContext {
  const line = newProgressLine();
  return {
    home: mochiHome(),
    environment: process.env,
    offline: offline || !["", "0", undefined].includes(process.env["MOCHI_OFFLINE"]),
    host: hostName(),
    pins: PINNED_TOOLCHAINS,
    network: NETWORK_LIMITS,
    packages: async () => vendorPackages(),
    report: (event) => tell(line, event),
  };
}

/** Runs it; a refusal of vendor/ becomes the command's failure. */
export async function failingCleanly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof VendorFailure ? new Failure(error.message, error.remedy) : error;
  }
}
