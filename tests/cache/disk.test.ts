// Disks that are full, homes that can't be written, folders where nothing may be started. A program runs all the same, or
// the message names the remedy; nothing half-written is found afterwards, and with room all is as ever.
// Small file systems are mounted in a user namespace where that is allowed; a limit on file sizes is tested everywhere.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { exitStatus } from "../../cli/driver/execute.ts";
import { sealedProgram } from "../../cli/cache/seal.ts";
import { type CommandEnd, type Playground, withPlayground } from "../harness/mochi-command.ts";

const MOCHI = resolve("dist", "mochi");
const mountsAreAllowed = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
const PROGRAM = 'print("hello")\n';
const REMEDY = /\nhelp: .*(MOCHI_CACHE_DIR|MOCHI_HOME|--out)/;

/** A shell command of the user's. In it, $0 is Mochi, $HOME the empty home, $WORK the folder with hello.mochi. */
function shell(play: Playground, command: string, wrapper: readonly string[]): CommandEnd {
  const [program = "", ...args] = [...wrapper, "/bin/sh", "-c", command, MOCHI];
  const { MOCHI_HOME: _home, MOCHI_CACHE_DIR: _cache, ...inherited } = process.env;
  const environment = { ...inherited, HOME: play.home, WORK: play.folder, TMPDIR: play.path("tmp"), MOCHI_BACKGROUND: "0", NO_COLOR: "1" };
  const { status, signal, stdout, stderr } = spawnSync(program, args, { cwd: play.folder, env: environment, encoding: "utf8", input: "", timeout: 120_000 });
  return { status: exitStatus(status, signal), out: stdout, err: stderr };
}

/** As `shell`, where file systems may be mounted, unseen by anybody else. */
const mounted = (play: Playground, command: string): CommandEnd => shell(play, command, ["unshare", "--user", "--map-root-user", "--mount"]);

function withProgram(use: (play: Playground) => void): Promise<void> {
  return withPlayground((play) => {
    mkdirSync(play.path("tmp"));
    play.write("hello.mochi", PROGRAM);
    use(play);
  });
}

/** All that the cache has is whole, and nothing is left of work in progress. */
function assertWhole(cache: string, what: string): void {
  const names = (part: string): readonly string[] => (existsSync(join(cache, part)) ? readdirSync(join(cache, part)) : []);
  for (const key of names("objects")) {
    assert.ok(sealedProgram(join(cache, "objects", key)) !== undefined, `${what}: ${key} is damaged`);
  }
  for (const name of names("index")) {
    assert.match(name, /^[0-9a-f]{64}$/, what);
  }
  assert.deepEqual([...names("staging"), ...names("locks"), ...names("compilers").filter((name) => !name.endsWith(".json"))], [], what);
}

function assertRanOrSaysWhy({ status, out, err }: CommandEnd, what: string): boolean {
  if (status === 0) {
    assert.equal(out, "hello\n", what);
    assert.match(err, /^($|mochi: warning: the cache .* can't be used \(.*\); working in a temporary folder\nhelp: .*MOCHI_CACHE_DIR)/, what);
    return true;
  }
  assert.deepEqual([status, out], [1, ""], `${what}: ${err}`);
  assert.match(err, REMEDY, what);
  return false;
}

const RUNS = [
  ["script mode", '"$0" run hello.mochi'],
  ["script mode, no C compiler", 'PATH=/nonexistent CC= MOCHI_CC= "$0" run hello.mochi'],
  ["a C compiler", '"$0" run --release hello.mochi'],
] as const;

describe("full disk", { concurrency: 2 }, () => {
  for (const [what, run] of mountsAreAllowed ? RUNS : []) {
    test(`full disk: the cache's (${what}; small file systems)`, () =>
      withProgram((play) => {
        const ends = ["4k", "16k", "64k", "400k", "8m"].map((size) => {
          const end = mounted(play, `mount -t tmpfs -o size=${size} none "$HOME" || exit 99; ${run}; status=$?; cp -a "$HOME" "$WORK/kept"; exit $status`);
          assert.ok(assertRanOrSaysWhy(end, size), `${size}: a full cache costs speed only: ${end.err}`);
          assertWhole(play.path("kept/.mochi/cache"), size);
          rmSync(play.path("kept"), { recursive: true });
          return end.err === "";
        });
        assert.deepEqual([ends[0], ends.at(-1)], [false, true], "from no room to enough");
      }));

    test(`full disk: the cache's and the temporary folder's (${what}; small file systems)`, () =>
      withProgram((play) => {
        const ends = ["4k", "64k", "400k", "8m"].map((size) => {
          const end = mounted(play, `mount -t tmpfs -o size=${size} none "$HOME" && mkdir "$HOME/tmp" || exit 99; export TMPDIR="$HOME/tmp"; ${run}; status=$?; ls -A "$HOME/tmp" >&2; exit $status`);
          return assertRanOrSaysWhy(end, size);
        });
        assert.deepEqual([ends[0], ends.at(-1)], [false, true], "from no room to enough");
      }));
  }

  test(`full disk: what \`mochi build\` writes (${mountsAreAllowed ? "small file systems" : "only by a limit on file sizes, since nothing may be mounted here"})`, () =>
    withProgram((play) => {
      mkdirSync(play.path("out"));
      for (const args of mountsAreAllowed ? ["--release", "", "--emit=obj", "--emit=c"] : []) {
        const { status, out, err } = mounted(play, `mount -t tmpfs -o size=8k none out || exit 99; head -c 1000000 /dev/zero >out/filler 2>/dev/null; "$0" build ${args} -o out/hello hello.mochi; status=$?; ls out; exit $status`);
        assert.deepEqual([status, out, err], [1, "filler\n", "mochi: out/hello can't be written: no space left on the device\nhelp: name a place that can be written with --out\n"], args);
      }
    }));

  test("full disk: files that can't grow (a limit on file sizes)", () =>
    withProgram((play) => {
      for (const [blocks, args] of [
        [0, "run hello.mochi"],
        [4, "run hello.mochi"],
        [100, "run hello.mochi"],
        [4, "run --release hello.mochi"],
        [8, "build --release -o hello hello.mochi"],
      ] as const) {
        const { status, out, err } = shell(play, `ulimit -f ${blocks}; exec "$0" ${args}`, []);
        assert.deepEqual([status, out], [1, ""], `${blocks} ${args}: ${err}`);
        assert.match(err, REMEDY, `${blocks} ${args}`);
        assertWhole(join(play.home, ".mochi", "cache"), `${blocks} ${args}`);
        assert.deepEqual(readdirSync(play.folder).sort(), ["hello.mochi", "tmp"]);
        assert.deepEqual(readdirSync(play.path("tmp")), []);
      }
      assert.deepEqual(play.mochi(["run", "hello.mochi"]), { status: 0, out: "hello\n", err: "" }, "with room, all is as ever");
    }));
});

/** Does something in a home that can't be written: on a file system that is mounted read-only, or as another user. */
function inReadOnlyHome(play: Playground, command: string): CommandEnd {
  if (mountsAreAllowed) {
    return mounted(play, `mount -t tmpfs none "$HOME" && mount -o remount,ro "$HOME" || exit 99; ${command}`);
  }
  chmodSync(play.home, 0o555);
  return shell(play, command, []);
}

describe("read-only home", () => {
  const reason = mountsAreAllowed ? "the file system is read-only" : "permission denied";
  const warning = (home: string): string => `mochi: warning: the cache ${home}/.mochi/cache can't be used (${reason}); working in a temporary folder\nhelp: repair that, or name another folder in MOCHI_CACHE_DIR: until then every run compiles anew\n`;

  test(`read-only home: programs run and are built all the same (${mountsAreAllowed ? "a read-only mount" : "no write permission"})`, (context) =>
    withProgram((play) => {
      if (!mountsAreAllowed && process.getuid?.() === 0) {
        context.diagnostic("root writes everywhere, and nothing may be mounted here: not tried");
        return;
      }
      for (const [command, out] of [
        ['"$0" run hello.mochi', "hello\n"],
        ['"$0" run --release hello.mochi', "hello\n"],
        ['"$0" build hello.mochi 2>&1 >/dev/null | grep -v "^mochi: warning\\|^help"; ./hello', "hello\n"],
      ] as const) {
        assert.deepEqual(inReadOnlyHome(play, command), { status: 0, out, err: command.includes("2>&1") ? "" : warning(play.home) }, command);
        assert.deepEqual(readdirSync(play.path("tmp")), [], "the temporary folder is gone");
      }
      assert.deepEqual(inReadOnlyHome(play, 'MOCHI_CACHE_DIR="$WORK/cache" "$0" run hello.mochi'), { status: 0, out: "hello\n", err: "" }, "the remedy helps");
      assert.deepEqual(inReadOnlyHome(play, 'PATH=/nonexistent MOCHI_CACHE_DIR="$WORK/cache" exec "$0" run hello.mochi'), { status: 0, out: "hello\n", err: "" }, "and keeps the program");
      const toolchain = inReadOnlyHome(play, 'MOCHI_ZIG= "$0" toolchain install zig');
      assert.deepEqual([toolchain.status, toolchain.err], [1, `mochi: ${play.home}/.mochi can't be written (${mountsAreAllowed ? "EROFS" : "EACCES"})\nhelp: name a folder that you may write to in MOCHI_HOME\n`]);
      const doctor = inReadOnlyHome(play, '"$0" doctor');
      assert.equal(doctor.status, 1);
      assert.match(doctor.out, new RegExp(`^WRONG {2}home: .* can't be made in .*: ${reason}\\n.*MOCHI_HOME\\nWRONG {2}cache: .* can't be made in .*: ${reason}\\n.*MOCHI_CACHE_DIR\\n`, "m"));
    }));

  test("read-only home: a cache on which nothing may be started is told", (context) =>
    withProgram((play) => {
      if (!mountsAreAllowed) {
        context.diagnostic("nothing may be mounted here: not tried");
        return;
      }
      const end = mounted(play, 'mount -t tmpfs -o noexec none "$HOME" || exit 99; "$0" run hello.mochi');
      assert.deepEqual([end.status, end.out], [1, ""]);
      assert.match(end.err, /^mochi: .*\/program could not be started: permission denied\nhelp: .*noexec.*MOCHI_CACHE_DIR\n$/);
    }));
});
