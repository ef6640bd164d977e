// cli/launcher/ in, dist/mochi out: a small static program of the host (musl's C library, whose start
// costs least, where musl-gcc is installed). Where that can't be built, because the launcher has no
// sources for this system or no C compiler links it, dist/mochi is the script dist/mochi.cjs: slower
// to start, the same otherwise.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type { BuildContext } from "./build-context.ts";
import { filesUnder } from "./compile-archive.ts";
import { LAUNCHER_FLAGS, launcherDefinitions, launcherFolder, launcherSources } from "./launcher-sources.ts";
import { publish } from "./publish.ts";

const LINK_FLAGS = ["-Wl,--gc-sections", "-s"];

export function buildLauncher(cx: BuildContext): void {
  const dist = join(cx.root, "dist");
  const folder = launcherFolder(cx.root);
  const buildId = readFileSync(join(dist, "build-id"), "utf8");
  const sources = launcherSources(cx.root, process.platform, "beside");
  const flags = [...LAUNCHER_FLAGS, ...LINK_FLAGS, `-I${relative(cx.root, folder)}`, ...launcherDefinitions(buildId)];
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
