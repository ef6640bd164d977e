// First step of the build, in plain JavaScript because nothing is installed yet.
// Enters: package-lock.json. Leaves: node_modules that agrees with it. Promises to do nothing when
// it already does: the lock's bytes are compared with the copy made after the last installation.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs `npm ci` in `root` unless node_modules was installed from this very lock file. */
export function installPackages(root) {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = join(root, "node_modules", ".installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) {
    return;
  }
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (result.error !== undefined) {
    console.error(`build: npm could not be started (${result.error.message}); Node's own distribution carries it: https://nodejs.org`);
    process.exit(1);
  }
  if (result.status !== 0) {
    console.error("build: `npm ci` failed; its message is above. It needs the npm registry that npm is configured for.");
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
