// cli/launcher/ in, dist/mochi out: a small static program of the host (musl's C library, whose start
// costs least, where musl-gcc is installed). Where that can't be built, because the launcher has no
// sources for this system or no C compiler links it, dist/mochi is the script dist/mochi.cjs: slower
// to start, the same otherwise.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { COMMAND_NAMES, SCRIPT_FLAGS } from "../cli/script-call.ts";
import type { BuildContext } from "./build-context.ts";
import { filesUnder } from "./compile-archive.ts";
import { publish } from "./publish.ts";

const FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wshadow", "-fno-asynchronous-unwind-tables", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-s"];

/** One file of platform/ per system; those of other systems stay out. */
function launcherSources(folder: string): readonly string[] | undefined {
  const own = join(folder, "platform", `${process.platform}.c`);
  return existsSync(own) ? [...filesUnder(folder, ".c").filter((path) => !path.includes(join("launcher", "platform"))), own] : undefined;
}

/** What the launcher must know of the rest; script-call.c and direct-index.c use it. */
export function launcherDefinitions(buildId: string): readonly string[] {
  const list = (words: ReadonlySet<string>): string => `" ${[...words].join(" ")} "`;
  return [`-DMOCHI_BUILD_ID="${buildId}"`, `-DMOCHI_COMMANDS=${list(COMMAND_NAMES)}`, `-DMOCHI_SCRIPT_FLAGS=${list(SCRIPT_FLAGS)}`];
}

export function buildLauncher(cx: BuildContext): void {
  const dist = join(cx.root, "dist");
  const folder = join(cx.root, "cli", "launcher");
  const buildId = readFileSync(join(dist, "build-id"), "utf8");
  const sources = launcherSources(folder);
  const flags = [...FLAGS, `-I${relative(cx.root, folder)}`, ...launcherDefinitions(buildId)];
  const musl = cx.compilers.filter(({ triple }) => triple.endsWith("-musl"));
  const attempts = [...musl, ...cx.compilers].flatMap(({ command, version }) => [["-static"], []].map((how) => ({ command, version, how })));
  const contents = [...filesUnder(folder, ".c"), ...filesUnder(folder, ".h")].map((path) => readFileSync(path, "utf8"));
  const stamp = createHash("sha256").update(JSON.stringify([attempts, flags, contents])).digest("hex");
  const record = join(dist, "obj", "launcher.stamp");
  if (existsSync(join(dist, "mochi")) && existsSync(record) && readFileSync(record, "utf8") === stamp) {
    return;
  }
  const staged = join(dist, `mochi.${process.pid}.tmp`);
  const built = attempts.find(({ command: [program = "", ...fixed], how }) => {
    const words = [...fixed, ...flags, ...how, ...(sources ?? []).map((path) => relative(cx.root, path)), "-o", staged];
    return sources !== undefined && spawnSync(program, words, { cwd: cx.root, stdio: "ignore" }).status === 0 && spawnSync(staged, ["version"], { cwd: cx.root, stdio: "ignore" }).status === 0;
  });
  publish(join(dist, "mochi"), readFileSync(built === undefined ? join(dist, "mochi.cjs") : staged), 0o755);
  rmSync(staged, { force: true });
  publish(record, stamp, 0o644);
  console.log(built === undefined ? "dist/mochi is a script: no launcher can be built here" : `built dist/mochi (${[basename(built.command[0] ?? ""), ...built.how].join(" ")})`);
}
