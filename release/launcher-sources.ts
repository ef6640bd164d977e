// What a launcher is compiled from, for every system and both ways to its compiler core: the sources,
// the definitions that tell it of the rest of Mochi, the flags.

import { join } from "node:path";
import { RUNS_BEFORE_OPTIMISING } from "../cli/cache/counted-runs.ts";
import { programFile } from "../cli/cache/seal.ts";
import { LIBRARY_FOLDER } from "../cli/core-loader.ts";
import { COMMAND_NAMES, SCRIPT_FLAGS } from "../cli/script-call.ts";
import { filesUnder } from "./compile-archive.ts";

/** As node names them. */
export type LauncherSystem = "linux" | "darwin" | "win32";

/** Where the launcher's compiler core is: beside it (a checkout), or in it (a release). */
export type CorePlace = "beside" | "payload";

const PLATFORM_FILES: Readonly<Record<LauncherSystem, readonly string[]>> = {
  linux: ["posix.c", "linux.c"],
  darwin: ["posix.c", "darwin.c"],
  win32: ["windows.c"],
};

export const LAUNCHER_FLAGS: readonly string[] = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wshadow", "-fno-asynchronous-unwind-tables", "-ffunction-sections", "-fdata-sections"];

export function launcherFolder(root: string): string {
  return join(root, "cli", "launcher");
}

/** Absolute paths; undefined for a system that the launcher knows nothing of. */
export function launcherSources(root: string, system: string, place: CorePlace): readonly string[] | undefined {
  const folder = launcherFolder(root);
  const own = Object.entries(PLATFORM_FILES).find(([name]) => name === system)?.[1];
  const shared = filesUnder(folder, ".c").filter((path) => !["platform", "beside", "payload"].some((part) => path.startsWith(join(folder, part))));
  return own === undefined ? undefined : [...shared, ...own.map((name) => join(folder, "platform", name)), ...filesUnder(join(folder, place), ".c")];
}

/** The name of the core's file. */
export function coreName(system: string): string {
  return system === "win32" ? "mochi-core.exe" : "mochi-core";
}

/** What the launcher must know of the rest. `loader`: the carried program that starts the core, if one does. */
export function launcherDefinitions(buildId: string, system: string = process.platform, loader = ""): readonly string[] {
  const list = (words: ReadonlySet<string>): string => ` ${[...words].join(" ")} `;
  const texts = { BUILD_ID: buildId, CORE_NAME: coreName(system), CORE_LOADER: loader, CORE_LIBRARIES: LIBRARY_FOLDER, PROGRAM_FILE: programFile(system), COMMANDS: list(COMMAND_NAMES), SCRIPT_FLAGS: list(SCRIPT_FLAGS) };
  return [...Object.entries(texts).map(([name, text]) => `-DMOCHI_${name}="${text}"`), `-DMOCHI_COUNTED_RUNS=${RUNS_BEFORE_OPTIMISING}`];
}

/** A string literal of C, in one word of a command. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Each object format's way to name a section of read-only data that is loaded with the program. */
const PAYLOAD_SECTIONS: Readonly<Record<LauncherSystem, string>> = {
  linux: '.mochi_payload,"a"',
  darwin: "__MOCHI,__payload",
  win32: '.mochi,"dr"',
};

/** Says which file is the payload. */
export function payloadDefinitions(payload: string, system: LauncherSystem): readonly string[] {
  return [`-DMOCHI_PAYLOAD=${quoted(payload)}`, `-DMOCHI_PAYLOAD_SECTION=${quoted(PAYLOAD_SECTIONS[system])}`];
}
