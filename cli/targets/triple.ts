// The targets that Mochi builds for, and what each needs, as one table.
//
// Cross builds use zig's clang and linkers directly (docs/targets.md says why): `clang` is what
// `zig clang -target` is told, `headers` are folders of zig's lib/libc/include in their order of
// search, `zig` is zig's own name of the target. The *kit* of a target (dist/kits/<triple>, made by
// `node build.mjs archives`) holds libmochi, the third-party archives, and what zig's own link line
// names: start-up objects, libc, the compiler's runtime, import libraries.

import type { Collector } from "../driver/collector.ts";

export type ObjectFormat = "elf" | "macho" | "coff" | "wasm";

export const TRIPLES = [
  "x86_64-linux-gnu",
  "x86_64-linux-musl",
  "aarch64-linux-gnu",
  "aarch64-linux-musl",
  "x86_64-darwin",
  "aarch64-darwin",
  "x86_64-windows-gnu",
  "x86_64-windows-msvc",
  "wasm32-wasi",
] as const;

export type TripleName = (typeof TRIPLES)[number];

export interface Target {
  readonly name: TripleName;
  readonly format: ObjectFormat;
  readonly zig: string;
  readonly clang: string;
  readonly headers: readonly string[];
  readonly defines: readonly string[];
  /** Of executables, with its dot. */
  readonly suffix: string;
  /** What allocates when `--gc` isn't given. */
  readonly collector: Collector;
  /** The collectors that run there. */
  readonly collectors: readonly Collector[];
  /** Executables need nothing of the machine that they run on but its kernel (Windows: its system libraries). */
  readonly isStatic: boolean;
  /** libfyaml compiles there. */
  readonly hasYaml: boolean;
  /** The C library is the user's own: msvc-sdk.ts. */
  readonly needsSdk?: boolean;
  /** A collector can't scan its stack: programs keep their roots themselves (runtime/memory/roots.h). */
  readonly hidesStack?: true;
  /** What a user should know before choosing it. */
  readonly note?: string;
}

const PORTABLE: readonly Collector[] = ["precise", "arena", "none"];
const WITH_BDW: readonly Collector[] = ["precise", "bdw", "arena", "none"];

function linux(arch: "x86_64" | "aarch64", libc: "gnu" | "musl"): Omit<Target, "name"> {
  const headers = arch === "x86_64" && libc === "gnu" ? "x86" : arch;
  // BDWGC finds no data segment in a static aarch64 program and aborts.
  const hasBdw = arch === "x86_64" || libc === "gnu";
  return {
    format: "elf",
    zig: `${arch}-linux-${libc}`,
    clang: `${arch}-linux-${libc}`,
    headers: [`${headers}-linux-${libc}`, libc === "gnu" ? "generic-glibc" : "generic-musl", `${arch === "x86_64" ? "x86" : arch}-linux-any`, "any-linux-any"],
    defines: libc === "gnu" ? ["-D__GLIBC_MINOR__=31"] : [],
    suffix: "",
    collector: "precise",
    collectors: hasBdw ? WITH_BDW : PORTABLE,
    isStatic: libc === "musl",
    hasYaml: true,
    ...(libc === "gnu" ? { note: "needs glibc 2.31 or newer on the machine it runs on" } : {}),
  };
}

function darwin(arch: "x86_64" | "aarch64"): Omit<Target, "name"> {
  return {
    format: "macho",
    zig: `${arch}-macos`,
    clang: `${arch === "aarch64" ? "arm64" : arch}-apple-macosx13.0.0`,
    headers: ["any-darwin-any"],
    defines: [],
    suffix: "",
    collector: "precise",
    collectors: PORTABLE,
    isStatic: false,
    hasYaml: true,
    note: "macOS 13 or newer; signed ad hoc",
  };
}

/** Both Windows targets are compiled with the headers that zig has, of the same C library (UCRT) and system. */
const WINDOWS = {
  format: "coff",
  headers: ["x86_64-windows-gnu", "generic-mingw", "x86_64-windows-any", "any-windows-any"],
  suffix: ".exe",
  collector: "precise",
  isStatic: true,
  hasYaml: false,
} as const;

const WINDOWS_DEFINES = ["-D__MSVCRT_VERSION__=0xE00", "-D_WIN32_WINNT=0x0a00"];

const TABLE: Readonly<Record<TripleName, Omit<Target, "name">>> = {
  "x86_64-linux-gnu": linux("x86_64", "gnu"),
  "x86_64-linux-musl": linux("x86_64", "musl"),
  "aarch64-linux-gnu": linux("aarch64", "gnu"),
  "aarch64-linux-musl": linux("aarch64", "musl"),
  "x86_64-darwin": darwin("x86_64"),
  "aarch64-darwin": darwin("aarch64"),
  "x86_64-windows-gnu": {
    ...WINDOWS,
    zig: "x86_64-windows-gnu",
    clang: "x86_64-windows-gnu",
    defines: WINDOWS_DEFINES,
    collectors: WITH_BDW,
    note: "Windows 10 or newer",
  },
  "x86_64-windows-msvc": {
    ...WINDOWS,
    zig: "x86_64-windows-msvc",
    clang: "x86_64-windows-msvc",
    // The headers take clang for MinGW's; the C library is linked, not imported; objects carry no time.
    defines: [...WINDOWS_DEFINES, "-fno-ms-compatibility", "-fgnuc-version=4.2.1", "-D__MINGW32__", "-D__MINGW64__", "-D_CRTIMP=", "-D_SECIMP=", "-mno-incremental-linker-compatible"],
    collectors: PORTABLE,
    needsSdk: true,
    note: "Windows 10 or newer; needs Microsoft's SDK",
  },
  "wasm32-wasi": {
    format: "wasm",
    zig: "wasm32-wasi",
    clang: "wasm32-wasi",
    headers: ["wasm-wasi-musl", "generic-musl", "wasm32-wasi-any", "any-wasi-any"],
    defines: ["-mcpu=lime1"],
    suffix: ".wasm",
    collector: "precise",
    collectors: PORTABLE,
    isStatic: true,
    hasYaml: false,
    hidesStack: true,
    note: "one thread; memory grows and is never given back; the engine ends a program whose stack overflows",
  },
};

export function targetOf(name: TripleName): Target {
  return { name, ...TABLE[name] };
}

/** The target of that name, also under the names that zig and clang have for it. */
export function findTarget(text: string): Target | undefined {
  const name = TRIPLES.find((triple) => triple === text || TABLE[triple].zig === text);
  return name === undefined ? undefined : targetOf(name);
}

/** This machine's own target; undefined where we build none. */
export function hostTarget(): Target | undefined {
  const arch = process.arch === "x64" ? "x86_64" : process.arch === "arm64" ? "aarch64" : process.arch;
  const system = { linux: "linux-musl", darwin: "darwin", win32: "windows-gnu" }[process.platform as string];
  return findTarget(`${arch}-${system}`);
}
