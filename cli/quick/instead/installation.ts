// cli/installation.ts for the quick core: the same folder, but which one it is shows when the process begins, not when this is evaluated.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { host } from "../host.ts";

/** The folder with everything that the compiler carries: the quick core lies in its `script`. */
const home = (): string => dirname(host.folder());

export function scriptFolder(): string {
  return host.folder();
}

export function buildId(): string {
  return readFileSync(join(home(), "build-id"), "utf8");
}

export function runtimeFingerprint(): string {
  return readFileSync(join(home(), "include", "fingerprint"), "utf8");
}
