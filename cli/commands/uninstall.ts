// `mochi uninstall`: says what it would remove; with `--yes`, removes it. Only what Mochi made goes: its parts of
// ~/.mochi, the installed executable, the installer's block in shell profiles. What the user keeps beside them stays.

import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { mochiHome } from "../cache/location.ts";
import { EXIT_OK } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { isInBlock, profilesWithBlock, removeBlock } from "../housekeeping/profiles.ts";
import { executablePath } from "../installation.ts";
import { writeOut } from "../terminal/output.ts";
import type { ParsedOptions } from "../command-line/parse.ts";

const PARTS = ["cache", "core", "toolchains", "sources", "downloads", "vendor"];
const PROGRAMS = ["mochi", "mochi.exe", "mochi.old", "mochi.exe.old"];

export function uninstallCommand(options: ParsedOptions): number {
  const home = mochiHome();
  const own = executablePath();
  const bins = [...new Set([join(home, "bin"), ...(own !== undefined && isInBlock(dirname(own)) ? [dirname(own)] : [])])];
  const programs = bins.flatMap((bin) => PROGRAMS.map((name) => join(bin, name))).filter((path) => existsSync(path));
  const parts = PARTS.map((name) => join(home, name)).filter((path) => existsSync(path));
  const profiles = profilesWithBlock();
  const elsewhere = own === undefined || programs.includes(own) ? "" : `${own} was not put there by the installer and stays; remove it yourself\n`;
  if (options["yes"] !== true) {
    const lines = [...parts, ...programs, ...profiles.map((path) => `${path}: the lines between «# >>> mochi >>>» and «# <<< mochi <<<»`)];
    writeOut(`${lines.length === 0 ? "there is nothing to remove" : `this would be removed:\n${lines.map((line) => `  ${line}\n`).join("")}\`mochi uninstall --yes\` does it`}\n${elsewhere}`);
    return EXIT_OK;
  }
  const failed: string[] = [];
  const attempt = (path: string, remove: () => void): void => {
    try {
      remove();
    } catch {
      failed.push(path);
    }
  };
  for (const path of profiles) {
    attempt(path, () => removeBlock(path));
  }
  // The executable last: while it is there, the rest can be tried again.
  for (const path of [...parts, ...programs]) {
    attempt(path, () => rmSync(path, { recursive: true }));
  }
  for (const folder of [...bins, home]) {
    // A link that the user has made to another disk stays, as does the folder there.
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(folder).length === 0) {
      attempt(folder, () => rmdirSync(folder));
    }
  }
  if (failed.length > 0) {
    throw new Failure(`these could not be removed: ${failed.join(", ")}`, `see whether ${dirname(failed[0] ?? home)} can be written to, then try again`);
  }
  writeOut(`removed\n${elsewhere}`);
  return EXIT_OK;
}
