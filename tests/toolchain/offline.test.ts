// From an empty home without network to programs for every target, with the real zig: what it takes is fetched once (its Python
// wheel, through pip), packed, served, carried over and unpacked by the commands that a user types.
// One unpacking (357 MB) in each run; MOCHI_TEST_OFFLINE=1 also installs from a mirror and from a folder with archives.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { TRIPLES } from "../../cli/targets/triple.ts";
import { PINNED_TOOLCHAINS } from "../../vendor/toolchain-pins.ts";
import { type CommandEnd, type Playground, withPlayground } from "../harness/mochi-command.ts";
import { runForTarget, targetCompiler, testTarget } from "../harness/target-program.ts";
import { withServer } from "./vendor-playground.ts";

const WHOLE = process.env["MOCHI_TEST_OFFLINE"] === "1";
const MOCHI = resolve("dist", "mochi");
const built = TRIPLES.filter((name) => typeof targetCompiler(name) !== "string");

/** What the developer's own surroundings say must not help. */
const BARE = { MOCHI_ZIG: "", MOCHI_VENDOR: "", MOCHI_MIRROR: "", MOCHI_OFFLINE: "" };

/** Words before a command that take its network away. */
const WITHOUT_NETWORK = ["unshare", "--user", "--map-root-user", "--net"];
const mayBeCutOff = spawnSync(WITHOUT_NETWORK[0] ?? "", [...WITHOUT_NETWORK.slice(1), "true"]).status === 0;

function call(play: Playground, args: readonly string[], variables: Readonly<Record<string, string>>, before: readonly string[] = []): CommandEnd {
  const [program = "", ...words] = [...before, MOCHI, ...args];
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: play.folder, encoding: "utf8", env: { ...process.env, ...BARE, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), NO_COLOR: "1", ...variables }, timeout: 300_000 });
  return { status: status ?? -1, out: stdout, err: stderr };
}

function callCutOff(play: Playground, args: readonly string[], variables: Readonly<Record<string, string>> = {}): CommandEnd {
  return call(play, args, { MOCHI_OFFLINE: "1", ...variables }, mayBeCutOff ? WITHOUT_NETWORK : []);
}

/** A bundle with the real zig, made once and kept; a text that says why there is none. */
async function realBundle(): Promise<{ readonly path: string } | string> {
  if (built.length === 0) {
    return `no kits: ${String(targetCompiler(TRIPLES[0]))}`;
  }
  const kept = join("dist", "tests", `zig-${PINNED_TOOLCHAINS.zig.version}.bundle`);
  if (existsSync(kept)) {
    return { path: resolve(kept) };
  }
  let failure: string | undefined;
  await withPlayground((play) => {
    const end = call(play, ["vendor", "bundle", "--out", "it.tar", "--target", TRIPLES.join(",")], {});
    failure = end.status === 0 ? undefined : end.err;
    if (failure === undefined) {
      renameSync(play.path("it.tar"), kept);
    }
  });
  return failure ?? { path: resolve(kept) };
}

/** The build that an empty home without network refuses now succeeds, for each target; what can run runs. */
async function buildAll(play: Playground, variables: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const name of built) {
    const out = `program-${name}`;
    assert.deepEqual(callCutOff(play, ["build", "--release", `--target=${name}`, "-o", out, "program.mochi"], { ...variables, MOCHI_MSVC_SYSROOT: process.env["MOCHI_MSVC_SYSROOT"] ?? "" }), { status: 0, out: "", err: "" }, name);
    const ready = testTarget(name);
    if (typeof ready !== "string") {
      assert.equal((await runForTarget(play.path(out), ready, { timeout: 60_000 })).out, "built offline\n", name);
    }
  }
}

function playWithProgram(use: (play: Playground) => void | Promise<void>): Promise<void> {
  return withPlayground((play) => {
    play.write("program.mochi", 'print("built offline")\n');
    return use(play);
  });
}

describe("offline, with the real zig", { concurrency: 1 }, () => {
  test("a bundle carries what builds for every target need to a machine without network", { timeout: 600_000 }, async () => {
    const bundle = await realBundle();
    if (typeof bundle === "string") {
      console.log(`offline: nothing is built: ${bundle.split("\n")[0]}`);
      return;
    }
    console.log(`offline: ${mayBeCutOff ? "in namespaces without network" : "no namespaces are allowed here: with MOCHI_OFFLINE=1 only"}`);
    await playWithProgram(async (play) => {
      const before = callCutOff(play, ["build", `--target=${built[0]}`, "program.mochi"]);
      assert.equal(before.status, 1);
      assert.match(before.err, /^mochi: zig 0\.16\.0 for \S+ is not installed, and offline it can't be fetched\nhelp: bring one of these files[^]*vendor use FILE/);
      assert.match(callCutOff(play, ["vendor", "use", bundle.path]).out, /^zig 0\.16\.0 for \S+ needs no network any more\n$/);
      await buildAll(play);
      assert.equal(callCutOff(play, ["toolchain", "verify"]).status, 0);
    });
  });

  test("the real artefact through a mirror; MOCHI_VENDOR as a bundle and as a folder", { timeout: 600_000 }, async () => {
    const bundle = await realBundle();
    if (typeof bundle === "string") {
      console.log(`offline: no mirror is tried: ${bundle.split("\n")[0]}`);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "mochi-mirror-"));
    try {
      execFileSync("tar", ["xf", bundle.path, "-C", folder]);
      const archives = join(folder, "archives");
      const [file = ""] = readdirSync(archives);
      await withServer(
        (request, response) => {
          const path = join(archives, request.url ?? "");
          if (!existsSync(path)) {
            response.writeHead(404).end();
            return;
          }
          response.writeHead(200, { "content-length": statSync(path).size });
          createReadStream(path).pipe(response);
        },
        async ({ url, asked }) => {
          await playWithProgram(async (play) => {
            const made = await play.start(["vendor", "bundle", "--out", "again.tar"], { environment: { ...BARE, MOCHI_MIRROR: url } }).end;
            assert.equal(made.status, 0, made.err);
            assert.ok(asked.includes(`/${file}`), asked.join(" "));
            assert.ok(readFileSync(play.path("again.tar")).equals(readFileSync(bundle.path)), "through pip or a mirror: the same bundle");
          });
          if (!WHOLE) {
            console.log("offline: it is installed from a mirror and from a folder, too, with MOCHI_TEST_OFFLINE=1");
            return;
          }
          await playWithProgram(async (play) => {
            const installed = await play.start(["toolchain", "install", "zig"], { environment: { ...BARE, MOCHI_MIRROR: url } }).end;
            assert.equal(installed.status, 0, installed.err);
            await buildAll(play);
          });
          await playWithProgram((play) => buildAll(play, { MOCHI_VENDOR: bundle.path }));
          await playWithProgram((play) => buildAll(play, { MOCHI_VENDOR: archives }));
        },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
