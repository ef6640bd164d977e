// cache, env, doctor, upgrade, uninstall: in empty homes, and an upgrade from a server of ours.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withoutBlock } from "../../cli/housekeeping/profiles.ts";
import { type CommandEnd, type Playground, withPlayground } from "../harness/mochi-command.ts";

const DIST = resolve("dist");
const HELLO = 'print("hello")\n';
const HOST = `mochi-${process.platform}-${process.arch}`;

const cacheOf = ({ home }: Playground): string => join(home, ".mochi", "cache");
const objectsOf = (play: Playground): readonly string[] => readdirSync(join(cacheOf(play), "objects"));
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function fill(play: Playground, ...names: readonly string[]): void {
  for (const name of names) {
    play.write(`${name}.mochi`, `print("${name}")\n`);
    assert.equal(play.mochi(["run", `${name}.mochi`]).out, `${name}\n`);
  }
}

/** An unpacked compiler of another version, last used so long ago. */
function oldCore(play: Playground, digit: string, hours: number): string {
  const folder = join(play.home, ".mochi", "core", digit.repeat(32));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, ".ok"), "");
  const time = new Date(Date.now() - hours * 3_600_000);
  utimesSync(join(folder, ".ok"), time, time);
  return folder;
}

/** The core as a release has it, beside a marker, with `executable` as the file that was called. */
function releasedCore(play: Playground): { readonly executable: string; readonly call: (args: readonly string[], environment?: Readonly<Record<string, string>>, under?: readonly string[]) => Promise<CommandEnd> } {
  const core = play.path("core");
  for (const folder of ["include", "vendor"]) {
    mkdirSync(join(core, folder), { recursive: true });
  }
  const files = ["mochi-core", "mochi-core.cjs", "mochi-core.bytecode", "package.json", "build-id", "include/fingerprint", "vendor/packages.cjs"];
  for (const name of files.filter((one) => existsSync(join(DIST, one)))) {
    copyFileSync(join(DIST, name), join(core, name));
  }
  writeFileSync(join(core, "mochi-core.js"), "");
  const executable = join(play.home, "bin", "mochi");
  mkdirSync(join(play.home, "bin"));
  writeFileSync(executable, "#!/bin/sh\necho mochi 1.0.0\n", { mode: 0o755 });
  const call = (args: readonly string[], environment: Readonly<Record<string, string>> = {}, under: readonly string[] = []): Promise<CommandEnd> =>
    new Promise((done) => {
      const [program = "", ...words] = [...under, process.execPath, join(core, "mochi-core"), ...args];
      const child = spawn(program, words, { env: { ...process.env, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), MOCHI_EXECUTABLE: executable, MOCHI_OFFLINE: "", NO_COLOR: "1", ...environment } });
      let [out, err] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
      child.on("close", (status) => done({ status: status ?? -1, out, err }));
    });
  return { executable, call };
}

/** Serves what `answers` has, by path; `pauseMs`: the second half of each a little later. */
async function serving(answers: ReadonlyMap<string, string>, use: (url: string) => Promise<void>, pauseMs = 0): Promise<void> {
  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? "");
    const half = (answer ?? "").length >> 1;
    response.writeHead(answer === undefined ? 404 : 200);
    response.write((answer ?? "").slice(0, half));
    setTimeout(() => response.end((answer ?? "").slice(half)), pauseMs);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("housekeeping", { concurrency: 2 }, () => {
  test("housekeeping: cache info, gc by age and size, verify, clean", () =>
    withPlayground((play) => {
      assert.match(play.mochi(["cache"]).out, /^folder {4}.*\/\.mochi\/cache\nprograms {2}0, 0\.0 MB\n/);
      fill(play, "a", "b", "c");
      assert.match(play.mochi(["cache", "info"]).out, /^programs {2}3, /m);
      assert.deepEqual(play.mochi(["cache", "verify"]), { status: 0, out: "3 programs are whole\n", err: "" });
      const [first = "", second = ""] = objectsOf(play);
      appendFileSync(join(cacheOf(play), "objects", first, "program"), "x");
      const verdict = play.mochi(["cache", "verify"]);
      assert.equal(verdict.status, 1);
      assert.match(verdict.out, /^2 programs are whole; 1 were damaged and are removed:\n {2}[0-9a-f]{64}\/program\n$/);
      const old = new Date(Date.now() - 3 * 86_400_000);
      utimesSync(join(cacheOf(play), "objects", second), old, old);
      assert.match(play.mochi(["cache", "gc"]).out, /^removed 0 programs/);
      assert.match(play.mochi(["cache", "gc", "--max-age", "2"]).out, /^removed 1 programs/);
      assert.match(play.mochi(["cache", "gc", "--max-size", "1K"]).out, /^removed 1 programs/);
      for (const wrong of [["--max-age", "soon"], ["--max-size", "1X"]]) {
        assert.equal(play.mochi(["cache", "gc", ...wrong]).status, 2);
      }
      fill(play, "a");
      assert.equal(play.mochi(["cache", "clean"]).status, 0);
      assert.equal(existsSync(join(cacheOf(play), "objects")), false);
    }));

  test("housekeeping: clean beside running builds harms none", () =>
    withPlayground(async (play) => {
      const names = Array.from({ length: 6 }, (_, index) => `p${index}`);
      for (const name of names) {
        play.write(`${name}.mochi`, `print("${name}")\n`);
      }
      const runs = names.map((name) => play.start(["run", `${name}.mochi`]).end);
      for (let round = 0; round < 5; round++) {
        const end = play.mochi(["cache", round % 2 === 0 ? "clean" : "gc"]);
        assert.equal(end.status, 0, end.err);
      }
      assert.deepEqual((await Promise.all(runs)).map(({ out, err }) => out + err), names.map((name) => `${name}\n`));
    }));

  test("housekeeping: clean beside tests that run harms none", () =>
    withPlayground(async (play) => {
      play.write("slow.mochi", 'test "first" {\n  let end = now() + 1500000000\n  while now() < end {\n  }\n  expect true\n}\ntest "second" {\n  expect 1 + 1 == 2\n}\n');
      assert.equal(play.mochi(["test", "second"]).status, 0);
      const tests = play.start(["test", "-j", "1"]);
      await sleep(900);
      assert.equal(play.mochi(["cache", "clean"]).status, 0);
      assert.deepEqual(readdirSync(cacheOf(play)), []);
      const { status, err } = await tests.end;
      assert.match(err, /2 passed, 0 failed\n$/);
      assert.equal(status, 0);
    }));

  test("housekeeping: fifty runs of one new script at once", () =>
    withPlayground(async (play) => {
      play.write("new.mochi", HELLO);
      const ends = await Promise.all(Array.from({ length: 50 }, () => play.start(["run", "new.mochi"], { environment: { MOCHI_BACKGROUND: "0" } }).end)); // so many runs would be optimised
      assert.deepEqual([...new Set(ends.map((end) => JSON.stringify(end)))], [JSON.stringify({ status: 0, out: "hello\n", err: "" })]);
      assert.equal(objectsOf(play).length, 1);
      assert.deepEqual(readdirSync(join(cacheOf(play), "staging")), []);
    }));

  test("housekeeping: a clock that was set back keeps nothing stale and removes nothing", () =>
    withPlayground((play) => {
      fill(play, "a");
      const future = new Date(Date.now() + 400 * 86_400_000);
      for (const path of [play.path("a.mochi"), ...objectsOf(play).map((key) => join(cacheOf(play), "objects", key)), join(cacheOf(play), "pruned")]) {
        utimesSync(path, future, future);
      }
      assert.equal(play.mochi(["run", "a.mochi"]).out, "a\n");
      play.write("a.mochi", 'print("b")\n');
      utimesSync(play.path("a.mochi"), future, future);
      assert.equal(play.mochi(["run", "a.mochi"]).out, "b\n");
      assert.match(play.mochi(["cache", "gc"]).out, /^removed 0 programs/);
    }));

  test("housekeeping: older compilers go, but for the last one and those in use", () =>
    withPlayground((play) => {
      const [lately, before, ancient] = [oldCore(play, "a", 5), oldCore(play, "b", 10), oldCore(play, "c", 1000)];
      const running = oldCore(play, "d", 0);
      assert.match(play.mochi(["cache", "gc"]).out, /and 3 older compilers\n$/);
      assert.deepEqual([lately, before, ancient, running].map((path) => existsSync(path)), [false, false, false, true]);
      const kept = oldCore(play, "e", 5);
      assert.match(play.mochi(["cache", "info"]).out, /^compiler {2}d{16}, last used \d{4}-\d\d-\d\d\ncompiler {2}e{16}/m);
      play.mochi(["cache", "gc"]);
      assert.equal(existsSync(kept), false);
      assert.equal(existsSync(running), true, "the last one stays");
    }));

  test("housekeeping: env says where everything is", () =>
    withPlayground((play) => {
      const facts = JSON.parse(play.mochi(["env", "--json"]).out) as Readonly<Record<string, string>> & { readonly variables: Readonly<Record<string, string>> };
      assert.equal(facts["home"], join(play.home, ".mochi"));
      assert.equal(facts["executable"], join(DIST, "mochi"));
      assert.equal(facts["build"], readFileSync(join(DIST, "build-id"), "utf8"));
      assert.equal(facts.variables["MOCHI_HOME"], join(play.home, ".mochi"));
      assert.match(play.mochi(["env"]).out, /^home {15}.*\/\.mochi$/m);
      play.write("env.mochi", HELLO);
      assert.equal(play.mochi(["build", "env.mochi"]).status, 0);
      assert.doesNotMatch(readFileSync(play.path("env"), "latin1"), /MOCHI_EXECUTABLE/);
    }));

  test("housekeeping: doctor looks at everything, and a healthy machine passes", () =>
    withPlayground((play) => {
      const healthy = play.mochi(["doctor"]);
      assert.equal(healthy.status, 0, healthy.out);
      const findings = JSON.parse(play.mochi(["doctor", "--json"]).out) as readonly { readonly what: string; readonly state: string }[];
      assert.deepEqual(findings.map(({ what }) => what), ["home", "cache", "temporary folder", "compiler core", "script mode", "C compiler", "zig", "PATH"]);
      for (const { what, state } of findings) {
        assert.match(healthy.out, new RegExp(`^(ok|note) +${what}: `, "m"));
        assert.notEqual(state, "bad");
      }
      assert.deepEqual(readdirSync(play.home), [], "it leaves nothing");
    }));

  test("housekeeping: doctor names what is wrong and the remedy, and exits with 1", () =>
    withPlayground((play) => {
      const file = play.write("file", "");
      const home = join(play.home, ".mochi");
      symlinkSync(play.folder, play.path("link"));
      symlinkSync("nowhere", play.path("dangling"));
      writeFileSync(play.path("failing"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      mkdirSync(play.path("open"), { mode: 0o755 });
      chmodSync(play.path("open"), 0o777);
      const wrong: readonly (readonly [string, Readonly<Record<string, string | undefined>>, RegExp])[] = [
        ["home", { MOCHI_HOME: file }, /^WRONG {2}home: .*\/file is no folder\n {7}remove it, or name another folder in MOCHI_HOME$/m],
        ["home", { MOCHI_HOME: join(file, "below") }, /^WRONG {2}home: .*\/below can't be made in .*: it can't be written: part of the path is no folder\n {7}name a folder/m],
        ["home", { MOCHI_HOME: play.path("dangling") }, /^WRONG {2}home: .*\/dangling is a symbolic link that leads nowhere\n {7}remove it/m],
        ["home", { MOCHI_HOME: play.path("open") }, /^WRONG {2}home: others may write to .*\n {7}`chmod go-w/m],
        ["home", { MOCHI_HOME: "/proc/mochi" }, /^WRONG {2}home: \/proc\/mochi can't be made in \/proc: it can't be written: .*\n {7}name a folder/m],
        ["cache", { MOCHI_CACHE_DIR: file }, /^WRONG {2}cache: .* is not used: it is no folder\n {7}remove it/m],
        ["cache", { MOCHI_CACHE_DIR: play.path("link") }, /^WRONG {2}cache: .* is not used: it is no folder\n {7}remove it/m],
        ["compiler", { MOCHI_CC: "nowhere-cc" }, /^WRONG {2}C compiler: the C compiler «nowhere-cc», which MOCHI_CC names, was not found\n {7}let MOCHI_CC name/m],
        ["compiler", { MOCHI_CC: play.path("failing") }, /^WRONG {2}C compiler: .* does not work: it ended with status 1\n {7}it must preprocess/m],
      ];
      for (const [what, environment, why] of wrong) {
        const { status, out } = play.mochi(["doctor"], { environment: { MOCHI_CC: undefined, CC: undefined, ...environment } });
        assert.equal(status, 1, out);
        assert.match(out, why, what);
      }
      const noted: readonly (readonly [Readonly<Record<string, string | undefined>>, RegExp])[] = [
        [{ PATH: "/nowhere", CC: undefined, MOCHI_CC: undefined }, /^(note |WRONG) {2}C compiler: none.*\n {7}install one/m],
        [{ MOCHI_HOME: play.path("link") }, /^ok {5}home: .*\/link, /m],
        [{ TMPDIR: "/nowhere" }, /^note {3}temporary folder: \/nowhere: there is no such folder\n {7}name another in TMPDIR/m],
        [{ MOCHI_ZIG: "/nowhere" }, /^note {3}zig: MOCHI_ZIG names no zig toolchain.*\n {7}name the folder/m],
        [{ PATH: `${process.env["PATH"]}` }, /^note {3}PATH: .*\n {7}put \//m],
        [{ PATH: `${DIST}::${process.env["PATH"]}` }, /^note {3}PATH: it has an empty part.*\n {7}take it out/m],
      ];
      for (const [environment, why] of noted) {
        assert.match(play.mochi(["doctor"], { environment }).out, why);
      }
      fill(play, "a");
      appendFileSync(join(cacheOf(play), "objects", objectsOf(play)[0] ?? "", "program"), "x");
      assert.match(play.mochi(["doctor"]).out, /^note {3}cache: 1 damaged programs in .* were removed\n {7}nothing: they are made again/m);
      assert.deepEqual(readdirSync(home), ["cache"]);
      const mounted = (options: string): string => {
        const { stdout } = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", `mount -t tmpfs -o mode=700,${options} none "$MOCHI_HOME" && "$0" doctor`, join(DIST, "mochi")], { encoding: "utf8", env: { ...process.env, MOCHI_HOME: home } });
        return stdout;
      };
      const noexec = mounted("size=400m,noexec");
      if (noexec === "") {
        console.log("housekeeping: no user namespaces here; doctor was not tried on small disks and where nothing may be started");
        return;
      }
      assert.match(noexec, /^WRONG {2}home: .*: no program may be started there \(`mount` shows noexec\)\n {7}name a folder/m);
      assert.match(mounted("size=20m"), /^WRONG {2}home: 2\d MB are free at .*\n {7}make room there/m);
      assert.match(mounted("size=400m,ro"), /^WRONG {2}home: .*it can't be written: the file system is read-only\n {7}name a folder/m);
    }));

  test("housekeeping: upgrade fetches, verifies, tries, and keeps the old one", () =>
    withPlayground(async (play) => {
      const { executable, call } = releasedCore(play);
      const program = (version: string): string => `#!/bin/sh\necho mochi ${version}\n`;
      const answers = new Map<string, string>();
      const publish = (version: string, contents: string): void => {
        answers.set("/latest", `${version}\n`).set(`/${version}/SHA256SUMS`, `${sha256(contents)}  ${HOST}\n`).set(`/${version}/${HOST}`, contents);
      };
      const now = (): string => spawnSync(executable, { encoding: "utf8" }).stdout;
      await serving(answers, async (url) => {
        const upgrade = (...args: readonly string[]): Promise<CommandEnd> => call(["upgrade", ...args], { MOCHI_BASE_URL: url });
        publish("1.1.0", program("1.1.0"));
        const { ino } = statSync(executable);
        const done = await upgrade();
        assert.deepEqual(done, { status: 0, out: "mochi 1.1.0; `mochi upgrade --back` undoes it\n", err: "" });
        assert.equal(now(), "mochi 1.1.0\n");
        assert.equal(statSync(`${executable}.old`).ino, ino, "the old one is the very file");
        assert.deepEqual(await upgrade(), { status: 0, out: "this is 1.1.0 already\n", err: "" });
        assert.equal((await upgrade("--back")).status, 0);
        assert.equal(now(), "mochi 1.0.0\n");
        await upgrade("--back");
        assert.equal(now(), "mochi 1.1.0\n");
        publish("1.2.0", program("1.2.0"));
        answers.set(`/1.2.0/${HOST}`, program("an impostor"));
        const refusals: readonly (readonly [RegExp, readonly string[]])[] = [
          [/^mochi: what was fetched is not mochi-.* 1\.2\.0: SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}\nhelp: /, []],
          [/^mochi: .*\/9\.9\.9\/SHA256SUMS can't be fetched: .*404.*\nhelp: /, ["9.9.9"]],
          [/^mochi: «\.\.\/1\.1\.0» is no version\nhelp: /, ["../1.1.0"]],
          [/^mochi: upgrading needs the network, and --offline .* forbids it\nhelp: /, ["--offline"]],
        ];
        for (const [why, args] of refusals) {
          const end = await upgrade(...args);
          assert.equal(end.status, 1);
          assert.match(end.err, why);
          assert.equal(now(), "mochi 1.1.0\n");
        }
        publish("1.3.0", "#!/bin/sh\necho broken >&2; exit 3\n");
        assert.match((await upgrade()).err, /version 1\.3\.0 does not start here: broken\nhelp: nothing was changed/);
        assert.equal(now(), "mochi 1.1.0\n");
        assert.deepEqual(readdirSync(join(play.home, "bin")).sort(), ["mochi", "mochi.old"]);
        assert.match((await call(["upgrade"], { MOCHI_BASE_URL: "http://example.invalid" })).err, /is no https address/);
        assert.match((await call(["upgrade"])).err, /not said where to fetch Mochi: there is no official address yet\nhelp: .*MOCHI_BASE_URL.*copy the new executable/);
      });
      assert.match(play.mochi(["upgrade"]).err, /^mochi: this copy of Mochi was built from source\nhelp: /);
    }));

  test("housekeeping: an upgrade that is killed or meets a full disk leaves the old one, and the next one leaves nothing of it", () =>
    withPlayground(async (play) => {
      const { executable, call } = releasedCore(play);
      const text = `#!/bin/sh\necho mochi 1.1.0\n# ${"x".repeat(400_000)}\n`;
      const answers = new Map([["/latest", "1.1.0\n"], ["/1.1.0/SHA256SUMS", `${sha256(text)}  ${HOST}\n`], [`/1.1.0/${HOST}`, text]]);
      const bin = join(play.home, "bin");
      const now = (): string => spawnSync(executable, { encoding: "utf8" }).stdout;
      await serving(
        answers,
        async (url) => {
          const limited = await call(["upgrade"], { MOCHI_BASE_URL: url }, ["sh", "-c", 'ulimit -f 200; exec "$0" "$@"']);
          assert.equal(limited.status, 1);
          assert.match(limited.err, /^mochi: .*\/bin can't be written: the file would be larger than is allowed here\nhelp: /);
          assert.deepEqual([now(), readdirSync(bin)], ["mochi 1.0.0\n", ["mochi"]]);
          for (let kill = 0; kill < 8; kill++) {
            await call(["upgrade"], { MOCHI_BASE_URL: url }, ["timeout", "-s", "KILL", String(0.2 + kill * 0.07)]);
            assert.match(now(), /^mochi 1\.[01]\.0\n$/);
          }
          assert.equal((await call(["upgrade"], { MOCHI_BASE_URL: url })).status, 0);
          assert.equal(now(), "mochi 1.1.0\n");
          assert.deepEqual(readdirSync(bin).sort(), ["mochi", "mochi.old"]);
        },
        100,
      );
    }));

  test("housekeeping: uninstall tells first, then removes what is Mochi's and nothing else", () =>
    withPlayground((play) => {
      fill(play, "a");
      const home = join(play.home, ".mochi");
      mkdirSync(join(home, "bin"));
      linkSync(play.write("program", ""), join(home, "bin", "mochi"));
      writeFileSync(join(play.home, ".bashrc"), "alias l=ls\n# >>> mochi >>>\nexport PATH=x\n# <<< mochi <<<\nalias m=more\n");
      const told = play.mochi(["uninstall"]);
      assert.match(told.out, /^this would be removed:\n {2}.*\/cache\n {2}.*\/bin\/mochi\n {2}.*\/\.bashrc: the lines between/);
      assert.ok(existsSync(join(home, "cache")));
      writeFileSync(join(home, "mine"), "");
      const end = play.mochi(["uninstall", "--yes"]);
      assert.equal(end.status, 0, end.err);
      assert.match(end.out, /^removed\n.*\/dist\/mochi was not put there by the installer and stays/);
      assert.deepEqual(readdirSync(home), ["mine"]);
      assert.equal(readFileSync(join(play.home, ".bashrc"), "utf8"), "alias l=ls\nalias m=more\n");
      assert.equal(withoutBlock("a\n# >>> mochi >>>\nb\n"), "a\nb\n", "a block without its end");
      // A home that is a link to another disk: its contents go, link and folder stay.
      mkdirSync(play.path("disk/cache"), { recursive: true });
      symlinkSync("disk", play.path("linked"));
      assert.match(play.mochi(["uninstall", "--yes"], { environment: { MOCHI_HOME: play.path("linked") } }).out, /^removed\n/);
      assert.deepEqual(readdirSync(play.path("linked")), []);
      // What the installer put elsewhere is known by the block that names it.
      const elsewhere = play.path("tools/bin");
      mkdirSync(elsewhere, { recursive: true });
      for (const name of ["mochi", "mochi-core", "mochi-core.cjs", "mochi-core.bytecode", "package.json", "build-id"].filter((one) => existsSync(join(DIST, one)))) {
        copyFileSync(join(DIST, name), join(elsewhere, name));
      }
      const zsh = play.write("zsh/.zshrc", `# >>> mochi >>>\ncase ":$PATH:" in *:'${elsewhere}':*) ;; *) export PATH='${elsewhere}':"$PATH" ;; esac\n# <<< mochi <<<\n`);
      const { status, stdout } = spawnSync(join(elsewhere, "mochi"), ["uninstall", "--yes"], { encoding: "utf8", env: { ...process.env, HOME: play.home, MOCHI_HOME: home, ZDOTDIR: play.path("zsh") } });
      assert.deepEqual([status, stdout], [0, "removed\n"]);
      assert.equal(readFileSync(zsh, "utf8"), "");
      assert.equal(existsSync(join(elsewhere, "mochi")), false);
    }));
});
