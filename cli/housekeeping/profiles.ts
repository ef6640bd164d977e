// The block that the installer (installer/install.sh) puts into shell profiles, and taking it out again.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { userHome } from "../cache/location.ts";

const BEGIN = "# >>> mochi >>>";
const END = "# <<< mochi <<<";
const PROFILES = [".profile", ".bash_profile", ".bashrc", ".zshrc"];

/** The text without our block. One without its end is somebody's edit: only its first line goes. */
export function withoutBlock(text: string): string {
  const block = new RegExp(text.includes(`\n${END}`) ? `^${BEGIN}$[\\s\\S]*?^${END}$\\n?` : `^${BEGIN}$\\n?`, "gm");
  return text.replace(block, "");
}

function fishFile(): string {
  return join(process.env["XDG_CONFIG_HOME"] || join(userHome(), ".config"), "fish", "conf.d", "mochi.fish");
}

/** The files that have it. */
export function profilesWithBlock(): readonly string[] {
  const profiles = PROFILES.map((name) => join(userHome(), name)).filter((path) => existsSync(path) && readFileSync(path, "utf8").includes(BEGIN));
  return existsSync(fishFile()) ? [...profiles, fishFile()] : profiles;
}

export function removeBlock(path: string): void {
  if (path === fishFile()) {
    rmSync(path);
  } else {
    writeFileSync(path, withoutBlock(readFileSync(path, "utf8")));
  }
}
