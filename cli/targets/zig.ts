// zig as a clang for one target, and the kit that goes with it. Apart from cross-compiler.ts, because
// the build uses it before there is an installation.

import { join } from "node:path";
import type { MsvcSdk } from "./msvc-sdk.ts";
import type { Target } from "./triple.ts";

/** What a target's kit folder says about itself: kit.json. */
export interface Kit {
  /** The zig whose libc and compiler runtime it holds, and whose linker they are meant for. */
  readonly zig: string;
  /** File names, in the linker's order: before and behind the program. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The runtime that its libmochi was built from (include/fingerprint). */
  readonly runtime: string;
  /** A hash over all files of the kit: part of every cache key. */
  readonly fingerprint: string;
}

export interface CrossCompiler {
  readonly target: Target;
  /** zig's folder, absolute. */
  readonly zig: string;
  /** The target's kit, and the runtime's headers. */
  readonly kit: string;
  readonly include: string;
  /** For targets that need it. */
  readonly sdk?: MsvcSdk;
}

export function zigProgram(folder: string): string {
  return join(folder, process.platform === "win32" ? "zig.exe" : "zig");
}

/** The beginning of every call of clang for that target. */
export function clangCommand({ target, zig }: Pick<CrossCompiler, "target" | "zig">): readonly string[] {
  const headers = [join(zig, "lib", "include"), ...target.headers.map((name) => join(zig, "lib", "libc", "include", name))];
  return [zigProgram(zig), "clang", "-target", target.clang, "-Qunused-arguments", "-nostdinc", ...headers.flatMap((folder) => ["-isystem", folder]), ...target.defines];
}
