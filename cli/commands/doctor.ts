// `mochi doctor`: looks at everything that Mochi depends on outside of itself and says, for each, whether it is
// well, and what to do if it isn't. Exit status 1 when something is wrong; what is merely missing is told only.

import { accessSync, constants, existsSync, lstatSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { findToolchain } from "../../vendor/ensure-toolchain.ts";
import { cacheFolder, distrust, mochiHome } from "../cache/location.ts";
import { verifyCache } from "../cache/verify.ts";
import { findCompiler, findExecutable, identifyCompiler } from "../driver/c-compiler.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { describeSystemError } from "../failure.ts";
import { coreScript, executablePath, includeFolder, scriptFolder } from "../installation.ts";
import { readImage } from "../script/runtime-image.ts";
import { writeOut } from "../terminal/output.ts";
import { vendorContext } from "../vendor-context.ts";
import type { ParsedOptions } from "../command-line/parse.ts";

interface Finding {
  readonly what: string;
  readonly state: "ok" | "note" | "bad";
  readonly text: string;
  readonly remedy?: string;
}

const ENOUGH_BYTES = 300e6;

const ok = (what: string, text: string): Finding => ({ what, state: "ok", text });
const note = (what: string, text: string, remedy: string): Finding => ({ what, state: "note", text, remedy });
const bad = (what: string, text: string, remedy: string): Finding => ({ what, state: "bad", text, remedy });

/** Whether a folder that isn't there can be made. */
function checkUnmade(what: string, folder: string, variable: string): Finding {
  let above = dirname(resolve(folder));
  while (!existsSync(above)) {
    above = dirname(above);
  }
  try {
    accessSync(above, constants.W_OK);
    return ok(what, `${folder} is made when it is needed`);
  } catch (error) {
    return bad(what, `${folder} can't be made: ${describeSystemError(error)}`, `name a folder that can be written to in ${variable}`);
  }
}

function checkHome(): Finding {
  const home = mochiHome();
  if (!existsSync(home)) {
    return checkUnmade("home", home, "MOCHI_HOME");
  }
  const status = lstatSync(home);
  const user = process.getuid?.();
  if (user !== undefined && status.isDirectory() && (status.uid !== user || (status.mode & 0o022) !== 0)) {
    return bad("home", `${home} belongs to user ${status.uid}, or others may write to it`, `chown it to yourself and \`chmod go-w ${home}\`, or name another folder in MOCHI_HOME`);
  }
  try {
    rmSync(mkdtempSync(join(home, ".doctor-")), { recursive: true });
  } catch (error) {
    return bad("home", `${home} can't be written: ${describeSystemError(error)}`, "make it writable, or name another folder in MOCHI_HOME");
  }
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  return free < ENOUGH_BYTES ? bad("home", `${(free / 1e6).toFixed(0)} MB are free at ${home}`, "make room there (`mochi cache gc`), or name another folder in MOCHI_HOME") : ok("home", `${home}, ${(free / 1e9).toFixed(1)} GB free`);
}

function checkCache(): Finding {
  const folder = cacheFolder();
  if (!existsSync(folder)) {
    return checkUnmade("cache", folder, "MOCHI_CACHE_DIR");
  }
  const reason = distrust(folder);
  if (reason !== undefined) {
    return bad("cache", `${folder} is not used: ${reason}`, "remove it, or name another folder in MOCHI_CACHE_DIR");
  }
  const { whole, damaged } = verifyCache({ folder });
  return damaged.length === 0 ? ok("cache", `${folder}, ${whole} programs, all whole`) : note("cache", `${damaged.length} damaged programs in ${folder} were removed`, "nothing: they are made again; if it happens often, look at the disk");
}

function checkCore(): Finding {
  const missing = [coreScript(), join(includeFolder(), "fingerprint")].find((path) => !existsSync(path));
  return missing === undefined ? ok("compiler core", dirname(coreScript())) : bad("compiler core", `${missing} is missing`, `remove ${dirname(coreScript())}; the next call unpacks it again (in a checkout: \`node build.mjs\`)`);
}

function checkCompiler(): Finding {
  const hasImage = readImage(scriptFolder()) !== undefined;
  const install = "install one (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install), or `mochi toolchain install zig`";
  const command = findCompiler(undefined);
  if (command === undefined) {
    return hasImage ? note("C compiler", "none; scripts run without one, `--release` needs one", install) : bad("C compiler", "none", install);
  }
  try {
    const { version, triple } = identifyCompiler(command);
    return ok("C compiler", `${command.join(" ")}: ${version} (${triple})`);
  } catch (error) {
    return bad("C compiler", error instanceof Error ? error.message : String(error), "repair it, or name another in MOCHI_CC");
  }
}

function checkScripts(): Finding {
  return readImage(scriptFolder()) === undefined ? note("script mode", "this copy has no runtime image: scripts are compiled by the C compiler", "nothing; on Linux, build Mochi where musl-gcc or zig is installed") : ok("script mode", "scripts need no C compiler");
}

async function checkToolchain(): Promise<Finding> {
  const found = await findToolchain(vendorContext(true), "zig");
  return found.kind === "folder" ? ok("zig", found.folder) : note("zig", found.message, found.remedy);
}

function checkPath(): Finding {
  const first = findExecutable(process.platform === "win32" ? "mochi.exe" : "mochi");
  const own = executablePath();
  const folder = own === undefined ? join(mochiHome(), "bin") : dirname(own);
  if (first === undefined) {
    return note("PATH", "there is no `mochi` on it; scripts with `#!/usr/bin/env mochi` need that", `put ${folder} on it`);
  }
  if (own !== undefined && !isSameFile(first, own)) {
    return note("PATH", `\`mochi\` is ${first}, not this one (${own})`, `put ${folder} before ${dirname(first)} on PATH, if this one is meant`);
  }
  return (process.env["PATH"] ?? first).split(delimiter).includes("") ? note("PATH", "it has an empty part, which means the current folder", "take it out") : ok("PATH", first);
}

function isSameFile(left: string, right: string): boolean {
  const [one, other] = [left, right].map((path) => (existsSync(path) ? lstatSync(path).ino : undefined));
  return one !== undefined && one === other;
}

export async function doctorCommand(options: ParsedOptions): Promise<number> {
  const findings = [checkHome(), checkCache(), checkCore(), checkScripts(), checkCompiler(), await checkToolchain(), checkPath()];
  if (options["json"] === true) {
    writeOut(`${JSON.stringify(findings, undefined, 2)}\n`);
  } else {
    for (const { what, state, text, remedy } of findings) {
      writeOut(`${{ ok: "ok   ", note: "note ", bad: "WRONG" }[state]}  ${what}: ${text}\n${remedy === undefined ? "" : `       ${remedy}\n`}`);
    }
  }
  return findings.some(({ state }) => state === "bad") ? EXIT_ERROR : EXIT_OK;
}
