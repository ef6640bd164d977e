// Finding and identifying the C compiler.
// Enters: a request (`--cc`), the environment (MOCHI_CC, CC) and PATH. Leaves: a command line and
// what must be known of it: family, version, target triple. `identifyCompiler` starts processes and
// costs about 20 ms; the driver remembers its answer by the executable's path, size and time.
// Surprising: musl-gcc calls itself x86_64-linux-gnu, so the C library is asked of the
// preprocessor, not of -dumpmachine.

import { spawnSync } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { CrossCompiler } from "../targets/zig.ts";
import { describeSystemError, Failure, systemCode } from "../failure.ts";

export type CompilerFamily = "gcc" | "clang" | "other";

export interface CompilerIdentity {
  /** The executable's absolute path and fixed arguments, as in `zig cc`. */
  readonly command: readonly string[];
  readonly family: CompilerFamily;
  /** First line of `--version`. */
  readonly version: string;
  /** Architecture, system and C library: `x86_64-linux-gnu`, `aarch64-linux-musl`, `aarch64-macos`. */
  readonly triple: string;
  /** Set when it is zig's, for a target of ours. */
  readonly cross?: CrossCompiler;
}

/** The executable of that name on PATH, or itself when it is a path; undefined when there is none. PATH's empty parts, and an unset PATH, don't mean the current folder here: what lies there must not be taken for a compiler. */
export function findExecutable(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = isAbsolute(name) || name.includes("/") ? [name] : folders.map((folder) => join(folder, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}

/** Resolves a command such as `gcc` or `zig cc`; undefined when its program isn't installed. */
export function resolveCommand(command: string): readonly string[] | undefined {
  const [program, ...fixed] = command.split(/\s+/).filter((word) => word !== "");
  const path = program === undefined ? undefined : findExecutable(program);
  return path === undefined ? undefined : [path, ...fixed];
}

/** The C compiler to use: the requested one, else MOCHI_CC, else CC, cc, clang, gcc, whichever is there first. Throws where MOCHI_CC names none: it was meant. */
export function findCompiler(request: string | undefined): readonly string[] | undefined {
  if (request !== undefined) {
    return resolveCommand(request);
  }
  const named = process.env["MOCHI_CC"] ?? "";
  if (named !== "") {
    const command = resolveCommand(named);
    if (command === undefined) {
      throw new Failure(`the C compiler «${named}», which MOCHI_CC names, was not found`, "let MOCHI_CC name a program on PATH or a path to one, or unset it");
    }
    return command;
  }
  for (const name of [process.env["CC"], "cc", "clang", "gcc"]) {
    const command = name === undefined || name === "" ? undefined : resolveCommand(name);
    if (command !== undefined) {
      return command;
    }
  }
  return undefined;
}

/** Nobody named a C compiler, and this machine has none. */
export class NoCompilerFailure extends Failure {}

/** As `findCompiler`, but none is a failure that says what to do. */
export function requireCompiler(request: string | undefined): readonly string[] {
  const command = findCompiler(request);
  if (command !== undefined) {
    return command;
  }
  throw request === undefined
    ? new NoCompilerFailure(
        "no C compiler found: tried $MOCHI_CC, $CC, cc, clang and gcc",
        "install one (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install), or name one with --cc",
      )
    : new Failure(`the C compiler «${request}» was not found`, "--cc takes a program on PATH or a path to one, as in --cc clang");
}

const PROBE = `#if defined(__has_include)
#if __has_include(<features.h>)
#include <features.h>
#endif
#endif
#ifdef __clang__
mochi_probe "family" "clang"
#elif defined(__GNUC__)
mochi_probe "family" "gcc"
#endif
#if defined(__x86_64__)
mochi_probe "arch" "x86_64"
#elif defined(__aarch64__)
mochi_probe "arch" "aarch64"
#elif defined(__riscv)
mochi_probe "arch" "riscv64"
#elif defined(__i386__)
mochi_probe "arch" "i386"
#elif defined(__arm__)
mochi_probe "arch" "arm"
#endif
#if defined(__APPLE__)
mochi_probe "os" "macos"
#elif defined(__GLIBC__)
mochi_probe "os" "linux-gnu"
#elif defined(__wasi__)
mochi_probe "os" "wasi"
#elif defined(__linux__)
mochi_probe "os" "linux-musl"
#elif defined(__FreeBSD__)
mochi_probe "os" "freebsd"
#elif defined(_WIN32)
mochi_probe "os" "windows-gnu"
#endif
`;

/** The end of a process in words. */
export function howItEnded(status: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it ended with status ${status}` : `it was ended by ${signal}`;
}

function ask(command: readonly string[], args: readonly string[], input: string): string {
  const [program = "", ...fixed] = command;
  const result = spawnSync(program, [...fixed, ...args], { input, encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  // One that doesn't read its input ends before we have written it (EPIPE): its own end says more.
  const failed = result.error !== undefined && systemCode(result.error) !== "EPIPE" ? result.error : undefined;
  if (failed !== undefined || result.status !== 0) {
    const said = `${result.stderr ?? ""}`.trim().split("\n")[0] ?? "";
    const cause = failed !== undefined ? describeSystemError(failed) : said !== "" ? said : howItEnded(result.status, result.signal);
    throw new Failure(
      `the C compiler «${command.join(" ")}» does not work: ${cause}`,
      "it must preprocess and compile C11 and find the C library's headers (Debian, Ubuntu: apt-get install gcc libc6-dev)",
    );
  }
  return result.stdout;
}

/** Asks the compiler what it is. */
export function identifyCompiler(command: readonly string[]): CompilerIdentity {
  const facts = new Map<string, string>();
  for (const line of ask(command, ["-E", "-P", "-x", "c", "-"], PROBE).split("\n")) {
    const match = /^\s*mochi_probe "(.+?)" "(.+?)"/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) {
      facts.set(match[1], match[2]);
    }
  }
  const family = facts.get("family");
  if (!facts.has("os")) {
    throw new Failure(`«${command.join(" ")}» is no C compiler that Mochi knows: it does not say what it compiles for`, "name another with --cc, such as gcc, clang or \"zig cc\"");
  }
  return {
    command,
    family: family === "gcc" || family === "clang" ? family : "other",
    version: ask(command, ["--version"], "").split("\n")[0] ?? "",
    triple: `${facts.get("arch") ?? process.arch}-${facts.get("os") ?? process.platform}`,
  };
}

/** Changes when the executable behind a command does: real path, size and time of last change. */
export function compilerStamp(command: readonly string[]): string {
  const path = realpathSync(command[0] ?? "");
  const { size, mtimeMs } = statSync(path);
  return [path, size, mtimeMs, ...command].join("\0");
}
