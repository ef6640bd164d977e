// Microsoft's libraries, which x86_64-windows-msvc links and nobody may pass on: where the user has them.
// Enters: the environment, and on Windows what vswhere and the registry say. Leaves: the four libraries
// that a static C program is linked with and the folders for what those name, or what is missing.
//
// MOCHI_MSVC_SYSROOT is the root of a copy: as xwin lays it out (crt/lib/x86_64, sdk/lib/um/x86_64), or as
// Visual Studio does (VC/Tools/MSVC/<version>/lib/x64, Windows Kits/10/Lib/<version>/um/x64). On Windows
// the developer prompt's variables come next, then the newest Visual Studio and the Windows SDK. Of several versions
// the highest is taken. Names are compared without case: the SDK itself writes `kernel32.Lib`.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export interface MsvcSdk {
  readonly kind: "sdk";
  /** Absolute paths. */
  readonly libraries: readonly string[];
  readonly folders: readonly string[];
  /** Changes when one of the libraries does. */
  readonly stamp: string;
}

export interface MissingSdk {
  readonly kind: "missing";
  readonly message: string;
  readonly remedy: string;
}

/** What the search asks of the machine. */
export interface SdkWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isWindows: boolean;
  /** What a program writes; undefined when there is no such program, or it fails. */
  readonly ask: (program: string, args: readonly string[]) => string | undefined;
}

/** The C library's start-up, its runtime of the language, the rest of it, the system's interface. */
export const SDK_LIBRARIES = ["libcmt.lib", "libvcruntime.lib", "libucrt.lib", "kernel32.lib"] as const;

const REMEDY =
  "build for x86_64-windows-gnu, which needs no SDK and runs on the same machines; or install Visual Studio's C++ tools; or name a copy of their libraries in MOCHI_MSVC_SYSROOT (docs/targets.md)";

/** Folders of libraries below a root: `*` is a version, `ARCH` a name of the processor. */
const TOOLS = ["VC/Tools/MSVC/*/lib/ARCH", "crt/lib/ARCH"];
const KIT = ["Lib/*/um/ARCH", "Lib/*/ucrt/ARCH"];
const SYSROOT = [...TOOLS, ...["Windows Kits/10", "kits/10"].flatMap((root) => KIT.map((path) => `${root}/${path}`)), "sdk/lib/um/ARCH", "sdk/lib/ucrt/ARCH"];
const PROCESSOR = /^(x64|x86_64)$/i;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function byVersion(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => text.split(".").map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== b?.[index]);
  return at < 0 ? 0 : (b?.[at] ?? 0) - (a?.[at] ?? 0);
}

/** The folders that fit a pattern, the highest version first. */
function matching(root: string, pattern: string): readonly string[] {
  return pattern.split("/").reduce<readonly string[]>(
    (folders, part) =>
      folders.flatMap((folder) => {
        const names = namesIn(folder);
        const fitting =
          part === "*" ? names.filter((name) => /^\d+(\.\d+)+$/.test(name)).sort(byVersion) : names.filter((name) => (part === "ARCH" ? PROCESSOR.test(name) : name.toLowerCase() === part.toLowerCase()));
        return fitting.map((name) => join(folder, name));
      }),
    [root],
  );
}

function below(root: string | undefined, patterns: readonly string[]): readonly string[] {
  return root === undefined || root === "" ? [] : patterns.flatMap((pattern) => matching(root, pattern));
}

/** Where Windows has them: the developer prompt's, then what is installed. */
function installedFolders({ environment, ask }: SdkWorld): readonly string[] {
  const named = (environment["LIB"] ?? "").split(";").filter((folder) => PROCESSOR.test(folder.split(/[\\/]/).filter((part) => part !== "").pop() ?? ""));
  const programs = environment["ProgramFiles(x86)"] ?? "C:\\Program Files (x86)";
  const query = ["-latest", "-products", "*", "-requires", "Microsoft.VisualStudio.Component.VC.Tools.x86.x64", "-property", "installationPath"];
  const studio = ask(join(programs, "Microsoft Visual Studio", "Installer", "vswhere.exe"), query);
  const kits = /REG_SZ\s+(.*\S)/.exec(ask("reg", ["query", "HKLM\\SOFTWARE\\Microsoft\\Windows Kits\\Installed Roots", "/v", "KitsRoot10", "/reg:32"]) ?? "")?.[1];
  return [
    ...below(environment["VCToolsInstallDir"], ["lib/ARCH"]),
    ...below(environment["WindowsSdkDir"], KIT),
    ...below(environment["UniversalCRTSdkDir"], KIT),
    ...named,
    ...below(studio, TOOLS),
    ...below(kits ?? join(programs, "Windows Kits", "10"), KIT),
  ];
}

/** The first file of that name, in whatever case, in the folders. */
function fileIn(folders: readonly string[], name: string): string | undefined {
  return folders.flatMap((folder) => namesIn(folder).filter((one) => one.toLowerCase() === name).map((one) => join(folder, one)))[0];
}

export function findMsvcSdk(world: SdkWorld): MsvcSdk | MissingSdk {
  const root = world.environment["MOCHI_MSVC_SYSROOT"] ?? "";
  if (root === "" && !world.isWindows) {
    return { kind: "missing", message: "x86_64-windows-msvc needs the libraries of Microsoft's SDK, which can't come with Mochi, and MOCHI_MSVC_SYSROOT names none", remedy: REMEDY };
  }
  const folders = root !== "" ? below(root, SYSROOT) : installedFolders(world);
  const found = SDK_LIBRARIES.map((name) => fileIn(folders, name));
  const lacking = SDK_LIBRARIES.filter((_, index) => found[index] === undefined);
  if (lacking.length > 0) {
    const where = root !== "" ? `MOCHI_MSVC_SYSROOT (${root})` : "what is installed here";
    return { kind: "missing", message: `x86_64-windows-msvc needs the libraries of Microsoft's SDK for x64, and ${where} has no ${lacking.join(", ")}`, remedy: REMEDY };
  }
  const libraries = found.filter((path) => path !== undefined);
  const stamp = libraries.map((path) => [path, statSync(path).size, statSync(path).mtimeMs].join("\0")).join("\0");
  return { kind: "sdk", libraries, folders, stamp };
}
