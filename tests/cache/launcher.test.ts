// The launcher alone. A copy of it stands beside a core that only says how it was called: what such a
// launcher prints shows whether it ran the cached program or handed over, and with which arguments.
// The real core fills the cache. Launchers built here run under AddressSanitizer and UBSan.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { exitStatus } from "../../cli/driver/execute.ts";
import { COMMAND_NAMES, scriptCall } from "../../cli/script-call.ts";
import { launcherDefinitions, launcherSources } from "../../release/launcher-sources.ts";
import { type CommandEnd, type Playground, withPlayground } from "../harness/mochi-command.ts";

const DIST = resolve("dist");
const LAUNCHER = resolve("cli", "launcher");
const COMPILER = process.env["CC"] ?? "cc";
const SANITIZE = ["-std=c11", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", `-I${LAUNCHER}`];

const ECHO = 'print("hit")\n';
const HANDED_OVER = "core";

/** Whatever the tests themselves are run with. */
const PLAIN = { MOCHI_CACHE_DIR: undefined, CC: undefined, MOCHI_CC: undefined, MOCHI_TEST_SANITIZE: undefined } as const;

/** How one call of the launcher ended. */
interface Answer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

type Ask = (args: readonly string[], options?: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string | undefined>>; readonly launcher?: string }) => Answer;

function environmentOf(play: Playground, changes: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...PLAIN, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), ...changes };
}

/** Runs the built command, with the same environment. */
function core(play: Playground, args: readonly string[], input = ""): CommandEnd {
  return play.mochi(args, { input, environment: PLAIN });
}

/** A folder with the launcher and a core that prints `core` and its arguments, one a line. */
function lonelyLauncher(play: Playground): string {
  const folder = join(play.home, "lonely");
  mkdirSync(folder);
  copyFileSync(join(DIST, "mochi"), join(folder, "mochi"));
  writeFileSync(join(folder, "mochi-core"), `#!/bin/sh\nprintf '%s\\n' ${HANDED_OVER} "$@"\n`, { mode: 0o755 });
  return join(folder, "mochi");
}

/** `fill` compiles with the real core; `ask` calls the launcher with the talking core. */
function withLauncher(use: (play: Playground, ask: Ask, fill: (...args: readonly string[]) => void) => void | Promise<void>): Promise<void> {
  return withPlayground((play) => {
    const lonely = lonelyLauncher(play);
    const ask: Ask = (args, { cwd = play.folder, environment = {}, launcher = lonely } = {}) => {
      const { status, signal, stdout, stderr } = spawnSync(launcher, args, { cwd, env: environmentOf(play, environment), encoding: "utf8", input: "" });
      return { status: exitStatus(status, signal), out: stdout, err: stderr };
    };
    return use(play, ask, (...args) => {
      const end = core(play, args);
      assert.equal(end.status, 0, end.err);
    });
  });
}

function cacheOf({ home }: Playground): string {
  return join(home, ".mochi", "cache");
}

function onlyChild(folder: string): string {
  const names = readdirSync(folder);
  assert.equal(names.length, 1, `${folder}: ${names.join(" ")}`);
  return join(folder, names[0] ?? "");
}

const onlyIndex = (play: Playground): string => onlyChild(join(cacheOf(play), "index"));
const onlyProgram = (play: Playground): string => join(onlyChild(join(cacheOf(play), "objects")), "program");

function assertHit({ status, out }: Answer, what: string): void {
  assert.deepEqual({ status, out }, { status: 0, out: "hit\n" }, what);
}

function assertHandedOver({ status, out }: Answer, what: string): void {
  assert.deepEqual({ status, core: out.split("\n")[0] }, { status: 0, core: HANDED_OVER }, what);
}

describe("launcher", { concurrency: 2 }, () => {
  test("launcher: it is a native program, small and complete", () => {
    const bytes = readFileSync(join(DIST, "mochi"));
    assert.equal(bytes.subarray(1, 4).toString("latin1"), "ELF");
    assert.ok(bytes.length <= 100_000, `${bytes.length} bytes`);
  });

  test("launcher: its BLAKE3 is BLAKE3", () =>
    withPlayground((play) => {
      const program = play.path("blake3");
      execFileSync(COMPILER, [...SANITIZE, resolve("tests", "cache", "blake3.c"), join(LAUNCHER, "blake3.c"), "-o", program]);
      const hashed = (input: Uint8Array, step: number): string => execFileSync(program, [String(step)], { input, encoding: "utf8" });
      // The specification's own answer for the empty input, then another implementation's for its test pattern.
      assert.equal(hashed(new Uint8Array(), 1), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
      for (const size of [1, 2, 63, 64, 65, 127, 128, 1023, 1024, 1025, 2048, 2049, 3072, 3073, 4096, 5120, 7168, 8193, 16_384, 31_744, 102_400]) {
        const input = Uint8Array.from({ length: size }, (_, index) => index % 251);
        for (const step of [1_000_000, 64, 1000]) {
          assert.equal(hashed(input, step), bytesToHex(blake3(input)), `${size} bytes by ${step}`);
        }
      }
    }));

  test("launcher: it reads the command line as the core does", () =>
    withLauncher((play, ask, fill) => {
      play.write("a.mochi", ECHO);
      play.write("build", ECHO);
      play.write("two words", ECHO);
      fill("a.mochi");
      fill("run", "build");
      fill("two words");
      fill("run", "--release", "a.mochi");
      fill("--debug", "--gc=arena", "a.mochi");
      const calls: readonly (readonly string[])[] = [
        [], ["run"], ["a.mochi"], ["run", "a.mochi"], ["run", "run", "a.mochi"], ["run", "build"], ["build"], ["build", "a.mochi"], ["two words"], ["run build"],
        ["a.mochi", "--"], ["a.mochi", "--", "x"], ["a.mochi", "--", "--"], ["run", "a.mochi", "x", "--", "y"], ["a.mochi", "--release"], ["a.mochi", "-"], ["a.mochi", ""],
        ["--", "a.mochi"], ["run", "--", "a.mochi"], ["-", "a.mochi"], ["run", "-"], ["-e", "1"], ["run", "--release", "a.mochi"], ["--release", "a.mochi", "--", "x"], ["--debug", "--gc=arena", "a.mochi"], ["run", "--debug", "--gc=arena", "a.mochi", "--debug"], ["--gc=arena", "--debug", "a.mochi"], ["--debug", "a.mochi"],
        ["--release", "--time", "a.mochi"], ["--release --debug", "a.mochi"], ["--release", "run", "a.mochi"], ["--release", "build"], ["--gc", "arena", "a.mochi"], ["--release=true", "a.mochi"], ["--release"], ["run", "--release"], ["--release", ""], ["--time", "a.mochi"],
        [""], ["run", ""], ["ru"], ["run "], [" "], ["a.moch"], ["./a.mochi"], ["help"], ["version"], ["--help"], ["a.mochi", "help"], ...[...COMMAND_NAMES].map((name) => [name, "a.mochi", "x"]),
      ];
      const cached = new Set(["a.mochi", "build", "two words", "--release a.mochi", "--debug --gc=arena a.mochi"]);
      for (const args of calls) {
        const call = scriptCall(args);
        const expected = call !== undefined && cached.has([...call.flags, call.script].join(" ")) ? "hit\n" : [HANDED_OVER, ...args, ""].join("\n");
        assert.deepEqual(ask(args), { status: 0, out: expected, err: "" }, JSON.stringify(args));
      }
    }));

  test("launcher: arguments, input, exit status and signals are the program's own", () =>
    withLauncher(async (play) => {
      play.write("a.mochi", 'print(input())\nprint(input())\n');
      core(play, ["a.mochi"], "1\n2\n");
      const end = spawnSync(join(play.home, "lonely", "mochi"), ["a.mochi"], { cwd: play.folder, env: environmentOf(play), input: "x\ny\n", encoding: "utf8" });
      assert.deepEqual([end.status, end.stdout], [0, "x\ny\n"]);
      play.write("b.mochi", 'let xs = [1]\nprint(xs[len(xs) + 4])\n');
      assert.equal(core(play, ["b.mochi"]).status, 1);
      assert.equal(spawnSync(join(play.home, "lonely", "mochi"), ["b.mochi"], { cwd: play.folder, env: environmentOf(play) }).status, 1);
      play.write("c.mochi", 'print(input())\n');
      core(play, ["c.mochi"], "x\n");
      // The program is the process that was started: whatever happens to it is seen by the caller.
      const child = spawn(join(play.home, "lonely", "mochi"), ["run", "c.mochi", "--", "x", "--", "", "run"], { cwd: play.folder, env: environmentOf(play), stdio: ["pipe", "ignore", "ignore"] });
      const wordsOf = (): readonly string[] => readFileSync(`/proc/${child.pid}/cmdline`, "utf8").split("\0").slice(0, -1);
      while (wordsOf()[0]?.includes("objects") !== true) {
        await sleep(5);
      }
      assert.deepEqual(wordsOf().slice(1), ["x", "--", "", "run"]);
      const ended = new Promise((done) => child.on("exit", (status, signal) => done([status, signal])));
      child.kill("SIGKILL");
      assert.deepEqual(await ended, [null, "SIGKILL"]);
    }));

  test("launcher: warnings are said again", () =>
    withLauncher((play, ask) => {
      play.write("a.mochi", `fun f(): int {\n  return 1\n  print("never")\n}\n${ECHO}`);
      const first = core(play, ["a.mochi"]);
      assert.match(first.err, /^warning\[W\d+\]/);
      assert.deepEqual(ask(["a.mochi"]), { status: 0, out: "hit\n", err: first.err });
    }));

  test("launcher: any edit hands over, also with the same size and time", () =>
    withLauncher((play, ask, fill) => {
      const path = play.write("a.mochi", ECHO);
      fill("a.mochi");
      assertHit(ask(["a.mochi"]), "unchanged");
      const { atime, mtime } = statSync(path);
      writeFileSync(path, 'print("hat")\n');
      utimesSync(path, atime, mtime);
      assertHandedOver(ask(["a.mochi"]), "same size and time");
      writeFileSync(path, `${ECHO}\n`);
      assertHandedOver(ask(["a.mochi"]), "longer");
      writeFileSync(path, ECHO.slice(0, -1));
      assertHandedOver(ask(["a.mochi"]), "shorter");
      rmSync(path);
      assertHandedOver(ask(["a.mochi"]), "removed");
      mkdirSync(path);
      assertHandedOver(ask(["a.mochi"]), "a folder");
      rmSync(path, { recursive: true });
      execFileSync("mkfifo", [path]);
      assertHandedOver(ask(["a.mochi"]), "a pipe");
      rmSync(path);
      writeFileSync(path, ECHO);
      assertHit(ask(["a.mochi"]), "as it was, a new file");
    }));

  test("launcher: imports that are swapped, shadowed, added or removed hand over", () =>
    withLauncher((play, ask, fill) => {
      play.write("left.mochi", 'export fun word(): string { return "hi" }\n');
      play.write("right.mochi", 'export fun word(): string { return "t" }\n');
      play.write("lib/one.mochi", 'export fun nothing(): string { return "" }\n');
      play.write("a.mochi", 'import "./left" as left\nimport "./right" as right\nimport "./lib" as lib\nprint(left.word() + right.word() + lib.nothing())\n');
      fill("a.mochi");
      assertHit(ask(["a.mochi"]), "unchanged");
      const swap = (): void => {
        renameSync(play.path("left.mochi"), play.path("middle"));
        renameSync(play.path("right.mochi"), play.path("left.mochi"));
        renameSync(play.path("middle"), play.path("right.mochi"));
      };
      swap();
      assertHandedOver(ask(["a.mochi"]), "swapped");
      swap();
      assertHit(ask(["a.mochi"]), "swapped back");
      play.write("lib.mochi", 'export fun nothing(): string { return "!" }\n');
      assertHandedOver(ask(["a.mochi"]), "lib.mochi shadows the folder lib");
      rmSync(play.path("lib.mochi"));
      play.write("lib/two.mochi", "\n");
      assertHandedOver(ask(["a.mochi"]), "a file more in the folder");
      rmSync(play.path("lib/two.mochi"));
      play.write("lib/two.text", "\n");
      assertHit(ask(["a.mochi"]), "what is no source doesn't matter");
      rmSync(play.path("lib/one.mochi"));
      assertHandedOver(ask(["a.mochi"]), "a file less");
    }));

  test("launcher: a symbolic link stands for the script that it leads to, and one that leads elsewhere hands over", () =>
    withLauncher((play, ask, fill) => {
      for (const [folder, says] of [["one", "hit"], ["two", "other"]] as const) {
        play.write(`${folder}/say.mochi`, `export fun say(): string { return "${says}" }\n`);
        play.write(`${folder}/main.mochi`, 'import "./say" as s\nprint(s.say())\nfor r in load "data.csv" as map<string, int> { print(r) }\n');
        play.write(`${folder}/data.csv`, "n\n");
      }
      mkdirSync(play.path("bin"));
      symlinkSync("../one/main.mochi", play.path("bin/tool"));
      symlinkSync("tool", play.path("bin/again"));
      fill("bin/tool");
      for (const path of ["bin/tool", "bin/again", play.path("bin/again"), play.path("one/main.mochi")]) {
        assertHit(ask([path]), path);
      }
      assertHandedOver(ask(["one/main.mochi"]), "its messages show another path");
      rmSync(play.path("bin/tool"));
      symlinkSync("../two/main.mochi", play.path("bin/tool"));
      assertHandedOver(ask(["bin/again"]), "another target with the same bytes");
      assert.equal(core(play, ["bin/again"]).out, "other\n");
      assert.deepEqual(ask(["bin/again"]), { status: 0, out: "other\n", err: "" });
      // The command that stands for the launcher where there is no C compiler goes by the same rules.
      assert.deepEqual(spawnSync(process.execPath, [join(DIST, "mochi.cjs"), "bin/again"], { cwd: play.folder, encoding: "utf8", env: environmentOf(play, { PATH: "" }) }).stdout, "other\n");
    }));

  test("launcher: without HOME, the home that the system knows; with too little of anything, a message", () =>
    withLauncher((play, _ask, fill) => {
      play.write("a.mochi", ECHO);
      fill("a.mochi");
      const limited = (limit: string, script: string): Answer => {
        const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", `ulimit ${limit} && exec "$0" ${script}`, join(DIST, "mochi")], { cwd: play.folder, encoding: "utf8", env: environmentOf(play) });
        return { status: status ?? -1, out: stdout, err: stderr };
      };
      for (const [limit, why] of [["-n 8", "too few files may be open at a time\nhelp: .*ulimit -n"], ["-v 300000", "too little memory may be reserved\nhelp: .*ulimit -v"], ["-d 20000", "too little memory may be used\nhelp: .*ulimit -d"]] as const) {
        assertHit(limited(limit, "a.mochi"), limit);
        const end = limited(limit, "new.mochi");
        assert.equal(end.status, 1);
        assert.match(end.err, new RegExp(`^mochi: the compiler can't be started: ${why}.*\n$`), limit);
      }
      const known = userInfo().homedir;
      for (const environment of [{ HOME: undefined }, { HOME: "" }]) {
        const { stdout } = spawnSync(join(DIST, "mochi"), ["env", "--json"], { encoding: "utf8", env: environmentOf(play, { ...environment, MOCHI_HOME: undefined }) });
        assert.equal((JSON.parse(stdout) as { readonly home: string }).home, join(known, ".mochi"));
      }
      // The launcher alone, since it would write there: it only says.
      const source = play.write("home.c", '#include "platform/platform.h"\n#include <stdio.h>\nint main(void) {\n  puts(mochi_platform_home());\n}\n');
      const sources = ["posix.c", process.platform === "darwin" ? "darwin.c" : "linux.c"].map((file) => join(LAUNCHER, "platform", file));
      execFileSync(COMPILER, [...SANITIZE, source, ...sources, "-o", play.path("home")]);
      assert.equal(execFileSync(play.path("home"), { encoding: "utf8", env: {} }), `${known}\n`);
      assert.equal(execFileSync(play.path("home"), { encoding: "utf8", env: { HOME: "/x" } }), "/x\n");
    }));

  test("launcher: build id, compiler, cache and working folder are part of the question", () =>
    withLauncher((play, ask, fill) => {
      const path = play.write("a.mochi", ECHO);
      fill("a.mochi");
      assertHit(ask(["a.mochi"]), "the same");
      assertHit(ask(["a.mochi"], { environment: { CC: "" } }), "an empty CC is none");
      for (const environment of [{ CC: "gcc" }, { MOCHI_CC: "gcc" }, { MOCHI_TEST_SANITIZE: "1" }, { MOCHI_HOME: play.home }, { MOCHI_CACHE_DIR: play.folder }, { MOCHI_HOME: undefined, HOME: undefined }]) {
        assertHandedOver(ask(["a.mochi"], { environment }), JSON.stringify(environment));
      }
      assertHit(ask(["a.mochi"], { environment: { MOCHI_HOME: undefined } }), "HOME/.mochi is the default");
      assertHit(ask(["a.mochi"], { environment: { MOCHI_CACHE_DIR: cacheOf(play), MOCHI_HOME: undefined, HOME: undefined } }), "MOCHI_CACHE_DIR alone");
      assertHandedOver(ask([path]), "another path, other messages");
      assertHandedOver(ask(["../work/a.mochi"], { cwd: play.home }), "another folder");
      fill(path);
      assertHit(ask([path], { cwd: play.home }), "an absolute path is the same from everywhere");
      const id = readFileSync(join(DIST, "build-id"), "latin1");
      const older = join(play.home, "lonely", "older");
      const bytes = readFileSync(join(DIST, "mochi"));
      bytes.write("0".repeat(id.length), bytes.indexOf(id), "latin1");
      writeFileSync(older, bytes, { mode: 0o755 });
      assertHandedOver(ask(["a.mochi"], { launcher: older }), "another version");
    }));

  test("launcher: what is damaged or not ours is handed over", () =>
    withLauncher((play, ask, fill) => {
      play.write("a.mochi", ECHO);
      const fresh = (): void => {
        rmSync(cacheOf(play), { recursive: true, force: true });
        fill("a.mochi");
        assertHit(ask(["a.mochi"]), "fresh");
      };
      const cases: readonly (readonly [string, () => void])[] = [
        ["the index is empty", () => writeFileSync(onlyIndex(play), "")],
        ["the index is longer", () => appendFileSync(onlyIndex(play), "x")],
        ["others may write the index", () => chmodSync(onlyIndex(play), 0o666)],
        ["the index is a link", () => {
          const path = onlyIndex(play);
          renameSync(path, play.path("kept"));
          symlinkSync(play.path("kept"), path);
        }],
        ["the index is another question's", () => {
          play.write("b.mochi", ECHO);
          const [path, bytes] = [onlyIndex(play), readFileSync(onlyIndex(play))];
          rmSync(path);
          fill("b.mochi");
          const other = readFileSync(onlyIndex(play));
          assert.notDeepEqual(other, bytes);
          writeFileSync(path, other);
        }],
        ["the program has one byte changed, its time restored", () => {
          const path = onlyProgram(play);
          const { atime, mtime } = statSync(path);
          const bytes = readFileSync(path);
          bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
          writeFileSync(path, bytes);
          utimesSync(path, atime, mtime);
        }],
        ["another program took its place", () => {
          const path = onlyProgram(play);
          const { atime, mtime } = statSync(path);
          writeFileSync(`${path}.new`, readFileSync(path), { mode: 0o700 });
          utimesSync(`${path}.new`, atime, mtime);
          renameSync(`${path}.new`, path);
        }],
        ["others may write the program", () => chmodSync(onlyProgram(play), 0o777)],
        ["the program can't be executed", () => chmodSync(onlyProgram(play), 0o600)],
        ["the program is a link", () => {
          const path = onlyProgram(play);
          renameSync(path, `${path}.kept`);
          symlinkSync(`${path}.kept`, path);
        }],
        ["the program is gone", () => rmSync(onlyProgram(play))],
        ["others may read the cache", () => chmodSync(cacheOf(play), 0o755)],
        ["others may write the cache", () => chmodSync(cacheOf(play), 0o770)],
        ["the cache is a link", () => {
          renameSync(cacheOf(play), play.path("cache"));
          symlinkSync(play.path("cache"), cacheOf(play));
        }],
        // Only root can give files away.
        ...(process.getuid?.() === 0
          ? [onlyIndex, onlyProgram, cacheOf].map((of, index): readonly [string, () => void] => [`${["the index", "the program", "the cache"][index]} is somebody else's`, () => chownSync(of(play), 65_534, 65_534)])
          : []),
      ];
      for (const [what, damage] of cases) {
        fresh();
        damage();
        assertHandedOver(ask(["a.mochi"]), what);
        const end = core(play, ["a.mochi"]);
        assert.deepEqual([end.status, end.out], [0, "hit\n"], `${what}: the core runs it`);
        const cacheIsRefused = end.err !== "";
        assert.equal(cacheIsRefused, /the cache is (a link|somebody else's)/.test(what), `${what}: ${end.err}`);
        if (!cacheIsRefused) {
          assertHit(ask(["a.mochi"]), `${what}: and the core repaired it`);
        } else {
          rmSync(cacheOf(play), { recursive: true, force: true });
        }
      }
    }));

  test("launcher: no index makes it stumble", () =>
    withLauncher((play, ask, fill) => {
      play.write("lib/one.mochi", "export fun nothing(): string { return \"\" }\n");
      play.write("a.mochi", `import "./lib" as lib\nprint("hit" + lib.nothing())\n`);
      fill("a.mochi");
      const launcher = join(play.home, "lonely", "sanitized");
      const sources = launcherSources(resolve("."), process.platform, "beside") ?? [];
      execFileSync(COMPILER, [...SANITIZE, ...launcherDefinitions(readFileSync(join(DIST, "build-id"), "utf8")), ...sources, "-o", launcher]);
      const [path, whole] = [onlyIndex(play), readFileSync(onlyIndex(play))];
      const sealed = (body: Uint8Array): Buffer => Buffer.concat([whole.subarray(0, 8), blake3(body), body]);
      assert.deepEqual(sealed(whole.subarray(40)), whole, "the format is as docs/cache.md has it");
      const check = (bytes: Uint8Array, what: string): void => {
        writeFileSync(path, bytes);
        const { status, out, err } = ask(["a.mochi"], { launcher });
        assert.ok(status === 0 && (out === "hit\n" || out === "core\na.mochi\n"), `${what}: ${status} ${out} ${err}`);
        assert.doesNotMatch(err, /Sanitizer|runtime error/, what);
      };
      check(whole, "whole");
      for (let at = 0; at < whole.length; at += 7) {
        check(whole.subarray(0, at), `cut at ${at}`);
        check(sealed(whole.subarray(40, Math.max(40, at))), `cut at ${at} and sealed`);
        const changed = Buffer.from(whole.subarray(40));
        changed[at % changed.length] = (at * 37 + 255) & 255;
        check(sealed(changed), `byte ${at} changed and sealed`);
      }
    }));

  test("launcher: without its core it says so", () =>
    withLauncher((play, ask) => {
      assert.match(ask(["version"], { launcher: join(DIST, "mochi") }).out, /^mochi \d/);
      const folder = join(play.home, "lonely");
      writeFileSync(join(folder, "mochi-core"), "#!/nowhere/node\nconsole.log(...process.argv.slice(2));\n", { mode: 0o755 });
      cpSync(join(DIST, "package.json"), join(folder, "package.json"));
      assert.deepEqual(ask(["cache", "path"], { environment: { PATH: resolve(process.execPath, "..") } }), { status: 0, out: "cache path\n", err: "" }, "another node will do");
      rmSync(join(folder, "mochi-core"));
      const end = ask(["version"]);
      assert.equal(end.status, 1);
      assert.match(end.err, /^mochi: the compiler core \/.*\/lonely\/mochi-core could not be started: .*\nhelp: this copy of Mochi is incomplete/);
    }));

  test("launcher: the script that takes its place where no C compiler is reads the same index", () =>
    withLauncher((play, _ask, fill) => {
      play.write("lib/one.mochi", "export fun nothing(): string { return \"\" }\n");
      const path = play.write("a.mochi", `import "./lib" as lib\nprint("hit" + lib.nothing())\n`);
      fill("--release", "a.mochi");
      // Without a C compiler only a cached program can run optimised.
      const run = (): string => spawnSync(process.execPath, [join(DIST, "mochi.cjs"), "--release", "a.mochi"], { cwd: play.folder, env: environmentOf(play, { PATH: "/nowhere" }), encoding: "utf8" }).stdout;
      assert.equal(run(), "hit\n");
      play.write("lib/two.mochi", "\n");
      assert.equal(run(), "");
      rmSync(play.path("lib/two.mochi"));
      writeFileSync(path, 'import "./lib" as lib\nprint("hut" + lib.nothing())\n');
      assert.equal(run(), "");
    }));

  test("launcher: a program from a pipe is never mistaken for the last one", () =>
    withPlayground((play) => {
      for (const word of ["one", "two"]) {
        const end = spawnSync("sh", ["-c", `printf 'print("${word}")' | "$0" /dev/stdin`, join(DIST, "mochi")], { env: environmentOf(play), encoding: "utf8" });
        assert.equal(end.stdout, `${word}\n`, end.stderr);
      }
    }));

  test("launcher: use is noted once a day, for pruning", () =>
    withLauncher((play, ask, fill) => {
      play.write("a.mochi", ECHO);
      fill("a.mochi");
      const [index, entry] = [onlyIndex(play), resolve(onlyProgram(play), "..")];
      for (const [days, isNoted] of [[0.5, false], [3, true]] as const) {
        const before = new Date(Date.now() - days * 86_400_000);
        utimesSync(index, before, before);
        utimesSync(entry, before, before);
        assertHit(ask(["a.mochi"]), `${days} days`);
        for (const path of [index, entry]) {
          assert.equal(statSync(path).mtimeMs > before.getTime() + 3_600_000, isNoted, `${path} after ${days} days`);
        }
      }
    }));
});
