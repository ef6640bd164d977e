// A Windows release, started under wine on Linux. Enters: what starts Windows programs here, the executable, an empty home.
// Leaves nothing; says what ran, throws when something doesn't.
//
// Wine 8 calls itself Windows 7, which node refuses unless it is told not to look. And its VirtualAlloc2 can't make placeholders,
// which V8 asks for and, where there is no such function, does without: so in the unpacked core that name is made one that
// nobody has. The launcher is as it is. With MOCHI_WINDOWS_ZIG, a folder with zig for Windows, programs are compiled and run, too.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BuildFailure } from "./build-failure.ts";
import { coreName } from "./launcher-sources.ts";

interface Answer {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

const WORDS = ["two words", 'ö"quoted', "", "slash\\"];
const PRINTED = 'args ["two words", "ö\\"quoted", "", "slash\\\\"]\n';

function withoutPlaceholders(core: string): void {
  const program = readFileSync(core);
  const at = program.indexOf("VirtualAlloc2\0");
  if (at < 0) {
    throw new BuildFailure(`${core} doesn't ask for VirtualAlloc2: it needs nothing to start under wine`);
  }
  program.write("_", at + "VirtualAlloc".length);
  writeFileSync(core, program);
}

export function bootUnderWine(wine: readonly string[], executable: string, home: string): void {
  const zig = process.env["MOCHI_WINDOWS_ZIG"];
  const environment = { ...process.env, WINEDEBUG: "-all", WINEPREFIX: join(home, "wine"), MOCHI_HOME: `Z:${home}/.mochi`, NODE_SKIP_PLATFORM_CHECK: "1", ...(zig === undefined ? {} : { MOCHI_ZIG: `Z:${zig}` }) };
  const mochi = (...args: readonly string[]): Answer => {
    const [program = "", ...words] = [...wine, executable, ...args];
    // Files: node under wine can't write to the sockets that would be its pipes.
    const [out = "", err = ""] = ["out", "err"].map((name) => join(home, name));
    const files = [openSync(out, "w"), openSync(err, "w")];
    const { status } = spawnSync(program, words, { cwd: home, stdio: ["ignore", ...files], env: environment, timeout: 300_000 });
    files.forEach((file) => closeSync(file));
    return { status, out: readFileSync(out, "utf8"), err: readFileSync(err, "utf8") };
  };
  const expect = (what: string, { status, out, err }: Answer, wanted: { readonly status: number; readonly out: string }): void => {
    if (status !== wanted.status || !out.startsWith(wanted.out)) {
      throw new BuildFailure(`${executable} under wine: ${what} ends with status ${status}: ${out}${err}`);
    }
  };
  const version = { status: 0, out: "mochi " };
  const cores = join(home, ".mochi", "core");
  let first = mochi("version");
  const unpacked = existsSync(cores) ? readdirSync(cores).find((id) => existsSync(join(cores, id, ".ok"))) : undefined;
  if (first.status !== 0 && unpacked !== undefined) {
    withoutPlaceholders(join(cores, unpacked, coreName("win32")));
    first = mochi("version");
  }
  expect("`version`", first, version);
  writeFileSync(join(home, "a program.mochi"), 'print("args", args())\nexit(7)\n');
  expect("`check`", mochi("check", "a program.mochi"), { status: 0, out: "" });
  console.log(`  started under wine: ${first.out.trim()}; a program was checked`);
  if (zig !== undefined) {
    const wanted = { status: 7, out: PRINTED };
    expect("`run`", mochi("run", "a program.mochi", ...WORDS), wanted);
    renameSync(cores, `${cores}-away`);
    expect("`run` from the cache", mochi("run", "a program.mochi", ...WORDS), wanted);
    console.log("  a program was compiled by zig and run, and once more by the launcher alone");
  }
}
