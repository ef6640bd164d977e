// A release's executable, started once in an empty home, as far as this machine can: natively, an arm64
// one under qemu-user, a Windows one under wine. What carries script mode also runs a script, with no compiler on PATH.
// An arm64 release starts programs of its own, so qemu must be what the kernel starts for them: that is said to a user namespace of
// the boot's own (Linux 6.7). Where that isn't allowed, the launcher unpacks the core but can't become it, which is then started by
// itself. Says aloud what wasn't started.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loaderWords } from "../cli/core-loader.ts";
import { findExecutable } from "../cli/driver/c-compiler.ts";
import { BuildFailure } from "./build-failure.ts";
import { bootUnderWine } from "./boot-under-wine.ts";
import { ARM64_EMULATORS, type Host, ownHost } from "./hosts.ts";
import { coreName } from "./launcher-sources.ts";

/** Has the kernel start executables of arm64 Linux with $1, in this namespace only. The fields are binfmt_misc's: offset, magic, mask. */
const REGISTER_ARM = String.raw`mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc &&
printf '%s' ':mochi-arm64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:'"$1"':' >/proc/sys/fs/binfmt_misc/register || exit 99
shift
exec "$@"`;

interface Starter {
  readonly command: readonly string[];
  /** Programs that the started one starts are started, too. */
  readonly isWhole: boolean;
}

/** What starts this host's programs here; undefined: nothing does. */
function starterOf(host: Host): Starter | undefined {
  if (host.name === ownHost()?.name) {
    return { command: [], isWhole: true };
  }
  const names = host.name === "linux-arm64" ? ARM64_EMULATORS : host.system === "win32" ? ["wine64", "/usr/lib/wine/wine64", "wine"] : [];
  const found = names.map((name) => findExecutable(name)).find((path) => path !== undefined);
  if (found === undefined) {
    return undefined;
  }
  const apart = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", REGISTER_ARM, "sh", found];
  const mayRegister = host.system === "linux" && spawnSync("unshare", [...apart.slice(1), "true"], { stdio: "ignore" }).status === 0;
  return mayRegister ? { command: apart, isWhole: true } : { command: [found], isWhole: false };
}

/** A script, where there is no compiler. With MOCHI_QUICK it is said when the quick core, which the release carries, doesn't take it. */
function bootScript({ command }: Starter, executable: string, environment: NodeJS.ProcessEnv): void {
  const [program = "", ...args] = [...command, "env", "PATH=/nonexistent", executable, "run", "-e", "print(6 * 7)"];
  const result = spawnSync(program, args, { encoding: "utf8", env: { ...environment, MOCHI_QUICK: "1" }, timeout: 300_000 });
  if (result.status !== 0 || result.stdout !== "42\n" || result.stderr !== "") {
    throw new BuildFailure(`${executable} runs no script (status ${result.status}): ${result.stderr.trim()}`);
  }
  console.log("  a script ran, without a C compiler");
}

/** Throws when the executable can be started here, and doesn't work. */
export function bootRelease(host: Host, executable: string, hasScriptMode: boolean): void {
  const starter = starterOf(host);
  if (starter === undefined) {
    console.log(`  not started: nothing here runs ${host.name}`);
    return;
  }
  const home = mkdtempSync(join(tmpdir(), "mochi-boot-"));
  try {
    if (host.system === "win32") {
      bootUnderWine(starter.command, executable, home);
      return;
    }
    const [program = "", ...args] = [...starter.command, executable, "version"];
    const environment = { PATH: process.env["PATH"], HOME: home };
    const result = spawnSync(program, args, { encoding: "utf8", env: environment, timeout: 300_000 });
    const said = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim();
    if (result.status === 0 && /^mochi \d/.test(result.stdout)) {
      console.log(`  started: ${said}`);
      if (hasScriptMode) {
        bootScript(starter, executable, environment);
      }
      return;
    }
    const cores = join(home, ".mochi", "core");
    const unpacked = existsSync(cores) ? readdirSync(cores).find((id) => existsSync(join(cores, id, ".ok")) && existsSync(join(cores, id, coreName(host.system)))) : undefined;
    if (starter.isWhole || unpacked === undefined) {
      throw new BuildFailure(`${executable} doesn't start (status ${result.status}): ${said}`);
    }
    console.log(`  started by ${starter.command.join(" ")}: it has unpacked its core`);
    const alone = spawnSync(program, [...(loaderWords(join(cores, unpacked)) ?? []), "version"], { encoding: "utf8", env: environment, timeout: 300_000 });
    if (alone.status !== 0) {
      throw new BuildFailure(`the core of ${host.name} doesn't start (status ${alone.status}): ${alone.stderr.trim()}`);
    }
    console.log(`  the core started, too: ${alone.stdout.trim()}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
