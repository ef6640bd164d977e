// The commands of a cross build: C text to object, objects to executable.
//
// zig's clang and linkers are called directly with a prebuilt kit, not `zig cc`: that would build
// each target's libc on first use (3 to 73 seconds) and costs 16 ms a call. Apple's linker format is
// the exception: only `zig build-exe` links it, still with our runtime and without building anything.
// Nothing that is written depends on where things lie: no paths (but in debug builds, as `.`), no times.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Profile, programFlags, runtimeVariant } from "../driver/native-flags.ts";
import { archivesIn, readKit } from "./kit.ts";
import { addDebugInfo, hideDebugInfo } from "./macho-debug.ts";
import { signAdHoc } from "./macho-sign.ts";
import { SDK_LIBRARIES } from "./msvc-sdk.ts";
import type { ObjectFormat, Target } from "./triple.ts";
import { addUnwinding, UNWIND, UNWIND_RUN } from "./wasm-unwind.ts";
import { clangCommand, type CrossCompiler, zigProgram } from "./zig.ts";

/** C text to object. */
export function crossCompileCommand(compiler: CrossCompiler, profile: Profile, source: string, output: string): readonly string[] {
  const { target, zig, include } = compiler;
  const prefixes = [`${dirname(source)}=.`, `${include}=mochi`, `${zig}=zig`].map((prefix) => `-ffile-prefix-map=${prefix}`);
  const debug = profile === "debug" ? ["-gdwarf", "-fdebug-compilation-dir=.", ...prefixes] : [];
  const flags = programFlags(profile, false).filter((flag) => target.format === "elf" || !flag.startsWith("-fno-plt"));
  return [...clangCommand(compiler), ...flags, ...debug, `-I${include}`, "-c", source, "-o", output];
}

/** The machine of a Linux target, as ld.lld names it. */
export function elfMachine(name: Target["name"]): string {
  return name.startsWith("aarch64") ? "aarch64linux" : "elf_x86_64";
}

const LOADERS: Readonly<Record<string, string>> = { "x86_64-linux-gnu": "/lib64/ld-linux-x86-64.so.2", "aarch64-linux-gnu": "/lib/ld-linux-aarch64.so.1" };

/** What WebAssembly's linker has to leave to us by name. Only programs with `try` define them. */
export const UNWIND_EXPORTS: readonly string[] = [UNWIND, UNWIND_RUN].map((name) => `--export-if-defined=${name}`);

/** Of programs that keep the system's stack; the deep one is made at run time. */
const STACK_SIZE = 8 << 20;

/** Object to executable. */
export function crossLinkCommand({ target, zig, kit: folder, sdk }: CrossCompiler, profile: Profile, object: string, output: string): readonly string[] {
  const kit = readKit(target, folder);
  const own = [...kit.before.map((name) => join(folder, name)), object, ...archivesIn(folder, runtimeVariant(profile, false))];
  const inputs = [...own, ...(sdk?.libraries ?? []), ...kit.after.map((name) => join(folder, name))];
  const strip = profile !== "debug";
  const program = zigProgram(zig);
  switch (target.format) {
    case "elf": {
      const loader = target.isStatic ? ["-static"] : ["--dynamic-linker", LOADERS[target.name] ?? "", "--as-needed"];
      return [program, "ld.lld", "-m", elfMachine(target.name), ...loader, "-z", "noseparate-code", "-z", "norelro", "--build-id=none", "--hash-style=gnu", "--gc-sections", "--eh-frame-hdr", ...(strip ? ["-s"] : []), "-o", output, ...inputs];
    }
    case "coff": {
      // Debugging information is DWARF: a PDB would be a second file, with this one's path and time in it.
      const mode = strip ? ["-OPT:REF", "-OPT:ICF"] : ["-DEBUG:DWARF", "-OPT:REF"];
      const common = ["-NOLOGO", "-BREPRO", "-MACHINE:X64", `-STACK:${STACK_SIZE}`, "-INCLUDE:mochi_program_mark", `-OUT:${output}`, ...inputs];
      if (target.needsSdk !== true) {
        return [program, "lld-link", "-lldmingw", "-ALTERNATENAME:__image_base__=__ImageBase", ...mode, ...common];
      }
      const start = ["-SUBSYSTEM:CONSOLE", "-ENTRY:mainCRTStartup"];
      return sdk === undefined
        ? ["link", ...start, ...(strip ? mode : ["-DEBUG"]), ...common, ...SDK_LIBRARIES] // Microsoft's own, which finds its libraries itself
        : [program, "lld-link", ...start, ...mode, ...common, ...sdk.folders.map((path) => `-LIBPATH:${path}`)];
    }
    case "wasm": {
      // libc names `main` weakly, which alone would not take ours out of its archive.
      return [program, "wasm-ld", "-u", "__main_argc_argv", ...UNWIND_EXPORTS, "--gc-sections", "--build-id=none", "--stack-first", "-z", `stack-size=${STACK_SIZE}`, "--entry", "_start", ...(strip ? ["-s"] : []), "-o", output, ...inputs];
    }
    case "macho": {
      const cache = `${output}.zig`;
      // With debug information: nothing may move against the rest, and the header gets another segment (macho-debug.ts).
      const mode = strip ? ["-fstrip", "-dead_strip", "-headerpad", "100"] : ["-headerpad", "1000"];
      return [program, "build-exe", "-target", target.zig, "-fno-compiler-rt", "-fno-ubsan-rt", "-O", "ReleaseFast", "-lc", ...mode, "--cache-dir", cache, "--global-cache-dir", cache, `-femit-bin=${output}`, ...inputs];
    }
  }
}

/** Before an object is linked: hides from the linker what it would spoil. Answers with the object as it was, when it was changed. */
export function prepareObject({ format }: Target, profile: Profile, path: string): Buffer | undefined {
  if (format !== "macho" || profile !== "debug") {
    return undefined;
  }
  const object = readFileSync(path);
  writeFileSync(path, hideDebugInfo(object));
  return object;
}

/** What the linkers leave to us, for that format: macOS's signature (`identifier` is the name in it), `try` for WebAssembly. */
export function finishProgram(format: ObjectFormat, program: Buffer, identifier: string): Uint8Array {
  switch (format) {
    case "macho":
      return signAdHoc(program, identifier);
    case "wasm":
      return addUnwinding(program);
    case "elf":
    case "coff":
      return program;
  }
}

/** Whether `finishProgram` has something to do to such a program. */
export function isUnfinished(format: ObjectFormat, features: readonly string[]): boolean {
  return format === "macho" || (format === "wasm" && features.includes("try"));
}

/** Completes what we have linked; `object` is what `prepareObject` gave. */
export function finishLinked({ format }: Target, path: string, identifier: string, object?: Buffer): void {
  const linked = readFileSync(path);
  const finished = finishProgram(format, object === undefined ? linked : addDebugInfo(linked, object), identifier);
  if (finished !== linked) {
    writeFileSync(path, finished);
  }
}
