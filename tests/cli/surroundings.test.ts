// The world outside, broken: C compilers that don't work, folders that are gone, outputs that can't
// be written. Each ends in a message with cause and remedy, and leaves nothing behind.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { findCompiler } from "../../cli/driver/c-compiler.ts";
import { withPlayground } from "../harness/mochi-command.ts";

const MOCHI = resolve("dist", "mochi");

/** What stands for a C compiler: answers as the real one until there is something to compile. */
function impostor(end: string): string {
  const [real = "cc"] = findCompiler(undefined) ?? [];
  return `#!/bin/sh\ncase " $* " in *" -E "*|*" --version "*) exec ${real} "$@";; esac\n${end}\n`;
}

const compilers: Readonly<Record<string, readonly [script: string, said: RegExp]>> = {
  "fails at once": ["#!/bin/sh\nexit 1\n", /does not work: it ended with status 1\nhelp: /],
  "is killed at once": ["#!/bin/sh\nkill -9 $$\n", /does not work: it was ended by SIGKILL\nhelp: /],
  "is no C compiler": ["#!/bin/sh\ncat >/dev/null\necho garbage\n", /is no C compiler that Mochi knows.*\nhelp: /],
  "is killed at work": [impostor("kill -9 $$"), /failed: it was ended by SIGKILL\nhelp: /],
  "gives up": [impostor('echo "out of ideas" >&2; exit 1'), /failed: out of ideas\nhelp: /],
  "writes nothing": [impostor("exit 0"), /ended well but wrote nothing\nhelp: /],
};

describe("surroundings", { concurrency: 2 }, () => {
  for (const [what, [script, said]] of Object.entries(compilers)) {
    test(`surroundings: a C compiler that ${what}`, () =>
      withPlayground((play) => {
        play.write("hello.mochi", 'print("hello")\n');
        chmodSync(play.write("compiler", script), 0o755);
        const end = play.mochi(["build", "--cc", "./compiler", "hello.mochi"]);
        assert.equal(end.status, 1);
        assert.match(end.err, said);
        assert.deepEqual(readdirSync(play.folder).sort(), ["compiler", "hello.mochi"]);
      }));
  }

  test("surroundings: what lies in the current folder is never taken for a compiler", () =>
    withPlayground((play) => {
      play.write("hello.mochi", 'print("hello")\n');
      for (const name of ["cc", "gcc", "clang", "node", "mochi"]) {
        chmodSync(play.write(name, "#!/bin/sh\necho ran >ran\n"), 0o755);
      }
      for (const PATH of [undefined, "", ":", ":/nonexistent:"]) {
        const environment = { PATH, CC: undefined, MOCHI_CC: undefined, MOCHI_OFFLINE: "1" };
        play.mochi(["build", "--release", "hello.mochi"], { environment });
        assert.doesNotMatch(play.mochi(["doctor"], { environment }).out, /^ok +(C compiler|PATH): /m);
        assert.equal(play.exists("ran"), false, String(PATH));
      }
    }));

  test("surroundings: a current folder that is gone", () =>
    withPlayground((play) => {
      mkdirSync(play.path("gone"));
      const end = spawnSync("/bin/sh", ["-c", 'rmdir "$PWD"; exec "$0" run hello.mochi', MOCHI], { cwd: play.path("gone"), encoding: "utf8", env: { ...process.env, MOCHI_HOME: play.home, NO_COLOR: "1" } });
      assert.equal(end.status, 1);
      assert.match(end.stderr, /^mochi: the current folder is gone\nhelp: /);
    }));

  test("surroundings: a reader that leaves, and a full device", () =>
    withPlayground((play) => {
      play.write("many.mochi", 'for i in 0..200000 {\n  print("line", i)\n}\n');
      assert.equal(play.mochi(["build", "many.mochi"]).status, 0);
      const run = (command: string): { readonly stdout: string; readonly stderr: string } => spawnSync("/bin/sh", ["-c", command], { cwd: play.folder, encoding: "utf8" });
      assert.deepEqual([run("./many | head -1").stdout, run("./many | head -1").stderr], ["line 0\n", ""]);
      assert.match(run("./many >&-; echo status $?").stderr, /^error: cannot write to standard output: closed\n/);
      assert.match(run("./many >&-; echo status $? >&2").stderr, /status 1\n$/);
      if (process.platform === "linux") {
        assert.match(run("./many >/dev/full; echo status $? >&2").stderr, /^error: cannot write to standard output: no space left on the disk\nstatus 1\n$/);
        for (const command of ["help", "build --help", "version", "explain", "completions zsh"]) {
          assert.match(run(`"${MOCHI}" ${command} >/dev/full; echo status $? >&2`).stderr, /^mochi: .*no space left on the device\nhelp: .*\nstatus 1\n$/, command);
        }
      }
    }));

  test("surroundings: paths that lead nowhere, or where nobody expects it", () =>
    withPlayground((play) => {
      mkdirSync(play.path("folder"));
      const wrong: Readonly<Record<string, RegExp>> = {
        "check nowhere": /^mochi: nowhere: no such file or folder\nhelp: check the path\n$/,
        "check hello.mochi/x": /^mochi: hello\.mochi\/x: part of the path is no folder\nhelp: check the path\n$/,
        "vendor use folder": /^mochi: folder is a folder\nhelp: name the bundle itself/,
        "vendor use nowhere": /^mochi: .*nowhere: no such file or folder\nhelp: check the path\n$/,
        "toolchain install zig --from folder": /^mochi: folder: it is a folder\nhelp: name a file\n$/,
        "build -o nowhere/x hello.mochi": /^mochi: nowhere\/x can't be written: no such file or folder\nhelp: /,
        "folder": /^error\[M007\]: package folder folder has no \.mochi file\nhelp: /,
      };
      play.write("hello.mochi", 'print("hello")\n');
      for (const [line, why] of Object.entries(wrong)) {
        const end = play.mochi(line.split(" "));
        assert.deepEqual([end.status, end.out], [1, ""], line);
        assert.match(end.err, why);
      }
      // Node can't say such a name; the launcher hands over what it was given.
      const odd = spawnSync("/bin/sh", ["-c", `name=$(printf 'a\\377.mochi'); cp hello.mochi "$name"; exec "$0" "$name"`, MOCHI], { cwd: play.folder, encoding: "utf8", env: { ...process.env, MOCHI_HOME: play.home, NO_COLOR: "1" } });
      assert.equal(odd.status, 1);
      assert.match(odd.stderr, /^mochi: the name «a\ufffd\.mochi» is not UTF-8, or there is no such file\nhelp: rename it/);
    }));

  test("surroundings: a pipe in a folder of sources is refused, not waited for; one that a shell hands over is read", () =>
    withPlayground((play) => {
      play.write("package/a.mochi", "export fun one(): int { return 1 }\n");
      play.write("main.mochi", 'import "./package" as p\nprint(p.one())\n');
      execFileSync("mkfifo", [play.path("package/b.mochi")]);
      for (const [call, path] of [[["run", "main.mochi"], "package/b.mochi"], [["check", "package/b.mochi"], "package/b.mochi"], [["run", "./package/b.mochi"], "./package/b.mochi"]] as const) {
        const { status, err } = play.mochi(call);
        assert.equal(status, 1);
        assert.match(err, new RegExp(`^error\\[M004\\]: cannot read ${path}: it is no regular file\n[^]*help: `));
      }
      const given = spawnSync("/bin/sh", ["-c", 'echo "print(6 * 7)" | "$0" run /dev/stdin', MOCHI], { encoding: "utf8", env: { ...process.env, MOCHI_HOME: play.home } });
      assert.deepEqual([given.stdout, given.stderr], ["42\n", ""]);
    }));

  test("surroundings: scripts deep below, with names that shells dislike, gone meanwhile, in a folder that can't be written", () =>
    withPlayground(async (play) => {
      const script = 'import "./part" as p\nprint(p.text())\n';
      const part = 'export fun text(): string { return "here" }\n';
      const deep = Array.from({ length: 14 }, () => "d".repeat(240)).join("/");
      for (const folder of ["with space", "üñï", "new\nline", "a\"quote'$(b)`c`", "#hash", "%41", deep]) {
        play.write(`${folder}/part.mochi`, part);
        play.write(`${folder}/main.mochi`, script);
        for (const time of ["first", "second"]) {
          assert.deepEqual(play.mochi([`${folder}/main.mochi`]), { status: 0, out: "here\n", err: "" }, `${folder.slice(0, 20)} ${time}`);
        }
        assert.deepEqual(play.mochi(["build", "-o", "made", "--debug", `${folder}/main.mochi`]), { status: 0, out: "", err: "" }, folder.slice(0, 20));
        assert.equal(spawnSync(play.path("made"), { encoding: "utf8" }).stdout, "here\n");
      }
      play.write("waits.mochi", 'print(input())\nprint(input())\n');
      play.mochi(["waits.mochi"], { input: "\n\n" });
      const running = spawn(MOCHI, ["waits.mochi"], { cwd: play.folder, env: { ...process.env, HOME: play.home, MOCHI_HOME: `${play.home}/.mochi` } });
      let out = "";
      const end = new Promise((done) => running.on("close", done));
      running.stdin.write("one\n");
      await new Promise<void>((done) => {
        running.stdout.on("data", (chunk: Buffer) => {
          out += chunk.toString();
          done();
        });
      });
      rmSync(play.path("waits.mochi"));
      play.mochi(["cache", "clean"]);
      running.stdin.end("two\n");
      assert.equal(await end, 0);
      assert.equal(out, "one\ntwo\n");
      const readOnly = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && exec "$0" "with space/main.mochi"', MOCHI], { cwd: play.folder, encoding: "utf8", env: { ...process.env, HOME: play.home, MOCHI_HOME: `${play.home}/.mochi` } });
      if (/unshare/.test(readOnly.stderr)) {
        console.log("surroundings: no user namespaces here; a read-only folder was not tried");
        return;
      }
      assert.deepEqual([readOnly.status, readOnly.stdout, readOnly.stderr], [0, "here\n", ""]);
    }));

  test("surroundings: every allocation may fail", () =>
    withPlayground((play) => {
      play.write(
        "small.mochi",
        'type P { x: int, s: string }\nvar ps: list<P> = []\nvar m = {"a": 1}\nfor i in 0..10 {\n  ps = append(ps, P { x: i, s: "number " + str(i) })\n  m["key " + str(i)] = i\n}\nlet f = fun(x: int): int => x + len(ps)\ntry {\n  print(f(3), len(m), ps[3].s)\n} catch e {\n  print("out of memory is not caught")\n} finally {\n  print("end")\n}\n',
      );
      assert.equal(play.mochi(["build", "small.mochi"]).status, 0);
      let failures = 0;
      for (let nth = 1; ; nth++) {
        const end = spawnSync(play.path("small"), [], { encoding: "utf8", env: { ...process.env, MOCHI_GC_FAIL_AT: String(nth) } });
        if (end.status === 0) {
          assert.equal(end.stdout, "13 11 number 3\nend\n");
          break;
        }
        failures += 1;
        assert.equal(end.status, 1, end.stderr);
        assert.match(end.stderr, /^error: out of memory\n/);
        assert.equal(end.stdout, "");
      }
      assert.ok(failures > 10);
    }));
});
