// `mochi doctor`: looks at everything that Mochi depends on outside of itself and says, for each, whether it is
// well, and what to do if it isn't. Exit status 1 when something is wrong; what is merely missing is told only.

import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, rmSync, type Stats, statfsSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { findToolchain } from "../../vendor/ensure-toolchain.ts";
import { VendorFailure } from "../../vendor/vendor-context.ts";
import { cacheFolder, distrust, mochiHome } from "../cache/location.ts";
import { verifyCache } from "../cache/verify.ts";
import { findCompiler, findExecutable, identifyCompiler } from "../driver/c-compiler.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { describeFailedCall, describeSystemError, Failure, systemCode, systemRemedy } from "../failure.ts";
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

/** What stands at the path itself; undefined when nothing does, also below what is no folder. */
function statusOf(path: string): Stats | undefined {
  return existsSync(dirname(path)) && statSync(dirname(path)).isDirectory() ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
}

/** A folder, or the nearest one above it that is there. */
function nearest(folder: string): string {
  let found = resolve(folder);
  while (!existsSync(found)) {
    found = dirname(found);
  }
  return found;
}

/** Why files can't be made in an existing folder, or programs not be started there; undefined when both can. */
function trial(folder: string): string | undefined {
  let made: string | undefined;
  try {
    made = mkdtempSync(join(folder, ".doctor-"));
    const program = join(made, "program");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
    const { error } = process.platform === "win32" ? {} : spawnSync(program);
    return systemCode(error) === "EACCES" ? "no program may be started there (`mount` shows noexec)" : undefined;
  } catch (error) {
    return `it can't be written: ${describeSystemError(error)}`;
  } finally {
    if (made !== undefined) {
      rmSync(made, { recursive: true, force: true });
    }
  }
}

/** A folder that isn't there, or isn't as it must be: what is wrong. */
function checkPlace(what: string, folder: string, variable: string): Finding | undefined {
  const existing = nearest(folder);
  const problem = trial(existing);
  if (problem !== undefined) {
    return bad(what, existing === resolve(folder) ? `${folder}: ${problem}` : `${folder} can't be made in ${existing}: ${problem}`, `name a folder that can be written to, and programs be started from, in ${variable}`);
  }
  return existsSync(folder) ? undefined : ok(what, `${folder} is made when it is needed`);
}

function checkHome(): Finding {
  const home = mochiHome();
  const link = statusOf(home);
  const status = link?.isSymbolicLink() === true ? statSync(home, { throwIfNoEntry: false }) : link;
  if (link !== undefined && status?.isDirectory() !== true) {
    return bad("home", `${home} is ${status === undefined ? "a symbolic link that leads nowhere" : "no folder"}`, "remove it, or name another folder in MOCHI_HOME");
  }
  const user = process.getuid?.();
  if (user !== undefined && status !== undefined && status.uid !== user) {
    return bad("home", `${home} belongs to user ${status.uid}`, `chown it to yourself, or name another folder in MOCHI_HOME`);
  }
  if (user !== undefined && status !== undefined && (status.mode & 0o022) !== 0) {
    return bad("home", `others may write to ${home}`, `\`chmod go-w ${home}\`, or name another folder in MOCHI_HOME`);
  }
  const problem = checkPlace("home", home, "MOCHI_HOME");
  if (problem?.state === "bad") {
    return problem;
  }
  const { bavail, bsize } = statfsSync(nearest(home));
  const free = bavail * bsize;
  return free < ENOUGH_BYTES ? bad("home", `${(free / 1e6).toFixed(0)} MB are free at ${home}`, "make room there (`mochi cache gc`), or name another folder in MOCHI_HOME") : (problem ?? ok("home", `${home}, ${(free / 1e9).toFixed(1)} GB free`));
}

function checkCache(): Finding {
  const folder = cacheFolder();
  const reason = statusOf(folder) === undefined ? undefined : distrust(folder);
  if (reason !== undefined) {
    return bad("cache", `${folder} is not used: ${reason}`, "remove it, or name another folder in MOCHI_CACHE_DIR");
  }
  const problem = checkPlace("cache", folder, "MOCHI_CACHE_DIR");
  if (problem !== undefined) {
    return problem;
  }
  const { whole, damaged } = verifyCache({ folder });
  return damaged.length === 0 ? ok("cache", `${folder}, ${whole} programs, all whole`) : note("cache", `${damaged.length} damaged programs in ${folder} were removed`, "nothing: they are made again; if it happens often, look at the disk");
}

/** Where programs are compiled when the cache can't be used. */
function checkTemporary(): Finding {
  const folder = tmpdir();
  const problem = existsSync(folder) ? trial(folder) : "there is no such folder";
  return problem === undefined ? ok("temporary folder", folder) : note("temporary folder", `${folder}: ${problem}`, "name another in TMPDIR; it serves where the cache can't");
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
  const { version, triple } = identifyCompiler(command);
  return ok("C compiler", `${command.join(" ")}: ${version} (${triple})`);
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

/** A check that the world didn't let come to its end has found something, too. */
async function finding(what: string, check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const remedy = error instanceof Failure || error instanceof VendorFailure ? error.remedy : systemRemedy(error);
    return bad(what, systemCode(error) === undefined && error instanceof Error ? error.message : describeFailedCall(error), remedy ?? "repair that");
  }
}

export async function doctorCommand(options: ParsedOptions): Promise<number> {
  const findings = [
    await finding("home", checkHome),
    await finding("cache", checkCache),
    await finding("temporary folder", checkTemporary),
    await finding("compiler core", checkCore),
    await finding("script mode", checkScripts),
    await finding("C compiler", checkCompiler),
    await finding("zig", checkToolchain),
    await finding("PATH", checkPath),
  ];
  if (options["json"] === true) {
    writeOut(`${JSON.stringify(findings, undefined, 2)}\n`);
  } else {
    for (const { what, state, text, remedy } of findings) {
      writeOut(`${{ ok: "ok   ", note: "note ", bad: "WRONG" }[state]}  ${what}: ${text}\n${remedy === undefined ? "" : `       ${remedy}\n`}`);
    }
  }
  return findings.some(({ state }) => state === "bad") ? EXIT_ERROR : EXIT_OK;
}
