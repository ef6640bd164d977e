// The machines that a release is made for: one executable each.

import type { LauncherSystem } from "./launcher-sources.ts";

export const HOST_NAMES = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win-x64"] as const;

export type HostName = (typeof HOST_NAMES)[number];

export interface Host {
  readonly name: HostName;
  readonly system: LauncherSystem;
  readonly arch: "x64" | "arm64";
  /** What zig compiles its launcher for. */
  readonly zig: string;
  /** What pkg calls its system. */
  readonly pkgPlatform: "linux" | "macos" | "win";
  /** The triple whose programs run there: the one that `dist/script` may be for. */
  readonly triple: string;
  /** Of executables, with its dot. */
  readonly suffix: string;
}

const LINUX = { system: "linux", pkgPlatform: "linux", suffix: "" } as const;
const DARWIN = { system: "darwin", pkgPlatform: "macos", suffix: "" } as const;

const HOSTS: Readonly<Record<HostName, Omit<Host, "name">>> = {
  "linux-x64": { ...LINUX, arch: "x64", zig: "x86_64-linux-musl", triple: "x86_64-linux" },
  "linux-arm64": { ...LINUX, arch: "arm64", zig: "aarch64-linux-musl", triple: "aarch64-linux" },
  "darwin-x64": { ...DARWIN, arch: "x64", zig: "x86_64-macos", triple: "x86_64-darwin" },
  "darwin-arm64": { ...DARWIN, arch: "arm64", zig: "aarch64-macos", triple: "aarch64-darwin" },
  "win-x64": { system: "win32", pkgPlatform: "win", suffix: ".exe", arch: "x64", zig: "x86_64-windows-gnu", triple: "x86_64-windows" },
};

export function hostOf(name: HostName): Host {
  return { name, ...HOSTS[name] };
}

export function isHostName(text: string): text is HostName {
  return HOST_NAMES.some((name) => name === text);
}

/** The host that this build runs on; undefined where no release is made for it. */
export function ownHost(): Host | undefined {
  const name = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  return isHostName(name) ? hostOf(name) : undefined;
}

/** Programs that may be here and start those of arm64 Linux. */
export const ARM64_EMULATORS: readonly string[] = ["qemu-aarch64-static", "qemu-aarch64"];
