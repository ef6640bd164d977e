// vendor/pins.json as typed values: which C toolchains Mochi may fetch, at which version, from
// where, and the SHA-256 that was seen. A toolchain has several artifacts: one per host, and the
// same toolchain may be had in more than one wrapping (zig: the official archive, the Python wheel).
// Any of those whose host fits will do; the first is the preferred one.

import pins from "./pins.json" with { type: "json" };

export type ToolchainName = keyof typeof pins;

/** What `pip download` is asked for. */
export interface PinnedWheel {
  readonly requirement: string;
  readonly platform: string;
}

export interface PinnedArtifact {
  /** `x86_64-linux`, … or `any`. */
  readonly host: string;
  /** The archive's name, at its source as on a mirror. */
  readonly file: string;
  /** In bytes; absent where only the hash was seen. */
  readonly size?: number;
  readonly sha256: string;
  /** `tar.xz`, `tar.gz` or `zip` (unpack-archive.ts). */
  readonly archive: string;
  /** The folder in the archive that becomes the toolchain's; what lies outside of it is dropped. Empty: the archive itself. */
  readonly strip: string;
  /** Where it is published, in the order of trying. */
  readonly urls: readonly string[];
  /** Published as a Python wheel: `pip download` finds it in whatever index pip is configured for. */
  readonly pip?: PinnedWheel;
}

export interface PinnedToolchain {
  readonly version: string;
  readonly licence: string;
  readonly what: string;
  /** The program that must be there, relative to the toolchain's folder, without `.exe`. */
  readonly program: string;
  /** Whether its archives need symbolic links (inside their own folder). */
  readonly links: boolean;
  /** More than this is not this toolchain: unpacking stops. */
  readonly unpacked: { readonly files: number; readonly bytes: number };
  readonly artifacts: readonly PinnedArtifact[];
}

export type ToolchainPins = Readonly<Record<string, PinnedToolchain>>;

export const PINNED_TOOLCHAINS: Readonly<Record<ToolchainName, PinnedToolchain>> = pins;

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };
const SYSTEMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "macos", win32: "windows" };

/** This machine as the pins call it. */
export function hostName(): string {
  return `${ARCHITECTURES[process.arch] ?? process.arch}-${SYSTEMS[process.platform] ?? process.platform}`;
}

/** The artifacts of a toolchain that serve a host, the preferred one first. */
export function artifactsFor(toolchain: PinnedToolchain, host: string): readonly PinnedArtifact[] {
  return toolchain.artifacts.filter((artifact) => artifact.host === host || artifact.host === "any");
}
