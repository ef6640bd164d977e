// The command line as a user meets it: commands in an empty home, what they print, how they exit.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withPlayground } from "../harness/mochi-command.ts";

const HELLO = 'print("hello")\n';

describe("cli", { concurrency: 2 }, () => {
  test("cli: run, the short form, standard input and -e", () =>
    withPlayground((play) => {
      play.write("hello.mochi", HELLO);
      for (const args of [["run", "hello.mochi"], ["hello.mochi"], ["run", "--", "hello.mochi"], ["-e", 'print("hello")'], ["run", "-e", 'print("hello")']]) {
        assert.deepEqual(play.mochi(args), { status: 0, out: "hello\n", err: "" }, args.join(" "));
      }
      assert.deepEqual(play.mochi(["run", "-"], { input: HELLO }), { status: 0, out: "hello\n", err: "" });
    }));

  test("cli: a script with a #! line runs by itself", () =>
    withPlayground((play) => {
      const script = play.write("script", `#!/usr/bin/env mochi\n${HELLO}`);
      symlinkSync(resolve("dist", "mochi"), play.path("mochi"));
      spawnSync("chmod", ["+x", script]);
      const end = spawnSync(script, [], { encoding: "utf8", env: { ...process.env, PATH: `${play.folder}:${process.env["PATH"]}`, MOCHI_HOME: play.home } });
      assert.equal(end.stdout, "hello\n", end.stderr);
    }));

  test("cli: a program's exit status, input and errors pass through", () =>
    withPlayground((play) => {
      play.write("fails.mochi", 'print("before")\nlet xs = [1]\nprint(xs[len(xs) + 4])\n');
      const end = play.mochi(["fails.mochi"]);
      assert.equal(end.status, 1);
      assert.equal(end.out, "before\n");
      assert.match(end.err, /fails\.mochi:3/);
      play.write("echo.mochi", 'print(input())\n');
      assert.equal(play.mochi(["echo.mochi"], { input: "a line\n" }).out, "a line\n");
    }));

  test("cli: a signal reaches the program and becomes the exit status", () =>
    withPlayground(async (play) => {
      play.write("loop.mochi", 'print("ready")\nvar i = 0\nwhile true {\n  i = (i + 1) % 1000\n}\n');
      play.mochi(["build", "loop.mochi"]);
      for (const [signal, status] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
        const run = play.start(["run", "loop.mochi"]);
        await sleep(1500);
        run.kill(signal);
        assert.equal((await run.end).status, status);
      }
    }));

  test("cli: errors of the program are shown with their place", () =>
    withPlayground((play) => {
      play.write("bad.mochi", 'let x: int = "text"\n');
      for (const command of ["run", "build", "check"]) {
        const end = play.mochi([command, "bad.mochi"]);
        assert.equal(end.status, 1);
        assert.match(end.err, /error\[T\d+\]: [\s\S]*--> bad\.mochi:1:\d+/, command);
      }
      assert.equal(play.exists("bad"), false);
      const { diagnostics } = JSON.parse(play.mochi(["check", "--json", "bad.mochi"]).out) as { diagnostics: readonly { place: { line: number } }[] };
      assert.equal(diagnostics[0]?.place.line, 1);
    }));

  test("cli: check walks folders", () =>
    withPlayground((play) => {
      play.write("good/a.mochi", HELLO);
      assert.equal(play.mochi(["check", "good"]).status, 0);
      play.write("good/deeper/b.mochi", "let = 1\n");
      const end = play.mochi(["check", "good"]);
      assert.equal(end.status, 1);
      assert.match(end.err, /good\/deeper\/b\.mochi:1/);
    }));

  test("cli: check reports what can't be compiled, too", () =>
    withPlayground((play) => {
      play.write("streams.mochi", "stream Ticks { count: int }\non Ticks as t {\n  print(t.count)\n}\n");
      play.write("text.mochi", 'let text = input()\nprint(eval(text))\n');
      for (const [file, code] of [
        ["streams.mochi", "L001"],
        ["text.mochi", "L002"],
      ] as const) {
        const check = play.mochi(["check", file]);
        assert.equal(check.status, 1);
        assert.match(check.err, new RegExp(`^error\\[${code}\\]`));
        assert.equal(play.mochi(["build", file]).err, check.err);
      }
    }));

  test("cli: build names its output and replaces only what it made", () =>
    withPlayground((play) => {
      play.write("src/hello.mochi", HELLO);
      assert.deepEqual(play.mochi(["build", "src/hello.mochi"]), { status: 0, out: "", err: "" });
      assert.equal(spawnSync(play.path("hello"), { encoding: "utf8" }).stdout, "hello\n");
      assert.equal(play.mochi(["build", "src/hello.mochi"]).status, 0, "its own product");
      play.write("precious", "text\n");
      const refused = play.mochi(["build", "src/hello.mochi", "--out", "precious"]);
      assert.equal(refused.status, 1);
      assert.match(refused.err, /precious exists and was not made by Mochi\nhelp: .*--force/);
      assert.equal(readFileSync(play.path("precious"), "utf8"), "text\n");
      assert.equal(play.mochi(["build", "src/hello.mochi", "--out", "precious", "--force"]).status, 0);
      assert.match(play.mochi(["build", "src/hello.mochi", "--out", "src"]).err, /src is a folder/);
      assert.match(play.mochi(["build", "src/hello.mochi", "--out", "src/hello.mochi", "--force"]).err, /is a source of the program/);
      assert.equal(readFileSync(play.path("src/hello.mochi"), "utf8"), HELLO);
      assert.match(play.mochi(["build", "src/hello.mochi", "--out", "no/such/hello"]).err, /no\/such\/hello can't be written: no such file or folder\nhelp: /);
    }));

  test("cli: build writes C, objects and dumps", () =>
    withPlayground((play) => {
      play.write("hello.mochi", HELLO);
      assert.equal(play.mochi(["build", "--emit=c", "hello.mochi"]).status, 0);
      assert.match(readFileSync(play.path("hello.c"), "utf8"), /#include "mochi\.h"|#include "/);
      assert.equal(play.mochi(["build", "--emit", "obj", "hello.mochi"]).status, 0);
      assert.ok(statSync(play.path("hello.o")).size > 0);
      for (const form of ["ast", "types", "aotir", "c"]) {
        assert.notEqual(play.mochi(["build", `--dump=${form}`, "hello.mochi"]).out, "", form);
      }
      play.write("row.mochi", "print({n: 1}.n)\n");
      assert.equal(play.mochi(["build", "--dump=shapes", "row.mochi"]).out, "row.mochi:1:7 struct {n: int}\n");
      assert.equal(play.exists("hello"), false);
    }));

  test("cli: profiles and collectors", () =>
    withPlayground((play) => {
      play.write("list.mochi", "var xs: list<int> = []\nfor i in 0..100 {\n  xs = append(xs, i)\n}\nprint(len(xs))\n");
      for (const options of [["--release"], ["--debug"], ["--fast-int"], ["--gc=arena"], ["--gc=none"], ["--gc=bdw"], ["--gc=precise"], ["--verify"]]) {
        assert.deepEqual(play.mochi(["run", ...options, "list.mochi"]), { status: 0, out: "100\n", err: "" }, options.join(" "));
      }
      assert.equal(play.mochi(["run", "--gc=magic", "list.mochi"]).status, 2);
    }));

  test("cli: flags stand before the file, too", () =>
    withPlayground((play) => {
      play.write("hello.mochi", HELLO);
      assert.equal(play.mochi(["build", "--release", "--fast-int", "hello.mochi"]).status, 0);
      assert.equal(play.mochi(["check", "--deny-warnings", "hello.mochi"]).status, 0);
    }));

  test("cli: wrong use exits with 2 and says what is right", () =>
    withPlayground((play) => {
      const wrong: Readonly<Record<string, string>> = {
        "build": "a source file is missing",
        "run": "a source file is missing",
        "build --target=x86_64-linux-gnu": "a source file is missing",
        "build --relase x.mochi": "mochi build has no option --relase; did you mean --release?",
        "--relase x.mochi": "mochi run has no option --relase; did you mean --release?",
        "-x x.mochi": "mochi run has no option -x",
        "check --json=yes x.mochi": "--json takes no value, but was given «yes»",
        "--fast-int=no x.mochi": "--fast-int takes no value, but was given «no»",
        "build --target= x.mochi": "--target needs a value: --target <triple>",
        "build x.mochi --target": "--target needs a value: --target <triple>",
        "build --out --force x.mochi": "--out needs a value: --out <path>",
        "build a.mochi b.mochi": "mochi build takes one word, but there is also «b.mochi»",
        "env all": "mochi env takes no words, but there is also «all»",
        "build --emit=java x.mochi": "--emit takes c, obj, exe, ast or mir, not «java»",
        "build --release --debug x.mochi": "--release and --debug exclude each other",
        "cache polish": "mochi cache takes info, gc, verify, clean, path, size, not «polish»",
        "toolchain instal": "mochi toolchain takes list, install, verify, remove, path, not «instal»",
        "vendor bundle x.tar": "mochi vendor bundle takes no file but behind --out, not «x.tar»",
        "run -j 0 x.mochi": "-j takes a number of processes, not «0»",
        "run -j-1 x.mochi": "-j takes a number of processes, not «-1»",
        "help me": "there is no command «me»",
      };
      for (const [line, why] of Object.entries(wrong)) {
        assert.deepEqual(play.mochi(line.split(" ")), { status: 2, out: "", err: `mochi: ${why}\nhelp: \`mochi help\` lists the commands and options\n` }, line);
      }
      assert.match(play.mochi([""]).err, /^mochi: the name of the source file is empty\nhelp: /);
      assert.match(play.mochi(["build", "-o", "", "x.mochi"]).err, /^mochi: -o needs a value: -o <path>\nhelp: /);
    }));

  test("cli: options as people write them", () =>
    withPlayground((play) => {
      play.write("-odd.mochi", HELLO);
      for (const line of ["build -- -odd.mochi", "build --out 1.0 -- -odd.mochi", "build ./-odd.mochi --out=0x10", "build -o007 ./-odd.mochi", "build -o 1 -o 1e3 ./-odd.mochi"]) {
        assert.deepEqual(play.mochi(line.split(" ")), { status: 0, out: "", err: "" }, line);
      }
      assert.deepEqual(readdirSync(play.folder).sort(), ["-odd", "-odd.mochi", "007", "0x10", "1.0", "1e3"]);
      assert.deepEqual(play.mochi(["run", "--", "-odd.mochi"]), { status: 0, out: "hello\n", err: "" });
      for (const args of [["-e", ""], ["-e", "print(args())", "--", "-x"], ["--eval=print(args())", "--", "-x"], ["-eprint(args())", "--release", "--", "-x"]]) {
        assert.deepEqual(play.mochi(args), { status: 0, out: args.at(-1) === "" ? "" : '["-x"]\n', err: "" }, args.join(" "));
      }
    }));

  test("cli: no C compiler is a message, not a stack trace", () =>
    withPlayground((play) => {
      play.write("hello.mochi", HELLO);
      const end = play.mochi(["run", "--release", "hello.mochi"], { environment: { PATH: "/nowhere", CC: undefined, MOCHI_CC: undefined, MOCHI_ZIG: undefined, MOCHI_OFFLINE: "1" } });
      assert.equal(end.status, 1);
      assert.match(end.err, /^mochi: no C compiler found, and .*\nhelp: install one .* or let zig do it/);
      const named = play.mochi(["run", "--cc", "nonesuch", "hello.mochi"]);
      assert.match(named.err, /the C compiler «nonesuch» was not found/);
    }));

  test("cli: test blocks run apart, and failures show what they printed", () =>
    withPlayground((play) => {
      play.write("sums.mochi", 'test "adds" {\n  expect 1 + 1 == 2\n}\ntest "fails" {\n  print("seen")\n  expect 1 + 1 == 3\n}\n');
      const end = play.mochi(["test"]);
      assert.equal(end.status, 1);
      assert.match(end.err, /ok {4}adds/);
      assert.match(end.err, /FAIL {2}fails \(sums\.mochi:4, exit \d+\)\n[\s\S]*seen/);
      assert.match(end.err, /1 passed, 1 failed\n$/);
      assert.equal(play.mochi(["test", "adds"]).status, 0);
      assert.deepEqual(play.mochi(["test", "multiplies"]), { status: 1, out: "", err: "mochi: no test's name contains «multiplies»\nhelp: without such words all tests run; a path ends in .mochi or has a / in it\n" });
      assert.deepEqual(play.mochi(["test", "sum.mochi"]), { status: 1, out: "", err: "mochi: sum.mochi: no such file or folder\nhelp: check the path\n" });
      const json = JSON.parse(play.mochi(["test", "--json", "sums.mochi"]).out) as { passed: number; failed: number };
      assert.deepEqual([json.passed, json.failed], [1, 1]);
    }));

  test("cli: version, help and explain", () =>
    withPlayground((play) => {
      assert.match(play.mochi(["version"]).out, /^mochi \d+\.\d+\.\d+ \(build [0-9a-f]{16}\)\n$/);
      const help = play.mochi(["help"]).out;
      for (const command of ["run", "build", "check", "test", "bench", "explain", "version", "cache", "help"]) {
        assert.match(help, new RegExp(`^ {2}${command}\\b`, "m"));
      }
      assert.match(help, /^ {2}mochi hello\.mochi .*--offline .*vendor use .*--reproducible.*mochi doctor/ms, "what a newcomer needs");
      assert.deepEqual(play.mochi([]), play.mochi(["help"]));
      assert.match(play.mochi(["build", "--help"]).out, /^Compile a program .*\n\nUsage:\n {2}mochi build \[options\] FILE\n\nOptions:\n[^]*--target <triple>/);
      assert.deepEqual(play.mochi(["help", "build"]), play.mochi(["build", "-h"]));
      assert.deepEqual(play.mochi(["buidl", "x.mochi"]), { status: 2, out: "", err: "mochi: there is neither a command nor a file «buidl»; did you mean `mochi build`?\nhelp: `mochi help` lists the commands and options\n" });
      assert.match(play.mochi(["explain", "t008"]).out, /^T008: /);
      assert.equal(play.mochi(["explain", "T9999"]).status, 1);
    }));

  test("cli: load finds data beside the script, each script its own", () =>
    withPlayground((play) => {
      const program = 'for r in load "data.csv" as map<string, int> { print(r) }\n';
      for (const folder of ["one", "two"]) {
        mkdirSync(join(play.folder, folder, "sub"), { recursive: true });
        writeFileSync(join(play.folder, folder, "sub", "data.csv"), `${folder}\n1\n`);
        writeFileSync(join(play.folder, folder, "sub", "script.mochi"), program);
      }
      // The sources are the same, byte for byte and by name: the cache must not mix them up.
      for (const folder of ["one", "two", "one"]) {
        assert.deepEqual(play.mochi(["run", `${folder}/sub/script.mochi`]), { status: 0, out: `{"${folder}": 1}\n`, err: "" });
        const end = spawnSync(resolve("dist", "mochi"), ["run", "sub/script.mochi"], { cwd: join(play.folder, folder), encoding: "utf8", env: { ...process.env, MOCHI_HOME: join(play.home, ".mochi") } });
        assert.equal(end.stdout, `{"${folder}": 1}\n`, end.stderr);
      }
      writeFileSync(join(play.folder, "data.csv"), "here\n1\n");
      assert.equal(play.mochi(["run", "one/sub/script.mochi"]).out, '{"here": 1}\n');
    }));

  test("cli: an option says what a file is, whatever its name", () =>
    withPlayground((play) => {
      play.write("data.yaml", "a\n1\n");
      assert.equal(play.mochi(["-e", 'print(load "data.yaml" as any with {format: "csv"})']).out, '[{"a": 1}]\n');
    }));

  test("cli: bad input ends in a message", () =>
    withPlayground((play) => {
      writeFileSync(join(play.folder, "latin.mochi"), Buffer.from([0x70, 0xe9, 0x0a]));
      for (const args of [["run", "missing.mochi"], ["run", "latin.mochi"], ["check", "missing"]]) {
        const end = play.mochi(args);
        assert.equal(end.status, 1, args.join(" "));
        assert.notEqual(end.err, "");
        assert.doesNotMatch(end.err, /\n\s+at /);
      }
    }));
});
