// The pinned zig for build steps: the folder that MOCHI_ZIG names, else the one in ~/.mochi/toolchains.
// (cli/vendor-context.ts is for commands: it knows where they are installed, which a build step isn't.)

import { mochiHome } from "../cli/cache/location.ts";
import { type Ensured, findToolchain } from "../vendor/ensure-toolchain.ts";
import { hostName, PINNED_TOOLCHAINS } from "../vendor/toolchain-pins.ts";
import { NETWORK_LIMITS } from "../vendor/vendor-context.ts";

export function findZig(): Promise<Ensured> {
  return findToolchain(
    {
      home: mochiHome(),
      environment: process.env,
      offline: true,
      host: hostName(),
      pins: PINNED_TOOLCHAINS,
      network: NETWORK_LIMITS,
      packages: () => Promise.reject(new Error("nothing is fetched here")),
      report: () => undefined,
    },
    "zig",
  );
}
