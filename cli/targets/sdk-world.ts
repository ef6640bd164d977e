// This machine, as the search for Microsoft's SDK asks it (msvc-sdk.ts).

import { spawnSync } from "node:child_process";
import type { SdkWorld } from "./msvc-sdk.ts";

export function sdkWorld(): SdkWorld {
  return {
    environment: process.env,
    isWindows: process.platform === "win32",
    ask: (program, args) => {
      const { status, stdout } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
    },
  };
}
