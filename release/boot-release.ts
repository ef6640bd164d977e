// A release's executable, started once in an empty home, as far as this machine can: natively, an arm64
// launcher under qemu-user, a Windows one under wine. Those unpack the core, but can't become it: under qemu-user it is started
// by itself, where its libraries are here (Debian: libstdc++6-arm64-cross); wine is refused by node. Says aloud what wasn't started.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExecutable } from "../cli/driver/c-compiler.ts";
import { BuildFailure } from "./build-failure.ts";
import { type Host, ownHost } from "./hosts.ts";
import { coreName } from "./launcher-sources.ts";

/** The system's libraries for arm64 programs, as Debian's packages for cross compilers lay them. */
const ARM_LIBRARIES = "/usr/aarch64-linux-gnu";

/** What starts this host's programs here; undefined: nothing does. */
function starterOf(host: Host): readonly string[] | undefined {
  if (host.name === ownHost()?.name) {
    return [];
  }
  const names = host.name === "linux-arm64" ? ["qemu-aarch64-static", "qemu-aarch64"] : host.system === "win32" ? ["wine64", "/usr/lib/wine/wine64", "wine"] : [];
  const found = names.map((name) => findExecutable(name)).find((path) => path !== undefined);
  return found === undefined ? undefined : [found];
}

export function bootRelease(host: Host, executable: string): void {
  const starter = starterOf(host);
  if (starter === undefined) {
    console.log(`  not started: nothing here runs ${host.name}`);
    return;
  }
  const home = mkdtempSync(join(tmpdir(), "mochi-boot-"));
  try {
    const [program = "", ...args] = [...starter, executable, "version"];
    const environment = host.system === "win32" ? { ...process.env, WINEDEBUG: "-all", WINEPREFIX: join(home, "wine"), MOCHI_HOME: `Z:${home}/.mochi` } : { PATH: process.env["PATH"], HOME: home };
    const result = spawnSync(program, args, { encoding: "utf8", env: environment, timeout: 300_000 });
    const said = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim();
    if (result.status === 0 && /^mochi \d/.test(result.stdout)) {
      console.log(`  started: ${said}`);
      return;
    }
    const cores = join(home, ".mochi", "core");
    const unpacked = existsSync(cores) ? readdirSync(cores).find((id) => existsSync(join(cores, id, ".ok")) && existsSync(join(cores, id, coreName(host.system)))) : undefined;
    if (starter.length === 0 || unpacked === undefined) {
      throw new BuildFailure(`${executable} doesn't start (status ${result.status}): ${said}`);
    }
    console.log(`  started by ${starter.join(" ")}: it has unpacked its core`);
    const core = join(cores, unpacked, coreName(host.system));
    const alone = host.system === "linux" && existsSync(join(ARM_LIBRARIES, "lib", "libstdc++.so.6")) ? spawnSync(program, ["-L", ARM_LIBRARIES, core, "version"], { encoding: "utf8", env: environment, timeout: 300_000 }) : undefined;
    if (alone !== undefined && alone.status !== 0) {
      throw new BuildFailure(`${core} doesn't start (status ${alone.status}): ${alone.stderr.trim()}`);
    }
    console.log(alone === undefined ? `  the core wasn't started: nothing here runs it (${said.split("\n")[0]})` : `  the core started, too: ${alone.stdout.trim()}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
