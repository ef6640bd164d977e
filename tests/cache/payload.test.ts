// The launcher of a release, which carries its compiler core: unpacking it in an empty home, in many
// processes at once, killed at any moment, from damaged bytes, into folders that are not ours. The
// core here is a small shell script, and nothing is compressed; what unpacks is the real thing.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { blake3 } from "@noble/hashes/blake3.js";
import { LIBRARY_FOLDER, LOADER, loaderWords, restorePreloads, withoutPreloads } from "../../cli/core-loader.ts";
import { exitStatus } from "../../cli/driver/execute.ts";
import { launcherDefinitions, launcherSources, payloadDefinitions } from "../../release/launcher-sources.ts";
import { encodePayload, type PayloadFile } from "../../release/payload.ts";
import { zstdInclude } from "../../release/zstd-decoder.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";
import { storedFrame } from "../harness/stored-frame.ts";

const ROOT = resolve(".");
const COMPILER = process.env["CC"] ?? "cc";
const KILLS = Number(process.env["MOCHI_TEST_KILLS"] ?? 60);
const BUILD_ID = "0123456789abcdef0123456789abcdef";
const CORE = '#!/bin/sh\nprintf "%s\\n" core "$@"\ncat "$(dirname "$0")/share/text"\n';
const TEXT = "as it was packed\n";
const ANSWER = { status: 0, out: `core\na\nb c\n${TEXT}`, err: "" } as const;

const file = (path: string, contents: string | Uint8Array, isExecutable = false): PayloadFile => ({ path, isExecutable, contents: Buffer.from(contents) });
const FILES = [file("mochi-core", CORE, true), file("share/text", TEXT), file("share/deep/er/empty", ""), file("large", Buffer.alloc(3_000_000, "0123456789"))];

/** Compiles all of a launcher but the payload's bytes; what it returns links it with some. `loader`: the file that starts its core. */
function newLinker(play: Playground, flags: readonly string[], loader?: string): (name: string, payload: Uint8Array) => string {
  const archive = readdirSync(join("dist", "obj")).filter((triple) => !triple.startsWith("zig-")).map((triple) => join(ROOT, "dist", "obj", triple, "libzstd.a")).find((path) => existsSync(path)) ?? "no libzstd.a";
  const common = ["-std=c11", "-g", "-O1", ...flags, `-I${join(ROOT, "cli", "launcher")}`, "-isystem", zstdInclude(ROOT), ...launcherDefinitions(BUILD_ID, process.platform, loader)];
  const sources = launcherSources(ROOT, process.platform, "payload") ?? [];
  const carrier = sources.filter((path) => path.endsWith("payload-bytes.c"));
  const objects = play.path("objects");
  mkdirSync(objects);
  execFileSync(COMPILER, [...common, "-c", ...sources.filter((path) => !carrier.includes(path))], { cwd: objects });
  return (name, payload) => {
    const bytes = play.path(`${name}.payload`);
    writeFileSync(bytes, payload);
    execFileSync(COMPILER, [...common, ...payloadDefinitions(bytes, "linux"), ...carrier, ...readdirSync(objects).map((object) => join(objects, object)), archive, "-o", play.path(name)]);
    rmSync(bytes);
    return play.path(name);
  };
}

const coresOf = (play: Playground): string => join(play.home, ".mochi", "core");
const coreOf = (play: Playground): string => join(coresOf(play), BUILD_ID);

function environmentOf(play: Playground, changes: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: play.home, ...changes };
}

function ask(play: Playground, launcher: string, environment: Readonly<Record<string, string | undefined>> = {}): { readonly status: number; readonly out: string; readonly err: string } {
  const { status, signal, stdout, stderr } = spawnSync(launcher, ["a", "b c"], { cwd: play.folder, env: environmentOf(play, environment), encoding: "utf8", input: "" });
  return { status: exitStatus(status, signal), out: stdout, err: stderr };
}

/** Starts one and resolves with how it ended. */
function start(play: Playground, launcher: string): { readonly kill: () => void; readonly end: Promise<string> } {
  const child = spawn(launcher, ["a", "b c"], { cwd: play.folder, env: environmentOf(play), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { kill: () => child.kill("SIGKILL"), end: new Promise((done) => child.on("close", (status) => done(`${status} ${said}`))) };
}

/** One launcher serves all tests that don't damage it. */
let compiled: Promise<Buffer> | undefined;

function withPayload(use: (play: Playground, launcher: string) => void | Promise<void>): Promise<void> {
  return withPlayground(async (play) => {
    compiled ??= Promise.resolve(readFileSync(newLinker(play, [])("first", encodePayload(FILES, storedFrame))));
    writeFileSync(play.path("mochi"), await compiled, { mode: 0o755 });
    await use(play, play.path("mochi"));
  });
}

describe("payload", { concurrency: 2 }, () => {
  test("payload: the first call unpacks, the next ones don't", () =>
    withPayload((play, launcher) => {
      assert.deepEqual(ask(play, launcher), ANSWER);
      assert.deepEqual(readdirSync(coresOf(play)).sort(), [BUILD_ID, "lock"]);
      for (const { path, isExecutable, contents } of FILES) {
        assert.deepEqual(readFileSync(join(coreOf(play), path)), contents, path);
        assert.equal(statSync(join(coreOf(play), path)).mode & 0o777, isExecutable ? 0o700 : 0o600, path);
      }
      assert.equal(statSync(coresOf(play)).mode & 0o777, 0o700);
      const { ino } = statSync(join(coreOf(play), "mochi-core"));
      assert.deepEqual(ask(play, launcher), ANSWER);
      assert.equal(statSync(join(coreOf(play), "mochi-core")).ino, ino);
      assert.deepEqual(ask(play, launcher, { HOME: undefined, MOCHI_HOME: join(play.home, ".mochi") }), ANSWER);
      assert.deepEqual(ask(play, launcher, { MOCHI_HOME: join(play.home, "no", "such", "folder") }), ANSWER);
      assert.equal(statSync(join(play.home, "no")).mode & 0o777, 0o700);
      assert.deepEqual(ask(play, launcher, { MOCHI_HOME: "here" }), ANSWER);
      assert.deepEqual(readdirSync(play.path("here")), ["core"]);
    }));

  test("payload: a carried loader starts the core, and the user's preloads are kept from it", () =>
    withPlayground((play) => {
      const loader = '#!/bin/sh\nprintf "%s\\n" "$@" "$LD_PRELOAD" "$MOCHI_KEPT_LD_PRELOAD" "$MOCHI_KEPT_LD_AUDIT"\n';
      const launcher = newLinker(play, [], LOADER)("mochi", encodePayload([...FILES, file(LOADER, loader, true)], storedFrame));
      const told = (home: string): readonly string[] => ask(play, launcher, { MOCHI_HOME: home, LD_PRELOAD: "theirs", LD_AUDIT: "" }).out.split("\n");
      for (const [home, libraries] of [["plain", join(play.folder, "plain", "core", BUILD_ID)], ["with:colon", "$ORIGIN"]] as const) {
        const core = join(play.folder, home, "core", BUILD_ID);
        const words = ["--inhibit-cache", "--library-path", join(libraries, LIBRARY_FOLDER), join(core, "mochi-core")];
        assert.deepEqual(told(join(play.folder, home)), [...words, "a", "b c", "", "theirs", "", ""]);
        assert.deepEqual(loaderWords(core), [join(core, LOADER), ...words], "the core starts others alike");
        rmSync(join(core, LOADER));
        assert.deepEqual(told(join(play.folder, home)).slice(0, 2), words.slice(0, 2), "without it, all is unpacked again");
      }
      const environment = { LD_PRELOAD: undefined, MOCHI_KEPT_LD_PRELOAD: "theirs", OTHER: "1" };
      restorePreloads(environment);
      assert.deepEqual(environment, { LD_PRELOAD: "theirs", OTHER: "1" });
      assert.deepEqual(withoutPreloads(environment), { OTHER: "1" });
    }));

  test("payload: what isn't whole is unpacked again", () =>
    withPayload((play, launcher) => {
      const damages: readonly (() => void)[] = [
        () => rmSync(join(coreOf(play), ".ok")),
        () => rmSync(join(coreOf(play), "mochi-core")),
        () => appendFileSync(join(coreOf(play), "mochi-core"), "#"),
        () => rmSync(coreOf(play), { recursive: true }),
        () => {
          rmSync(coreOf(play), { recursive: true });
          symlinkSync(play.home, coreOf(play));
        },
        () => chmodSync(coreOf(play), 0o777),
      ];
      for (const damage of damages) {
        ask(play, launcher);
        damage();
        assert.deepEqual(ask(play, launcher), ANSWER, damage.toString());
        assert.deepEqual(readdirSync(coresOf(play)).sort(), [BUILD_ID, "lock"]);
      }
      assert.deepEqual(readdirSync(play.home), [".mochi"], "a link's target stays as it is");
    }));

  test("payload: fifty first calls at once", () =>
    withPayload(async (play, launcher) => {
      const ends = await Promise.all(Array.from({ length: 50 }, () => start(play, launcher).end));
      assert.deepEqual([...new Set(ends)], [`0 ${ANSWER.out}`]);
      assert.deepEqual(readdirSync(coresOf(play)).sort(), [BUILD_ID, "lock"]);
    }));

  test(`payload: killed at ${KILLS} moments, the next call is right`, () =>
    withPayload(async (play, launcher) => {
      const before = performance.now();
      ask(play, launcher);
      const usual = performance.now() - before;
      let unfinished = 0;
      for (let round = 0; round < KILLS; round++) {
        rmSync(coreOf(play), { recursive: true, force: true });
        const call = start(play, launcher);
        await sleep(usual * Math.random());
        call.kill();
        await call.end;
        unfinished += existsSync(join(coreOf(play), ".ok")) ? 0 : 1;
        assert.deepEqual(ask(play, launcher), ANSWER, `round ${round}`);
        assert.deepEqual(readdirSync(coresOf(play)).sort(), [BUILD_ID, "lock"], `round ${round}`);
      }
      assert.ok(unfinished > KILLS / 12, `${unfinished} of ${KILLS} were killed before they had finished`);
    }));

  test("payload: folders that are not ours alone are refused, with a remedy", () =>
    withPayload((play, launcher) => {
      const refused = (why: RegExp, environment: Readonly<Record<string, string | undefined>> = {}): void => {
        const { status, out, err } = ask(play, launcher, environment);
        assert.deepEqual([status, out], [1, ""]);
        assert.match(err, why);
        assert.match(err, /\nhelp: .*MOCHI_HOME.*\n$/);
      };
      mkdirSync(coresOf(play), { recursive: true });
      chmodSync(coresOf(play), 0o770);
      refused(/^mochi: \/.*\/core is not used: it belongs to somebody else, or others may write to it\n/);
      rmSync(coresOf(play), { recursive: true });
      symlinkSync(play.home, coresOf(play));
      refused(/^mochi: \/.*\/core is not used: it is no folder, or a symbolic link\n/);
      rmSync(coresOf(play));
      writeFileSync(coresOf(play), "");
      refused(/it is no folder/);
      rmSync(coresOf(play));
      refused(/^mochi: \/dev\/null\/at\/all can't be (made|used): Not a directory\n/, { MOCHI_HOME: "/dev/null/at/all" });
      refused(/the path is too long/, { MOCHI_HOME: `/${"x".repeat(4090)}` });
      if (process.getuid?.() === 0) {
        mkdirSync(coresOf(play));
        chownSync(coresOf(play), 12345, 12345);
        refused(/it belongs to somebody else/);
        rmSync(coresOf(play), { recursive: true });
      }
      assert.deepEqual(ask(play, launcher), ANSWER);
    }));

  test("payload: Mochi's own folder may be a link to one of ours, and to no other", () =>
    withPayload((play, launcher) => {
      const home = join(play.home, ".mochi");
      symlinkSync(play.path("disk"), home);
      assert.match(ask(play, launcher).err, /\/\.mochi is not used: it is no folder, or a symbolic link\nhelp: .*MOCHI_HOME/);
      mkdirSync(play.path("disk"), { mode: 0o777 });
      chmodSync(play.path("disk"), 0o777);
      assert.match(ask(play, launcher).err, /\/\.mochi is not used: it belongs to somebody else, or others may write to it\nhelp: .*MOCHI_HOME/);
      chmodSync(play.path("disk"), 0o700);
      assert.deepEqual(ask(play, launcher), ANSWER);
      assert.deepEqual(readdirSync(play.path("disk/core")).sort(), [BUILD_ID, "lock"]);
    }));

  test("payload: a read-only home and a full disk are told, and leave nothing", () =>
    withPayload((play, launcher) => {
      // Root writes everywhere: a folder of its own user namespace, or a limit on file sizes, stand for the two.
      const limited = spawnSync("/bin/sh", ["-c", 'ulimit -f 1000; exec "$0" a', launcher], { cwd: play.folder, env: environmentOf(play), encoding: "utf8" });
      assert.equal(limited.status, 1, limited.stdout);
      assert.match(limited.stderr, /^mochi: \/.*\/core: the compiler can't be unpacked here: the file would be larger than is allowed here\nhelp: make room there \(about \d+ MB are needed\), or name another folder in MOCHI_HOME\n$/);
      assert.deepEqual(readdirSync(coresOf(play)), ["lock"]);
      const mounted = (type: string, then: string): ReturnType<typeof spawnSync> =>
        spawnSync("unshare", ["--user", "--map-root-user", "--mount", "/bin/sh", "-c", `mount -t tmpfs -o ${type} none "$HOME" || exit 99; ${then}; "$0" a`, launcher], { cwd: play.folder, env: environmentOf(play), encoding: "utf8" });
      const full = mounted("size=2m", "true");
      if (full.status === 99 || full.error !== undefined || /unshare/.test(String(full.stderr))) {
        console.log("payload: no user namespaces here; full and read-only file systems were tested by a file-size limit only");
        return;
      }
      assert.match(String(full.stderr), /^mochi: \/.*\/core: the compiler can't be unpacked here: no space left on the device\nhelp: make room there/);
      assert.match(String(mounted("size=9m", 'mount -o remount,ro "$HOME"').stderr), /^mochi: \/.*\/\.mochi can't be made: the file system is read-only\nhelp: name a folder that can be written to in MOCHI_HOME/);
      const nobody = spawnSync("unshare", ["--user", "--map-user=54321", launcher, "a"], { cwd: play.folder, env: environmentOf(play, { HOME: undefined, MOCHI_HOME: undefined }), encoding: "utf8" });
      assert.match(nobody.stderr, /^mochi: there is no place for Mochi's files: neither MOCHI_HOME nor the home folder is known\nhelp: name a folder in MOCHI_HOME/);
    }));

  test("payload: a clock that was set back doesn't matter", () =>
    withPayload((play, launcher) => {
      ask(play, launcher);
      const future = new Date(Date.now() + 1e9);
      utimesSync(join(coreOf(play), ".ok"), future, future);
      assert.deepEqual(ask(play, launcher), ANSWER);
      const past = new Date(Date.now() - 1e9);
      utimesSync(join(coreOf(play), ".ok"), past, past);
      assert.deepEqual(ask(play, launcher), ANSWER);
      assert.ok(statSync(join(coreOf(play), ".ok")).mtimeMs > Date.now() - 60_000, "its use was noted");
    }));

  test("payload: a damaged or hostile payload is never taken for whole", () =>
    withPlayground((play) => {
      const good = Buffer.from(encodePayload(FILES.slice(0, 3), storedFrame));
      const sealed = (body: Uint8Array): Uint8Array => Buffer.concat([good.subarray(0, 8), blake3(body), body]);
      assert.deepEqual(sealed(good.subarray(40)), good);
      const packed = (path: string): Uint8Array => encodePayload([file("mochi-core", CORE, true), file(path, "escaped")], storedFrame);
      const inIndex = good.indexOf("mochi-core") - 13;
      const changed = (at: number, value: number): Uint8Array => {
        const body = Buffer.from(good.subarray(40));
        body[at - 40] = value;
        return sealed(body);
      };
      const cases: Readonly<Record<string, Uint8Array>> = {
        nothing: new Uint8Array(),
        "only a head": good.subarray(0, 40),
        "a byte of the head": Buffer.concat([Buffer.from("mochipk2"), good.subarray(8)]),
        "cut short": good.subarray(0, good.length - 5),
        "a byte of the contents": Buffer.concat([good.subarray(0, good.length - 5), Buffer.from("x"), good.subarray(good.length - 4)]),
        "cut short and sealed": sealed(good.subarray(40, good.length - 5)),
        "no frame": sealed(good.subarray(40, good.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])))),
        "a frame that is none": changed(good.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])), 0),
        "a core larger than all": changed(inIndex + 6, 1),
        "a text longer than the index": changed(inIndex + 12, 255),
        "more files than there are": changed(44, 200),
        "up and out": packed("../escaped"),
        "up in the middle": packed("a/../../escaped"),
        absolute: packed("/escaped"),
        "an empty part": packed("a//escaped"),
        "a dot": packed("./escaped"),
        backslashes: packed("..\\escaped"),
        "a drive": packed("c:escaped"),
        "nameless": packed(""),
        "the same file twice": packed("mochi-core"),
      };
      const link = newLinker(play, ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]);
      for (const [what, payload] of Object.entries(cases)) {
        const launcher = link("damaged", payload);
        const { status, out, err } = ask(play, launcher);
        assert.deepEqual([status, out], [1, ""], what);
        assert.match(err, /^mochi: .*\nhelp: .*\n$/, what);
        assert.doesNotMatch(err, /Sanitizer|runtime error/, what);
        assert.equal(existsSync(coreOf(play)), false, what);
        assert.deepEqual(readdirSync(play.home), [".mochi"], what);
        assert.deepEqual(readdirSync(coresOf(play)), ["lock"], what);
      }
    }));
});
