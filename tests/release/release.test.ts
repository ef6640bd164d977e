// A release's executable, copied alone into an empty world: no node, no compiler, no C library, no network, an empty home; where
// roots may be changed, a root folder with nothing else: first without /proc and /dev, then with those. Then a root like Alpine's, whose
// programs are linked with musl, and where whatever else could mislead glibc's loader does its worst.
// Packaged for this machine only, fast rather than small; MOCHI_TEST_RELEASE=1 makes all hosts' twice and
// compares the bytes. Where the node that it is made of can't be fetched, this says so.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { Script } from "node:vm";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { exitStatus } from "../../cli/driver/execute.ts";
import { NOTICE_FOLDER } from "../../cli/notice.ts";
import type { BuildContext } from "../../release/build-context.ts";
import { BuildFailure } from "../../release/build-failure.ts";
import { findCompilers } from "../../release/find-compilers.ts";
import { hostOf, ownHost } from "../../release/hosts.ts";
import { makeBytecode } from "../../release/bundle-command.ts";
import { makeRelease } from "../../release/make-release.ts";
import { nodeBinary } from "../../release/node-binary.ts";
import { shareFiles } from "../../release/share-files.ts";
import { stripElf } from "../../release/strip-elf.ts";
import { type CommandEnd, type Playground, withPlayground } from "../harness/mochi-command.ts";

const ROOT = resolve(".");
const RELEASE = join(ROOT, "dist", "release");
const ALL = process.env["MOCHI_TEST_RELEASE"] === "1";

function contextOf(hosts: readonly string[]): BuildContext {
  const cx: BuildContext = { root: ROOT, args: hosts, compilers: [] };
  findCompilers(cx);
  return cx;
}

/** Why nothing can be packaged here; undefined when it can. */
async function obstacle(): Promise<string | undefined> {
  const own = ownHost();
  if (own === undefined || own.system !== "linux") {
    return `no release is made and tried on ${process.platform}-${process.arch}`;
  }
  try {
    await nodeBinary(contextOf([]), own);
    return undefined;
  } catch (error) {
    if (error instanceof BuildFailure) {
      return error.message;
    }
    throw error;
  }
}

const NAMESPACES = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork"];
const mayHaveARoot = spawnSync("unshare", [...NAMESPACES.slice(1), "sh", "-c", "mount -t proc proc /proc && mount --rbind /dev /dev && mount -t sysfs sys /sys"]).status === 0;

/** What happens before the executable is called in its root, by a shell outside; `$root` is the root. */
const ENTRANCES = {
  bare: "",
  furnished: 'mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 99',
  /** Furnished, and the namespace's own loopback network works; `$SERVER` serves there until all has ended. */
  networked: 'mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t sysfs sys /sys && echo 9 >/sys/class/net/lo/flags && mkfifo "$root/ready" || exit 99; "$NODE" -e "$SERVER" "$root/ready" & read line <"$root/ready"',
} as const;

/** Calls the executable in its world, a folder with `bin/mochi` and `home`; the current folder is the world itself. */
type Call = (args: readonly string[], environment?: Readonly<Record<string, string>>, entrance?: keyof typeof ENTRANCES) => CommandEnd;

function callIn(world: string): Call {
  return (args, environment = {}, entrance = "furnished") => {
    const settings = (home: string): readonly string[] => Object.entries({ HOME: home, PATH: "/nonexistent", NO_COLOR: "1", ...environment }).map(([name, value]) => `${name}=${value}`);
    const [program = "", ...words] = mayHaveARoot
      ? [...NAMESPACES, "sh", "-c", `root=$1; shift; ${ENTRANCES[entrance]}\nenv -i "$@"`, "sh", world, ...settings("/home"), findExecutable("chroot") ?? "/usr/sbin/chroot", world, "/bin/mochi", ...args]
      : ["env", "-i", ...settings(join(world, "home")), join(world, "bin", "mochi"), ...args];
    const end = spawnSync(program, words, { cwd: world, encoding: "utf8", input: "", env: { ...process.env, NODE: process.execPath, SERVER }, timeout: 120_000 });
    // chroot's own loader, outside, doesn't find what the settings name; one inside would find it and complain of what it is.
    const err = end.stderr.replaceAll(/^ERROR: ld\.so: .*cannot open shared object file.*\n/gm, "");
    return { status: exitStatus(end.status, end.signal), out: end.stdout, err };
  };
}

/** Answers every name with 127.0.0.1, and every request with too few bytes; for `node -e`. */
const SERVER = `
const dns = require("node:dgram").createSocket("udp4");
dns.on("message", (question, { port }) => {
  const isAddress = question.readUInt16BE(question.length - 4) === 1 || question.includes(Buffer.from([0, 0, 1, 0, 1]), 12);
  const end = question.indexOf(0, 12) + 5;
  const answer = Buffer.concat([question.subarray(0, end), isAddress ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]) : Buffer.alloc(0)]);
  answer.writeUInt16BE(0x8180, 2);
  answer.writeUInt16BE(isAddress ? 1 : 0, 6);
  answer.writeUInt32BE(0, 8);
  dns.send(answer, port, "127.0.0.1");
});
dns.bind(53, "127.0.0.1", () => require("node:http")
  .createServer((request, response) => response.writeHead(200, { connection: "close", "transfer-encoding": "chunked" }).end(Buffer.alloc(200_000, "wrong")))
  .listen(80, "127.0.0.1", () => require("node:fs").writeFileSync(process.argv[1], "ready\\n")));
`;

/** Files that glibc's loader would stumble over, if it took notice of them. */
function layTraps(play: Playground): Readonly<Record<string, string>> {
  for (const name of ["libc.so.6", "libstdc++.so.6", "libpreloaded.so"]) {
    play.write(`lib/${name}`, "not a library\n");
  }
  play.write("etc/ld.so.preload", "/lib/libpreloaded.so\n");
  play.write("etc/nsswitch.conf", "hosts: nonsense [!UNAVAIL=return] files dns\n");
  play.write("etc/resolv.conf", "nameserver 127.0.0.1\n");
  return { LD_PRELOAD: "/lib/libpreloaded.so", LD_AUDIT: "/lib/libpreloaded.so", LD_LIBRARY_PATH: "/lib" };
}

/** Makes the world one of musl: its loader, and as the C compiler a program linked with it, which writes down what it is told. False where there is no musl-gcc. */
function furnishWithMusl(play: Playground): boolean {
  const loader = `/lib/ld-musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`;
  const source = '#include <stdio.h>\n#include <stdlib.h>\nint main(void) {\n  FILE *seen = fopen("/seen", "a");\n  return seen == NULL || fprintf(seen, "%s %s %s %s\\n", getenv("LD_PRELOAD"), getenv("LD_AUDIT"), getenv("LD_LIBRARY_PATH"), getenv("MOCHI_KEPT_LD_PRELOAD")) < 0 || fclose(seen) != 0;\n}\n';
  if (!existsSync(loader) || spawnSync("musl-gcc", ["-x", "c", "-", "-o", play.path("bin/cc")], { input: source }).status !== 0) {
    return false;
  }
  mkdirSync(play.path("lib"), { recursive: true });
  copyFileSync(loader, play.path(loader.slice(1)));
  return true;
}

/** In a root of musl's, with files that could mislead glibc's loader: nothing does, and the programs that the core starts see the user's settings. */
function amongTraps(play: Playground, mochi: Call): void {
  const settings = layTraps(play);
  const hasMusl = furnishWithMusl(play);
  console.log(`release: ${hasMusl ? "in a root whose programs are linked with musl" : "no musl-gcc here: the C library of the root was none"}`);
  play.write("again.mochi", 'print("again")\n');
  assert.deepEqual(mochi(["run", "again.mochi"], settings), { status: 0, out: "again\n", err: "" });
  writeFileSync(play.path("deep.mochi"), readFileSync(play.path("deep.mochi"), "utf8").replace("print(", "print(x && "));
  assert.deepEqual(mochi(["run", "deep.mochi"], settings), { status: 0, out: "true\n", err: "" });
  if (hasMusl) {
    mochi(["build", "--release", "again.mochi"], { ...settings, MOCHI_CC: "/bin/cc" });
    assert.match(readFileSync(play.path("seen"), "utf8"), /^(\/lib\/libpreloaded\.so \/lib\/libpreloaded\.so \/lib \(null\)\n)+$/);
  }
  const { err } = mochi(["toolchain", "install", "zig"], { ...settings, MOCHI_MIRROR: "http://mirror.test", HTTPS_PROXY: "http://127.0.0.1:9" }, "networked");
  assert.match(err, /^mochi: zig .* can't be fetched:\n {8}http:\/\/mirror\.test\/zig-.*-0\.16\.0\S*: .* only 200000 of \d+ bytes[^]*\nhelp: try again/m, "it resolves names, fetches, and believes nobody");
  assert.deepEqual(readdirSync(play.path("home/.mochi/toolchains")).filter((entry) => !entry.startsWith(".")), []);
}

describe("release", () => {
  test("release: programs are stripped of what isn't loaded, and run as before", () =>
    withPlayground((play) => {
      const program = play.path("program");
      execFileSync(process.env["CC"] ?? "cc", ["-g", "-O1", "-x", "c", "-", "-o", program], { input: '#include <stdio.h>\nstatic int table[1000];\nint main(int n, char **words) { table[n] = 41; printf("%s %d\\n", words[1], table[n] + n - 1); return 7; }\n' });
      const whole = readFileSync(program);
      const stripped = stripElf(whole);
      assert.ok(stripped.length < whole.length - 1000);
      assert.deepEqual(Buffer.from(stripElf(stripped)), Buffer.from(stripped), "there is nothing left to strip");
      writeFileSync(play.path("stripped"), stripped, { mode: 0o755 });
      const end = spawnSync(play.path("stripped"), ["answer"], { encoding: "utf8" });
      assert.deepEqual([end.status, end.stdout], [7, "answer 42\n"]);
      assert.throws(() => stripElf(new Uint8Array(100)), /no 64-bit little-endian ELF/);
    }));

  test("release: kits of another runtime are left out, and told", () =>
    withPlayground((play) => {
      play.write("include/fingerprint", "this");
      play.write("vendor/a", "");
      play.write(`${NOTICE_FOLDER}/a`, "");
      play.write("kits/wasm32-wasi/kit.json", '{ "runtime": "this" }');
      play.write("kits/x86_64-darwin/kit.json", '{ "runtime": "that" }');
      const { files, carried, missing } = shareFiles(play.folder, hostOf("darwin-x64"), "", "none here");
      assert.deepEqual(files.map(({ path }) => path).filter((path) => path.startsWith("kits/")), ["kits/wasm32-wasi/kit.json"]);
      assert.deepEqual(carried.slice(-1), ["kits/wasm32-wasi"]);
      assert.match(missing[0] ?? "", /^cross builds for .*, x86_64-darwin, .*: `node build\.mjs archives` makes/);
      assert.doesNotMatch(missing[0] ?? "", /wasm32-wasi/);
    }));

  test("release: one file in an empty world runs, tests and builds programs", async () => {
    const without = await obstacle();
    if (without !== undefined) {
      console.log(`release: not packaged here: ${without}`);
      return;
    }
    process.env["MOCHI_RELEASE_LEVEL"] = "3";
    const name = ownHost()?.name ?? "";
    await makeRelease(contextOf([name]));
    await withPlayground((play) => {
      for (const folder of ["bin", "home"]) {
        mkdirSync(play.path(folder));
      }
      copyFileSync(join(RELEASE, `mochi-${name}`), play.path("bin/mochi"));
      console.log(`release: ${mayHaveARoot ? "in a root folder of its own, without network" : "no namespaces are allowed here: among all files, with network"}`);
      const mochi = callIn(play.folder);
      play.write("hello.mochi", 'print("hello")\ntest "adds" {\n  expect 1 + 1 == 2\n}\n');
      for (const round of ["first", "cached"]) {
        assert.deepEqual(mochi(["run", "hello.mochi"], {}, "bare"), { status: 0, out: "hello\n", err: "" }, round);
      }
      assert.match(mochi(["test", "hello.mochi"], {}, "bare").err, /1 passed, 0 failed\n$/);
      assert.equal(mochi(["build", "hello.mochi"], {}, "bare").status, 0);
      assert.equal(execFileSync(play.path("hello"), { encoding: "utf8", env: {} }), "hello\n");
      assert.deepEqual(readdirSync(play.folder).sort(), ["bin", "hello", "hello.mochi", "home"]);
      assert.match(mochi(["upgrade"], {}, "bare").err, mayHaveARoot ? /^mochi: the system doesn't tell where this executable is\nhelp: see that \/proc is mounted/ : /^mochi: .*\nhelp: .*MOCHI_BASE_URL/);
      for (const folder of ["proc", "dev", "tmp"]) {
        mkdirSync(play.path(folder));
      }
      assert.match(mochi(["version"]).out, /^mochi \d+\.\d+\.\d+ \(build [0-9a-f]{16}\)\n$/);
      assert.deepEqual(readdirSync(play.path("home")), [".mochi"]);
      const refused = mochi(["build", "--release", "hello.mochi", "-o", "fast"]);
      assert.equal(refused.status, 1);
      // Without libraries for this very machine, which `node build.mjs archives` makes, fetching zig wouldn't help.
      assert.match(refused.err, /^mochi: no C compiler found, and (zig .* can't be fetched:|this copy of Mochi has no libraries)[^]*\nhelp: install one /m, "it says what is missing and how to get it");
      const cross = mochi(["build", "--offline", "--target=aarch64-linux-musl", "hello.mochi"]);
      assert.equal(cross.status, 1);
      assert.match(cross.err, /^mochi: (zig .* is not installed, and offline|this copy of Mochi has no libraries for aarch64-linux-musl)[^]*\nhelp: /);
      assert.match(mochi(["toolchain", "install", "zig", "--offline"]).err, /^mochi: zig .* is not installed, and offline it can't be fetched\nhelp: bring one of these files here [^]*SHA-256 [^]*vendor use FILE/);
      assert.match(mochi(["version"], { NODE_OPTIONS: "--nonsense", NODE_PATH: "/nonexistent" }).out, /^mochi /, "node's own variables mean nothing");
      play.write("deep.mochi", `let x = true\nprint(${Array.from({ length: 20_000 }, () => "x").join(" && ")})\n`);
      assert.deepEqual(mochi(["run", "deep.mochi"]), { status: 0, out: "true\n", err: "" });
      if (mayHaveARoot) {
        amongTraps(play, mochi);
      }
    });
  });

  test("release: the compiler's bytecode is the same each time, and V8 takes it", () =>
    withPlayground((play) => {
      const cx = contextOf([]);
      const [first, second] = [play.path("first"), play.path("second")];
      for (const path of [first, second]) {
        assert.equal(makeBytecode(cx, process.execPath, path), undefined);
      }
      assert.ok(readFileSync(first).equals(readFileSync(second)));
      const filename = join(ROOT, "dist", "mochi-core.cjs");
      const script = new Script(Module.wrap(readFileSync(filename, "latin1")), { filename, cachedData: readFileSync(first) });
      assert.equal(script.cachedDataRejected, false);
    }));

  test("release: all hosts, the same bytes twice", { timeout: 3_600_000 }, async () => {
    if (!ALL) {
      console.log("release: all five hosts are made and compared with MOCHI_TEST_RELEASE=1");
      return;
    }
    const make = async (): Promise<string> => {
      for (const name of readdirSync(RELEASE).filter((one) => one !== "node")) {
        rmSync(join(RELEASE, name), { recursive: true });
      }
      await makeRelease(contextOf([]));
      return readFileSync(join(RELEASE, "SHA256SUMS"), "utf8");
    };
    const first = await make();
    assert.equal(first.split("\n").length - 1, 5);
    assert.equal(await make(), first);
  });
});
