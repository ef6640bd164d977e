// The same bytes from everywhere, for every target whose kit is in dist/kits: as it is here, against another
// folder, home, user, year, locale, number of processes, place of zig and place of Mochi, all at once. MOCHI_TEST_REPRODUCIBLE=1
// also clones the sources elsewhere, builds Mochi and all kits there, by that user in that year, compares what a release would carry of both, and
// builds with them.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { exitStatus } from "../../cli/driver/execute.ts";
import { readMachO, readSections, readSymbols } from "../../cli/targets/macho-file.ts";
import { hostTarget, targetOf, TRIPLES, type TripleName } from "../../cli/targets/triple.ts";
import { ownHost } from "../../release/hosts.ts";
import type { PayloadFile } from "../../release/payload.ts";
import { shareFiles } from "../../release/share-files.ts";
import { targetCompiler, zigFolder } from "../harness/target-program.ts";

const WHOLE = process.env["MOCHI_TEST_REPRODUCIBLE"] === "1";
const ROOT = resolve(".");
const YEARS_AHEAD = 20 * 365 * 86_400;

const SOURCES: Readonly<Record<string, string>> = {
  "program.mochi": `import "./lib/numbers" as numbers

type Shape = Circle(r: float) | Square(side: float)
var total = 0
fun area(shape: Shape): float {
  return match shape { Circle(r) => 3.0 * r * r  Square(side) => side * side }
}
fun add(xs: list<int>): int {
  for x in xs { total = total + x }
  return total
}
type Row { name: string }
for row in load "rows.csv" as Row { print(row.name) }
print("hello", numbers.half(84), area(Circle(2.0)), add([1, 2, 3]), json({a: 1}))
try { print(1 / (total - 6)) } catch e { print(e.message) }
`,
  "lib/numbers/half.mochi": "package numbers\n\nexport fun half(n: int): int { return n / 2 }\n",
};

const built = TRIPLES.filter((name) => typeof targetCompiler(name) !== "string");

/** Who builds, where and when. */
interface Side {
  /** What `mochi` is called with: perhaps as somebody else, on another day. */
  readonly through: readonly string[];
  /** A checkout's folder. */
  readonly checkout: string;
  readonly home: string;
  readonly folder: string;
  readonly zig: string;
  readonly jobs: string;
  readonly environment: Readonly<Record<string, string>>;
}

function run(side: Side, command: readonly string[], folder: string): void {
  const [program = "", ...args] = [...side.through, ...command];
  const environment = { PATH: process.env["PATH"], HOME: side.home, MOCHI_OFFLINE: "1", NO_COLOR: "1", MOCHI_MSVC_SYSROOT: process.env["MOCHI_MSVC_SYSROOT"], ...side.environment };
  const end = spawnSync(program, args, { cwd: folder, encoding: "utf8", env: environment, maxBuffer: 1 << 26 });
  assert.equal(exitStatus(end.status, end.signal), 0, `${command.join(" ")}: ${end.stderr}`);
}

function build(side: Side, options: readonly string[]): Buffer {
  run({ ...side, environment: { ...side.environment, MOCHI_ZIG: side.zig } }, [join(side.checkout, "dist", "mochi"), "build", ...options, "-j", side.jobs, "--force", "-o", "out", "program.mochi"], side.folder);
  return readFileSync(join(side.folder, "out"));
}

/** How to be another user, as far as this machine allows: our files are his, too. */
function anotherUser(): readonly string[] {
  const command = ["unshare", "--user", "--map-user=4321", "--map-group=4321"];
  const isAllowed = spawnSync(command[0] ?? "", [...command.slice(1), "true"]).status === 0;
  if (!isAllowed) {
    console.log("reproducible: no user namespaces here: both sides are the same user");
  }
  return isAllowed ? command : [];
}

/** How to be on another day, as far as this machine allows. */
function anotherDay(folder: string): readonly string[] {
  const program = join(folder, "other-day");
  const source = join("tests", "harness", "other-day.c");
  const isBuilt = process.platform === "linux" && spawnSync(process.env["CC"] ?? "cc", ["-O1", "-std=gnu11", "-Wall", "-Wextra", "-Werror", source, "-o", program]).status === 0;
  const command = [program, String(YEARS_AHEAD)];
  const year = isBuilt ? spawnSync(program, [...command.slice(1), process.execPath, "-p", "new Date().getFullYear()"], { encoding: "utf8" }).stdout.trim() : "";
  if (Number(year) < new Date().getFullYear() + 19) {
    console.log("reproducible: nothing may change the date for a process here: both sides build today");
    return [];
  }
  return command;
}

/** The parts of dist that cross builds need. */
function copyDist(to: string): void {
  const dist = join(ROOT, "dist");
  const left = new Set(["obj", "tests", "release", "lib", "third-party"]);
  cpSync(dist, join(to, "dist"), { recursive: true, filter: (path) => !left.has(relative(dist, path)) });
}

/** What git knows, as it is in the work tree. */
function copySources(to: string): void {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { encoding: "utf8" }).split("\0");
  for (const file of files.filter((path) => existsSync(path) && path !== "")) {
    cpSync(file, join(to, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(to, "node_modules"));
}

/** What a release for this machine carries out of a checkout's dist, kits only of what is tested here. */
function carriedFiles({ checkout }: Side): readonly PayloadFile[] {
  const dist = join(checkout, "dist");
  const host = ownHost();
  assert.ok(host !== undefined);
  const isTested = ({ path }: PayloadFile): boolean => !path.startsWith("kits/") || built.some((name) => path.startsWith(`kits/${name}/`));
  return shareFiles(dist, host, host.triple, { folder: join(dist, "script") }).files.filter(isTested);
}

describe("reproducible", { concurrency: 1 }, () => {
  const root = mkdtempSync(join(tmpdir(), "mochi-same-"));
  const here: Side = { through: [], checkout: ROOT, home: join(root, "home"), folder: join(root, "here"), zig: zigFolder() ?? "", jobs: "1", environment: { TZ: "UTC", USER: "one" } };
  const elsewhere: Side = {
    through: [...anotherUser(), ...anotherDay(root)],
    checkout: join(root, "another", "clone-of-it"),
    home: join(root, "somebody", "else"),
    folder: join(root, "a", "folder that is", "deeper"),
    zig: join(root, "zig-by-another-name"),
    jobs: "2",
    environment: { TZ: "Asia/Tokyo", LC_ALL: "C", USER: "two", SOURCE_DATE_EPOCH: "1000000000" },
  };

  before(() => {
    for (const side of [here, elsewhere]) {
      mkdirSync(side.home, { recursive: true, mode: 0o700 });
      for (const [path, text] of Object.entries(SOURCES)) {
        mkdirSync(dirname(join(side.folder, path)), { recursive: true });
        writeFileSync(join(side.folder, path), text);
      }
    }
    if (built.length > 0) {
      symlinkSync(here.zig, elsewhere.zig);
      mkdirSync(elsewhere.checkout, { recursive: true });
      (WHOLE ? copySources : copyDist)(elsewhere.checkout);
    }
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  test("another clone of Mochi carries the same libraries, kits and script mode", { timeout: 3_600_000 }, () => {
    if (!WHOLE) {
      console.log("reproducible: what a release carries is built anew and compared with MOCHI_TEST_REPRODUCIBLE=1");
      return;
    }
    const environment = { ...elsewhere.environment, MOCHI_ZIG: elsewhere.zig, MOCHI_SOURCES: join(process.env["HOME"] ?? "", ".mochi", "sources") };
    run({ ...elsewhere, environment }, [process.execPath, "build.mjs"], elsewhere.checkout);
    run({ ...elsewhere, environment }, [process.execPath, "build.mjs", "archives", ...built], elsewhere.checkout);
    const [ours = [], theirs = []] = [here, elsewhere].map(carriedFiles);
    assert.deepEqual(theirs.map(({ path }) => path), ours.map(({ path }) => path));
    const differing = ours.filter(({ contents }, index) => !Buffer.from(contents).equals(theirs[index]?.contents ?? Buffer.alloc(0)));
    assert.deepEqual(differing.map(({ path }) => path), []);
  });

  for (const name of built) {
    for (const profile of ["--release", "--debug"]) {
      test(`${name} ${profile}: the same bytes, and nothing of the machine that made them`, () => {
        const options = [profile, `--target=${name}`];
        const ours = build(here, options);
        const theirs = build(elsewhere, [...options, "--reproducible"]);
        assert.ok(ours.equals(theirs), "the bytes differ");
        assert.ok(ours.includes("mochi program"), "the mark that lets a later build overwrite it is there");
        assert.ok(ours.includes("program.mochi"), "it names its source");
        for (const text of [basename(root), ROOT, here.zig, `${homedir()}/`, `${tmpdir()}/`]) {
          assert.ok(!ours.includes(text), `«${text}» is in it`);
        }
      });
    }
  }

  const host = hostTarget()?.name;
  if (host !== undefined && built.includes(host)) {
    test("--reproducible alone builds for this machine, as --target does", () => {
      assert.ok(build(here, ["--reproducible"]).equals(build(elsewhere, [`--target=${host}`])));
    });
  }

  for (const name of built.filter((one) => targetOf(one).format === "macho")) {
    test(`${name} --debug: debuggers find lines and functions in the executable itself`, () => {
      showDebugInfo(name, build(here, ["--debug", `--target=${name}`]), here.folder);
    });
  }
});

/** The program's own functions stand in its DWARF with the addresses that they were linked to; lldb, where it is, agrees. */
function showDebugInfo(name: TripleName, program: Buffer, folder: string): void {
  const macho = readMachO(program);
  assert.ok(macho !== undefined);
  const info = readSections(program, macho).find((section) => section.name === "__debug_info");
  assert.ok(info !== undefined);
  const contents = program.subarray(info.offset, info.offset + info.size);
  const functions = readSymbols(program, macho).filter((symbol) => /^_program__main__\w+$/.test(symbol.name));
  assert.ok(functions.length >= 3, functions.map((symbol) => symbol.name).join(" "));
  for (const symbol of functions) {
    const address = Buffer.alloc(8);
    address.writeBigUInt64LE(BigInt(symbol.address));
    assert.ok(contents.includes(address), symbol.name);
  }
  const lldb = findExecutable("lldb");
  if (lldb === undefined) {
    console.log(`reproducible: no lldb here: the lines of ${name} are not asked for`);
    return;
  }
  const { stdout } = spawnSync(lldb, ["--no-lldbinit", "--batch", "-o", "target create out", "-o", "breakpoint set -f program.mochi -l 9", "-o", "image lookup -v -n program__main__add"], { cwd: folder, encoding: "utf8" });
  assert.match(stdout, /Breakpoint 1: (where = out`program__main__add|\d+ locations)/);
  assert.match(stdout, /LineEntry: .*: program\.mochi:9$/m);
  assert.match(stdout, /Variable: id = \{\w+\}, name = "xs"/);
}
