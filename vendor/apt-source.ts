// A source tarball or a package through apt, without root and without touching the machine's own apt state.
// The machine's own package sources are read at run time and their entries turned into `deb-src` ones, or into
// ones for another architecture, in a private list with a private state folder; so no archive's name is written down
// here, and whatever mirror or proxy this machine uses is used. Only `apt-get` is needed: nothing is
// unpacked or built by it, and the caller checks the bytes. A state serves all files of its kind until the process ends.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DebianFile } from "./pinned-source.ts";

const SYSTEM = "/etc/apt";

type EntryKind = "deb" | "deb-src";

/** One-line entries (`deb [options] uri suite component…`) as entries of the kind. */
export function aptLines(text: string, kind: EntryKind): string {
  return text
    .split("\n")
    .filter((line) => /^\s*deb(-src)?\s/.test(line))
    .map((line) => line.replace(/^\s*deb(-src)?\s/, `${kind} `))
    .join("\n");
}

/** Deb822 stanzas (`Types: deb …`) as stanzas of the kind. */
export function aptStanzas(text: string, kind: EntryKind): string {
  return text.replace(/^Types:.*$/gim, `Types: ${kind}`);
}

function writeLists(folder: string, kind: EntryKind): number {
  let count = 0;
  const parts = join(SYSTEM, "sources.list.d");
  const files = [join(SYSTEM, "sources.list"), ...(existsSync(parts) ? readdirSync(parts).sort().map((name) => join(parts, name)) : [])];
  for (const file of files) {
    if (!existsSync(file) || !/\.(list|sources)$/.test(file)) {
      continue;
    }
    const text = readFileSync(file, "utf8");
    const lists = file.endsWith(".list") ? aptLines(text, kind) : aptStanzas(text, kind);
    if (lists.trim() !== "") {
      writeFileSync(join(folder, `mochi-${count}.${file.endsWith(".list") ? "list" : "sources"}`), `${lists}\n`);
      count += 1;
    }
  }
  return count;
}

/** Runs apt-get in a state; undefined when that went well, else what it said. */
type Apt = (...args: readonly string[]) => string | undefined;

interface AptState {
  readonly apt: Apt;
  /** Where it puts files. */
  readonly download: string;
  /** Why there are no lists of packages. */
  readonly problem: string | undefined;
}

const states = new Map<string, AptState>();

function newState(kind: EntryKind, architecture: string | undefined): AptState {
  const state = mkdtempSync(join(tmpdir(), "mochi-apt-"));
  process.once("exit", () => rmSync(state, { recursive: true, force: true }));
  for (const name of ["parts", "lists/partial", "cache/archives/partial", "download"]) {
    mkdirSync(join(state, name), { recursive: true });
  }
  writeFileSync(join(state, "status"), "");
  writeFileSync(join(state, "sources.list"), "");
  const options = Object.entries({
    "Dir::Etc::sourcelist": join(state, "sources.list"),
    "Dir::Etc::sourceparts": join(state, "parts"),
    "Dir::State::lists": join(state, "lists"),
    "Dir::State::status": join(state, "status"),
    "Dir::Cache": join(state, "cache"),
    "APT::Sandbox::User": "",
    "Acquire::Languages": "none",
    "Acquire::Retries": "2",
    ...(architecture === undefined ? {} : { "APT::Architecture": architecture, "APT::Architectures": architecture }),
  }).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const download = join(state, "download");
  const apt: Apt = (...args) => {
    const result = spawnSync("apt-get", [...options, "-qq", ...args], { cwd: download, encoding: "utf8", timeout: 180_000 });
    return result.status === 0 ? undefined : (result.error?.message ?? result.stderr.trim().split("\n")[0] ?? "failed");
  };
  const problem = writeLists(join(state, "parts"), kind) === 0 ? "apt has no package sources configured" : apt("update");
  return { apt, download, problem };
}

/** The commands that bring the file, the first that goes well. */
function ordersOf({ version, debian }: DebianFile): readonly (readonly string[])[] {
  const source = ["source", "--download-only", "--only-source"];
  return "architecture" in debian ? [["download", `${debian.package}=${version}`]] : [[...source, `${debian.package}/${debian.suite}`], [...source, debian.package]];
}

/** Puts the pin's file into `folder`; undefined when that went well, else the reason. */
export function downloadWithApt(pin: DebianFile, folder: string): string | undefined {
  if (spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status !== 0) {
    return "no apt-get here";
  }
  const { debian } = pin;
  const [kind, architecture] = "architecture" in debian ? (["deb", debian.architecture] as const) : (["deb-src", undefined] as const);
  const name = `${kind} ${architecture ?? ""}`;
  const state = states.get(name) ?? newState(kind, architecture);
  states.set(name, state);
  const { apt, download, problem } = state;
  if (problem !== undefined) {
    return problem;
  }
  let failure: string | undefined;
  for (const words of ordersOf(pin)) {
    failure = apt(...words);
    if (existsSync(join(download, pin.file))) {
      const staged = join(folder, `${pin.file}.${process.pid}.tmp`);
      writeFileSync(staged, readFileSync(join(download, pin.file)));
      renameSync(staged, join(folder, pin.file));
      return undefined;
    }
  }
  return failure ?? `it brought no ${pin.file}`;
}
