// The C compiler's flags, each with its reason.
//
//   -std=c11                   what emitted C and the runtime are written in; runtime files that need
//                              POSIX define _DEFAULT_SOURCE themselves
//   -fno-strict-aliasing       not used: values are read through their own types or memcpy
//   -fwrapv                    not used: every overflow is checked by a builtin, or wraps in unsigned
//   -fno-math-errno            `sqrt` is one instruction; nobody reads errno after math
//   -ffp-contract=off          a*b+c rounds twice on every machine, as the language says
//   -O3 -fno-tree-slp-vectorize   release: measured on tests/bench; gcc's pairing of neighbouring
//                              fields makes loads wait for stores (nbody runs in 43 % without it)
//   -fno-omit-frame-pointer    debug only: whole stacks in profilers and debuggers
//   -fno-semantic-interposition, -fno-plt   calls within the program and to libc are direct
//   -fno-asynchronous-unwind-tables         release: nobody unwinds; a tenth of a small program
//   -ffunction-sections … --gc-sections     what isn't called isn't linked
//   -fcf-protection=none       no landing pads for a hardware feature most machines don't have
//   -z,norelro … -z,noseparate-code, --hash-style=gnu, --build-id=none   fewer pages and headers: size

export type Profile = "script" | "debug" | "release";
export type RuntimeVariant = "release" | "debug" | "sanitize";

const LANGUAGE = ["-std=c11", "-Werror=implicit-function-declaration", "-fno-math-errno", "-ffp-contract=off", "-ffunction-sections", "-fdata-sections", "-fno-semantic-interposition"];
const SMALL = ["-fno-asynchronous-unwind-tables", "-fno-unwind-tables"];
const SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"];

/** For libmochi's own sources. */
export function runtimeFlags(variant: RuntimeVariant): readonly string[] {
  switch (variant) {
    case "release":
      return [...LANGUAGE, ...SMALL, "-O2", "-DNDEBUG", "-fno-plt"];
    case "debug":
      return [...LANGUAGE, "-O1", "-g", "-fno-omit-frame-pointer"];
    case "sanitize":
      return [...LANGUAGE, "-O1", "-g", ...SANITIZE, "-DMOCHI_SANITIZE=1"];
  }
}

/** For third-party sources: no warnings, they are not ours. */
export const THIRD_PARTY_FLAGS: readonly string[] = ["-O2", "-w", "-ffunction-sections", "-fdata-sections", "-fno-strict-aliasing", ...SMALL];

/** Which build of libmochi a program of that profile links. */
export function runtimeVariant(profile: Profile, sanitize: boolean): RuntimeVariant {
  if (sanitize) {
    return "sanitize";
  }
  return profile === "debug" ? "debug" : "release";
}

/** For the emitted C of a program. */
export function programFlags(profile: Profile, sanitize: boolean): readonly string[] {
  const warnings = ["-w"]; // emitted C is checked by our own tests; a user can do nothing about its warnings
  if (sanitize) {
    return [...LANGUAGE, ...warnings, "-O1", "-g", ...SANITIZE];
  }
  switch (profile) {
    case "script":
      return [...LANGUAGE, ...warnings, ...SMALL, "-O1"];
    case "debug":
      return [...LANGUAGE, ...warnings, "-O0", "-g", "-fno-omit-frame-pointer"];
    case "release":
      return [...LANGUAGE, ...warnings, ...SMALL, "-O3", "-fno-tree-slp-vectorize", "-fno-plt"];
  }
}

/** What a compiler must not compute itself: it would round correctly, musl's functions err in the last digit. */
export const MATH_FUNCTIONS = ["cbrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "hypot", "pow"];

/**
 * For an object that joins the runtime image (cli/script), which lies at a fixed address below 2 GB and has neither glibc's checks
 * nor its stack protector.
 */
export const JOINING_FLAGS: readonly string[] = ["-fno-pic", "-fno-pie", "-fplt", "-fno-stack-protector", "-U_FORTIFY_SOURCE", ...MATH_FUNCTIONS.map((name) => `-fno-builtin-${name}`)];

/** For linking; `triple` decides how the linker is told to drop what isn't used. */
export function linkFlags(profile: Profile, triple: string, isStatic: boolean, sanitize: boolean): readonly string[] {
  const apple = triple.endsWith("macos");
  const drop = apple ? ["-Wl,-dead_strip"] : ["-Wl,--gc-sections"];
  const strip = profile === "debug" || sanitize ? [] : apple ? ["-Wl,-S", "-Wl,-x"] : ["-s", "-Wl,--build-id=none", "-Wl,--hash-style=gnu", "-Wl,-z,noseparate-code"];
  return [...drop, ...strip, ...(isStatic ? ["-static"] : []), ...(sanitize ? SANITIZE : [])];
}

/** For tests: as fast to compile as warnings about our own C allow. */
export const FIXTURE_FLAGS: readonly string[] = [...LANGUAGE, ...SMALL, "-O0", "-w", "-Wl,--gc-sections"];
export const SANITIZE_FLAGS: readonly string[] = [...LANGUAGE, "-w", "-O1", "-g", ...SANITIZE];

/** A text that executables of ours carry, so that `mochi build` may overwrite them. */
export const PROGRAM_MARK = "mochi program";
