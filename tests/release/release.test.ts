// A release's executable, copied alone into an empty world: no node, no compiler, no network, an empty home; where file
// systems may be mounted, a root folder with nothing else but what the system's loader needs, /proc and /dev.
// Packaged for this machine only, fast rather than small; MOCHI_TEST_RELEASE=1 makes all hosts' twice and
// compares the bytes. Where the node that it is made of can't be fetched, this says so.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { exitStatus } from "../../cli/driver/execute.ts";
import type { BuildContext } from "../../release/build-context.ts";
import { BuildFailure } from "../../release/build-failure.ts";
import { findCompilers } from "../../release/find-compilers.ts";
import { ownHost } from "../../release/hosts.ts";
import { makeRelease } from "../../release/make-release.ts";
import { nodeBinary } from "../../release/node-binary.ts";
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
const mayHaveARoot = spawnSync("unshare", [...NAMESPACES.slice(1), "sh", "-c", "mount -t proc proc /proc && mount --rbind /dev /dev"]).status === 0;

/** Calls the executable in its world, a folder with `bin/mochi` and `home`; the current folder is the world itself. */
type Call = (args: readonly string[], environment?: Readonly<Record<string, string>>) => CommandEnd;

function callIn(world: string): Call {
  const enter = 'root=$1; shift; mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 99; exec env -i "$@"';
  return (args, environment = {}) => {
    const settings = (home: string): readonly string[] => Object.entries({ HOME: home, PATH: "/nonexistent", NO_COLOR: "1", ...environment }).map(([name, value]) => `${name}=${value}`);
    const [program = "", ...words] = mayHaveARoot
      ? [...NAMESPACES, "sh", "-c", enter, "sh", world, ...settings("/home"), findExecutable("chroot") ?? "/usr/sbin/chroot", world, "/bin/mochi", ...args]
      : ["env", "-i", ...settings(join(world, "home")), join(world, "bin", "mochi"), ...args];
    const end = spawnSync(program, words, { cwd: world, encoding: "utf8", input: "", timeout: 120_000 });
    return { status: exitStatus(end.status, end.signal), out: end.stdout, err: end.stderr };
  };
}

/** Copies into the world what the loader of this system needs for the program. */
function addLibraries(world: string, program: string): void {
  const listed = execFileSync("ldd", [program], { encoding: "utf8" });
  for (const [path] of listed.matchAll(/\/\S+(?= \()/g)) {
    mkdirSync(join(world, path, ".."), { recursive: true });
    copyFileSync(path, join(world, path));
  }
}

/** The executable asks a server of this machine for zig; how that ended, and what was asked. */
async function fetchFrom(play: Playground, executable: string): Promise<{ readonly err: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { connection: "close", "transfer-encoding": "chunked" }).end(Buffer.alloc(200_000, "wrong"));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = spawn(executable, ["toolchain", "install", "zig"], { env: { HOME: play.home, PATH: "/nonexistent", NO_COLOR: "1", MOCHI_MIRROR: mirror, HTTPS_PROXY: "http://127.0.0.1:9" }, stdio: ["ignore", "ignore", "pipe"] });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    await once(child, "close");
    return { err, asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
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
      for (const folder of ["bin", "home", "proc", "dev", "tmp"]) {
        mkdirSync(play.path(folder));
      }
      copyFileSync(join(RELEASE, `mochi-${name}`), play.path("bin/mochi"));
      console.log(`release: ${mayHaveARoot ? "in a root folder of its own, without network" : "no namespaces are allowed here: among all files, with network"}`);
      const mochi = callIn(play.folder);
      play.write("hello.mochi", 'print("hello")\ntest "adds" {\n  expect 1 + 1 == 2\n}\n');
      if (mayHaveARoot) {
        assert.match(mochi(["version"]).err, /could not be started: No such file or directory\nhelp: on Linux the compiler needs glibc 2\.28 or newer and libstdc\+\+/);
        const [id = ""] = readdirSync(play.path("home/.mochi/core")).filter((entry) => entry !== "lock");
        addLibraries(play.folder, play.path(`home/.mochi/core/${id}/mochi-core`));
      }
      assert.match(mochi(["version"]).out, /^mochi \d+\.\d+\.\d+ \(build [0-9a-f]{16}\)\n$/);
      assert.deepEqual(readdirSync(play.path("home")), [".mochi"]);
      for (const round of ["first", "cached"]) {
        assert.deepEqual(mochi(["run", "hello.mochi"]), { status: 0, out: "hello\n", err: "" }, round);
      }
      assert.match(mochi(["test", "hello.mochi"]).err, /1 passed, 0 failed\n$/);
      assert.equal(mochi(["build", "hello.mochi"]).status, 0);
      assert.equal(execFileSync(play.path("hello"), { encoding: "utf8", env: {} }), "hello\n");
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
    });
    await withPlayground(async (play) => {
      const { err, asked } = await fetchFrom(play, join(RELEASE, `mochi-${name}`));
      assert.ok(asked.length > 1 && asked.every((path) => /^\/zig.*-0\.16\.0/.test(path)), asked.join(" "));
      assert.match(err, /^mochi: zig .* can't be fetched:[^]*127\.0\.0\.1:\d+\/zig-.*: .* only 200000 of \d+ bytes[^]*\nhelp: try again/m, "a release can fetch, and believes nobody");
      assert.deepEqual(readdirSync(join(play.home, ".mochi", "toolchains")).filter((entry) => !entry.startsWith(".")), []);
    });
  });

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
