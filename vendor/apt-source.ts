// A source tarball through apt, without root and without touching the machine's own apt state.
// The machine's own package sources are read at run time and their `deb` entries turned into
// `deb-src` in a private list with a private state folder; so no archive's name is written down
// here, and whatever mirror or proxy this machine uses is used. Only `apt-get` is needed: nothing is
// unpacked or built by it, and the caller checks the bytes.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PinnedSource } from "./pinned-source.ts";

const SYSTEM = "/etc/apt";

/** One-line entries (`deb [options] uri suite component…`) as source entries. */
export function sourceLines(text: string): string {
  return text
    .split("\n")
    .filter((line) => /^\s*deb(-src)?\s/.test(line))
    .map((line) => line.replace(/^\s*deb(-src)?\s/, "deb-src "))
    .join("\n");
}

/** Deb822 stanzas (`Types: deb …`) as source stanzas. */
export function sourceStanzas(text: string): string {
  return text.replace(/^Types:.*$/gim, "Types: deb-src");
}

function writeSourceLists(folder: string): number {
  let count = 0;
  const parts = join(SYSTEM, "sources.list.d");
  const files = [join(SYSTEM, "sources.list"), ...(existsSync(parts) ? readdirSync(parts).sort().map((name) => join(parts, name)) : [])];
  for (const file of files) {
    if (!existsSync(file) || !/\.(list|sources)$/.test(file)) {
      continue;
    }
    const text = readFileSync(file, "utf8");
    const lists = file.endsWith(".list") ? sourceLines(text) : sourceStanzas(text);
    if (lists.trim() !== "") {
      writeFileSync(join(folder, `mochi-${count}.${file.endsWith(".list") ? "list" : "sources"}`), `${lists}\n`);
      count += 1;
    }
  }
  return count;
}

/** Puts the pin's tarball into `folder`; undefined when that went well, else the reason. */
export function downloadWithApt(pin: PinnedSource, folder: string): string | undefined {
  if (spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status !== 0) {
    return "no apt-get here";
  }
  const state = mkdtempSync(join(tmpdir(), "mochi-apt-"));
  try {
    for (const name of ["parts", "lists/partial", "cache/archives/partial", "download"]) {
      mkdirSync(join(state, name), { recursive: true });
    }
    writeFileSync(join(state, "status"), "");
    writeFileSync(join(state, "sources.list"), "");
    if (writeSourceLists(join(state, "parts")) === 0) {
      return "apt has no package sources configured";
    }
    const options = Object.entries({
      "Dir::Etc::sourcelist": join(state, "sources.list"),
      "Dir::Etc::sourceparts": join(state, "parts"),
      "Dir::State::lists": join(state, "lists"),
      "Dir::State::status": join(state, "status"),
      "Dir::Cache": join(state, "cache"),
      "APT::Sandbox::User": "",
      "Acquire::Retries": "2",
    }).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
    const download = join(state, "download");
    const apt = (...args: string[]): string | undefined => {
      const result = spawnSync("apt-get", [...options, "-qq", ...args], { cwd: download, encoding: "utf8", timeout: 180_000 });
      return result.status === 0 ? undefined : (result.stderr.trim().split("\n")[0] ?? "failed");
    };
    const failure = apt("update") ?? apt("source", "--download-only", "--only-source", `${pin.debian.package}/${pin.debian.suite}`);
    const fallback = failure === undefined ? undefined : apt("source", "--download-only", "--only-source", pin.debian.package);
    if (!existsSync(join(download, pin.file))) {
      return fallback ?? failure ?? `it brought no ${pin.file}`;
    }
    const bytes = readFileSync(join(download, pin.file));
    const staged = join(folder, `${pin.file}.${process.pid}.tmp`);
    writeFileSync(staged, bytes);
    renameSync(staged, join(folder, pin.file));
    return undefined;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}
