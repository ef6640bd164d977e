// The block that the installer (installer/install.sh) puts into shell profiles, and taking it out again.

import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { userHome } from "../cache/location.ts";

const BEGIN = "# >>> mochi >>>";
const END = "# <<< mochi <<<";

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
  const home = userHome();
  const names = [".profile", ".bash_profile", ".bashrc", ".zshrc"].map((name) => join(home, name));
  const zshrc = join(process.env["ZDOTDIR"] || home, ".zshrc");
  const profiles = [...new Set([...names, zshrc])].filter((path) => existsSync(path) && readFileSync(path, "utf8").includes(BEGIN));
  return existsSync(fishFile()) ? [...profiles, fishFile()] : profiles;
}

/** Whether the installer has put a folder on PATH, and so made what lies in it. */
export function isInBlock(folder: string): boolean {
  return profilesWithBlock().some((path) => readFileSync(path, "utf8").includes(`'${folder}'`));
}

/** Takes the block out: the new profile appears by renaming, so that a full disk costs nobody a profile. */
export function removeBlock(path: string): void {
  if (path === fishFile()) {
    rmSync(path);
    return;
  }
  const target = realpathSync(path); // many keep their profiles elsewhere
  const staged = `${target}.mochi-new`;
  try {
    writeFileSync(staged, withoutBlock(readFileSync(target, "utf8")));
    chmodSync(staged, statSync(target).mode);
    renameSync(staged, target);
  } finally {
    rmSync(staged, { force: true });
  }
}
