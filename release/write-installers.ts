// installer/ in, dist/release/install.sh and install.ps1 out: with the release's version and SHA-256 sums in
// them, so that what they install is what was made here, whatever the server says. MOCHI_RELEASE_URL is where
// the release will lie (its folder is named by the version); without it, users name it in MOCHI_BASE_URL.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BuildFailure } from "./build-failure.ts";
import { publish } from "./publish.ts";

/** Fills the quoted texts of lines like `name=''`, however the language writes the rest. */
function fill(script: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [name, value]) => {
    const line = new RegExp(`^(${name.replace("$", "\\$")} ?= ?)''$`, "m");
    if (!line.test(text) || value.includes("'")) {
      throw new BuildFailure(`installer/ has no line ${name}='' to write «${value}» to`);
    }
    return text.replace(line, (_, start: string) => `${start}'${value}'`);
  }, script);
}

export function writeInstallers(root: string, release: string, version: string, sums: string): void {
  const url = (process.env["MOCHI_RELEASE_URL"] ?? "").replace(/\/+$/, "");
  const read = (name: string): string => readFileSync(join(root, "installer", name), "utf8");
  publish(join(release, "install.sh"), fill(read("install.sh"), { default_url: url, pinned_version: version, pinned_sums: sums.trimEnd() }), 0o755);
  publish(join(release, "install.ps1"), fill(read("install.ps1"), { $DefaultUrl: url, $PinnedVersion: version, $PinnedSums: sums.trimEnd() }), 0o644);
}
