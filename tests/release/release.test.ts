// A release's executable, copied alone into an empty world: no node, no compiler, no network, an empty home.
// Packaged for this machine only, fast rather than small; MOCHI_TEST_RELEASE=1 makes all hosts' twice and
// compares the bytes. Where the node that it is made of can't be fetched, this says so.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { exitStatus } from "../../cli/driver/execute.ts";
import type { BuildContext } from "../../release/build-context.ts";
import { BuildFailure } from "../../release/build-failure.ts";
import { findCompilers } from "../../release/find-compilers.ts";
import { ownHost } from "../../release/hosts.ts";
import { makeRelease } from "../../release/make-release.ts";
import { nodeBinary } from "../../release/node-binary.ts";
import { stripElf } from "../../release/strip-elf.ts";
import { type CommandEnd, withPlayground } from "../harness/mochi-command.ts";

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

const offline = spawnSync("unshare", ["--user", "--map-root-user", "--net", "true"]).status === 0 ? ["unshare", "--user", "--map-root-user", "--net"] : [];

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
      mkdirSync(play.path("bin"));
      copyFileSync(join(RELEASE, `mochi-${name}`), play.path("bin/mochi"));
      console.log(`release: ${offline.length > 0 ? "without network" : "no network namespace is allowed here: with network"}`);
      const mochi = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): CommandEnd => {
        const [program = "", ...words] = [...offline, play.path("bin/mochi"), ...args];
        const executable = program === "unshare" ? "/usr/bin/unshare" : program;
        const end = spawnSync(executable, words, { cwd: play.folder, encoding: "utf8", input: "", timeout: 120_000, env: { HOME: play.home, PATH: "/nonexistent", NO_COLOR: "1", ...environment } });
        return { status: exitStatus(end.status, end.signal), out: end.stdout, err: end.stderr };
      };
      play.write("hello.mochi", 'print("hello")\ntest "adds" {\n  expect 1 + 1 == 2\n}\n');
      assert.match(mochi(["version"]).out, /^mochi \d+\.\d+\.\d+ \(build [0-9a-f]{16}\)\n$/);
      assert.deepEqual(readdirSync(play.home), [".mochi"]);
      for (const round of ["first", "cached"]) {
        assert.deepEqual(mochi(["run", "hello.mochi"]), { status: 0, out: "hello\n", err: "" }, round);
      }
      assert.match(mochi(["test", "hello.mochi"]).err, /1 passed, 0 failed\n$/);
      assert.equal(mochi(["build", "hello.mochi"]).status, 0);
      assert.equal(execFileSync(play.path("hello"), { encoding: "utf8", env: {} }), "hello\n");
      const refused = mochi(["build", "--release", "hello.mochi", "-o", "fast"]);
      assert.equal(refused.status, 1);
      assert.match(refused.err, /^mochi: zig .* can't be fetched:[^]*\nhelp: /m, "it says what is missing and how to get it");
      assert.match(mochi(["version"], { NODE_OPTIONS: "--nonsense", NODE_PATH: "/nonexistent" }).out, /^mochi /, "node's own variables mean nothing");
      play.write("deep.mochi", `let x = true\nprint(${Array.from({ length: 20_000 }, () => "x").join(" && ")})\n`);
      assert.deepEqual(mochi(["run", "deep.mochi"]), { status: 0, out: "true\n", err: "" });
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
