// installer/install.sh in empty homes, under every POSIX shell that is here, against a server of ours
// whose «mochi» is a small script. install.ps1 is tried where there is a PowerShell, and read by a grammar of it elsewhere.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { basename, join, resolve } from "node:path";
import { describe, test } from "node:test";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { writeInstallers } from "../../release/write-installers.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

const SCRIPT = resolve("installer", "install.sh");
const SHELLS: readonly (readonly string[])[] = [["dash"], ["bash"], ["busybox", "sh"], ["sh"]].flatMap(([name = "", ...rest]) => {
  const path = findExecutable(name);
  return path === undefined ? [] : [[path, ...rest]];
});
const [PLAIN = ["sh"]] = SHELLS;
const HOST = `${process.platform}-${process.arch}`;

/** At how many bytes' distance the installer is cut off; 1: everywhere. */
const CUT_STEP = Number(process.env["MOCHI_TEST_CUT_STEP"] ?? 53);

const program = (version: string): string => `#!/bin/sh\necho "mochi ${version}"\n`;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Outcome {
  readonly status: number | null;
  readonly err: string;
}

interface Site {
  readonly url: string;
  /** What the server answers, by path; a number is a status. */
  readonly answers: Map<string, string | number>;
  publish(version: string, contents?: string): void;
}

/** A server with one version, 1.0.0. */
async function withSite(use: (play: Playground, site: Site) => void | Promise<void>): Promise<void> {
  const answers = new Map<string, string | number>();
  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? "") ?? 404;
    response.writeHead(typeof answer === "number" ? answer : 200).end(typeof answer === "number" ? "" : answer);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const publish = (version: string, contents = program(version)): void => {
    answers.set("/latest", `${version}\n`);
    answers.set(`/${version}/SHA256SUMS`, `${sha256("other")}  mochi-other\n${sha256(contents)}  mochi-${HOST}\n`);
    answers.set(`/${version}/mochi-${HOST}`, contents);
  };
  publish("1.0.0");
  try {
    await withPlayground((play) => use(play, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answers, publish }));
  } finally {
    server.close();
  }
}

/** Runs the installer; not synchronously, because the server is this process. */
function install(play: Playground, site: Site, changes: Readonly<Record<string, string | undefined>> = {}, shell: readonly string[] = PLAIN, words: readonly string[] = [SCRIPT], input = ""): Promise<Outcome> {
  const environment = { PATH: process.env["PATH"], HOME: play.home, MOCHI_BASE_URL: site.url, SHELL: "/bin/bash", ...changes };
  return new Promise((done) => {
    const [name = "sh", ...fixed] = shell;
    const child = spawn(name, [...fixed, ...words], { cwd: play.folder, env: environment, stdio: ["pipe", "ignore", "pipe"] });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("close", (status) => done({ status, err }));
  });
}

const installed = (play: Playground): string => join(play.home, ".mochi", "bin", "mochi");
const profile = (play: Playground): string => readFileSync(join(play.home, ".profile"), "utf8");

async function refused(play: Playground, site: Site, why: RegExp, changes: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
  const { status, err } = await install(play, site, changes);
  assert.equal(status, 1, err);
  assert.match(err, why);
  assert.match(err, /\nhelp: .*\n$/);
  const bin = join(play.home, ".mochi", "bin");
  assert.deepEqual(existsSync(bin) ? readdirSync(bin) : [], [], err);
  assert.equal(existsSync(join(play.home, ".profile")), false);
}

describe("installer", { concurrency: 2 }, () => {
  for (const shell of SHELLS) {
    test(`installer: ${[basename(shell[0] ?? ""), ...shell.slice(1)].join(" ")} installs, again, and uninstalls`, () =>
      withSite(async (play, site) => {
        writeFileSync(join(play.home, ".bashrc"), "alias l=ls");
        const first = await install(play, site, {}, shell);
        assert.equal(first.status, 0, first.err);
        assert.match(first.err, /installed 1\.0\.0: .*\/\.mochi\/bin\/mochi\n/);
        assert.equal(spawnSync(installed(play), { encoding: "utf8" }).stdout, "mochi 1.0.0\n");
        assert.equal(statSync(installed(play)).mode & 0o777, 0o755);
        assert.deepEqual(readdirSync(join(play.home, ".mochi", "bin")), ["mochi"]);
        const once = [profile(play), readFileSync(join(play.home, ".bashrc"), "utf8")];
        assert.match(once[1] ?? "", /^alias l=ls\n# >>> mochi >>>\n.*\n# <<< mochi <<<\n$/);
        const found = spawnSync("sh", ["-c", '. "$HOME/.profile"; . "$HOME/.profile"; mochi; echo "$PATH"'], { env: { HOME: play.home, PATH: "/usr/bin:/bin" }, encoding: "utf8" });
        assert.equal(found.stdout, `mochi 1.0.0\n${join(play.home, ".mochi", "bin")}:/usr/bin:/bin\n`, found.stderr);
        const second = await install(play, site, {}, shell);
        assert.match(second.err, /1\.0\.0 is installed already/);
        assert.deepEqual([profile(play), readFileSync(join(play.home, ".bashrc"), "utf8")], once);
        site.publish("1.1.0");
        await install(play, site, {}, shell);
        assert.equal(spawnSync(installed(play), { encoding: "utf8" }).stdout, "mochi 1.1.0\n");
        assert.deepEqual([profile(play), readFileSync(join(play.home, ".bashrc"), "utf8")], once);
        const end = await install(play, site, {}, shell, [SCRIPT, "--uninstall"]);
        assert.deepEqual(end, { status: 0, err: "mochi: removed\n" });
        assert.equal(existsSync(join(play.home, ".mochi")), false);
        assert.equal(readFileSync(join(play.home, ".bashrc"), "utf8"), "alias l=ls\n");
        assert.equal(profile(play), "");
      }));
  }

  test("installer: a download of it that was cut off does nothing", () =>
    withSite(async (play, site) => {
      const text = readFileSync(SCRIPT, "utf8");
      const end = text.lastIndexOf("}");
      for (let cut = 0; cut < end; cut += cut < end - 40 ? CUT_STEP : 1) {
        await install(play, site, {}, PLAIN, ["-s"], text.slice(0, cut));
        assert.deepEqual(readdirSync(play.home), [], `cut at ${cut}`);
      }
      assert.equal((await install(play, site, {}, PLAIN, ["-s"], text)).status, 0);
      assert.ok(existsSync(installed(play)));
    }));

  test("installer: the line of docs/install.md installs from where its release lies", () =>
    withSite(async (play, site) => {
      if (findExecutable("curl") === undefined) {
        console.log("installer: no curl here: the line was not tried");
        return;
      }
      const [, line = ""] = /^(curl .*\| sh) /m.exec(readFileSync(join("docs", "install.md"), "utf8")) ?? [];
      site.answers.set("/install.sh", readFileSync(SCRIPT, "utf8").replace("default_url=''", `default_url='${site.url}'`));
      const call = (address: string): Promise<Outcome> => install(play, site, { MOCHI_BASE_URL: undefined }, PLAIN, ["-c", line.replace("ADDRESS", address)]);
      const nowhere = await call(`${site.url}/elsewhere`);
      assert.match(nowhere.err, /^curl: .*404/);
      assert.equal(existsSync(installed(play)), false);
      const end = await call(site.url);
      assert.equal(end.status, 0, end.err);
      assert.equal(spawnSync(installed(play), { encoding: "utf8" }).stdout, "mochi 1.0.0\n");
    }));

  test("installer: wrong bytes, wrong sums and wrong places are refused", () =>
    withSite(async (play, site) => {
      const path = `/1.0.0/mochi-${HOST}`;
      const good = site.answers.get(path) ?? "";
      site.answers.set(path, `${good}# a byte more`);
      await refused(play, site, /is not mochi-.* 1\.0\.0: SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}/);
      site.answers.set(path, String(good).slice(0, 10));
      await refused(play, site, /instead of/);
      site.answers.set(path, 500);
      await refused(play, site, /can't be fetched/);
      site.answers.set(path, good);
      await refused(play, site, /SHA256SUMS says/, { MOCHI_SHA256: "0".repeat(64) });
      await refused(play, site, /there is no version 9\.9\.9/, { MOCHI_VERSION: "9.9.9" });
      await refused(play, site, /«\.\.\/1\.0\.0» is no version/, { MOCHI_VERSION: "../1.0.0" });
      await refused(play, site, /it is no https address/, { MOCHI_BASE_URL: "http://example.invalid" });
      await refused(play, site, /not said where to fetch/, { MOCHI_BASE_URL: "" });
      await refused(play, site, /no absolute path/, { MOCHI_INSTALL: "here" });
      site.answers.set("/1.0.0/SHA256SUMS", "nonsense\n");
      await refused(play, site, /version 1\.0\.0 has no mochi-/);
      site.publish("1.0.0", "#!/nowhere/sh\n");
      await refused(play, site, /the executable does not start here/);
      site.answers.set("/latest", "<html>\n");
      await refused(play, site, /«<html>» is no version/);
    }));

  test("installer: places, versions and profiles are the user's to choose", () =>
    withSite(async (play, site) => {
      site.publish("2.0.0");
      const place = join(play.home, "it's here");
      const linked = join(play.home, "dotfiles");
      writeFileSync(linked, "# mine\n");
      symlinkSync(linked, join(play.home, ".bashrc"));
      mkdirSync(join(play.home, ".config", "fish"), { recursive: true });
      await install(play, site, { MOCHI_INSTALL: place, MOCHI_VERSION: "1.0.0", MOCHI_NO_MODIFY_PATH: "1" });
      assert.equal(existsSync(join(play.home, ".profile")), false);
      assert.equal(spawnSync(join(place, "bin", "mochi"), { encoding: "utf8" }).stdout, "mochi 1.0.0\n");
      await install(play, site, { MOCHI_INSTALL: place });
      const found = spawnSync("sh", ["-c", '. "$HOME/.profile"; mochi'], { env: { HOME: play.home, PATH: "/usr/bin:/bin" }, encoding: "utf8" });
      assert.equal(found.stdout, "mochi 2.0.0\n", found.stderr);
      assert.match(readFileSync(linked, "utf8"), /^# mine\n# >>> mochi >>>\n/, "a linked profile stays a link");
      assert.match(readFileSync(join(play.home, ".config", "fish", "conf.d", "mochi.fish"), "utf8"), /fish_add_path/);
      writeFileSync(join(place, "mine"), "");
      const end = await install(play, site, { MOCHI_INSTALL: place }, PLAIN, [SCRIPT, "--uninstall"]);
      assert.match(end.err, /holds files that are not Mochi's and stays/);
      assert.deepEqual(readdirSync(place), ["mine"]);
      assert.equal(readFileSync(linked, "utf8"), "# mine\n");
      assert.equal(existsSync(join(play.home, ".config", "fish", "conf.d", "mochi.fish")), false);
    }));

  test("installer: with wget alone, and with nothing that fetches", () =>
    withSite(async (play, site) => {
      const tools = play.path("tools");
      mkdirSync(tools);
      const names = ["sh", "uname", "mktemp", "mkdir", "chmod", "rm", "mv", "cp", "tr", "sed", "head", "tail", "grep", "cut", "sort", "cat", "sha256sum", "rmdir"];
      for (const name of names) {
        symlinkSync(findExecutable(name) ?? name, join(tools, name));
      }
      await refused(play, site, /neither curl nor wget is here/, { PATH: tools });
      const wget = findExecutable("wget");
      if (wget === undefined) {
        console.log("installer: no wget here; only curl was tried");
        return;
      }
      symlinkSync(wget, join(tools, "wget"));
      const end = await install(play, site, { PATH: tools });
      assert.equal(end.status, 0, end.err);
      assert.equal(spawnSync(installed(play), { encoding: "utf8" }).stdout, "mochi 1.0.0\n");
      // It is told apart by what it says of itself; one that looks at no certificates is used only where a hash is known.
      rmSync(join(play.home, ".mochi"), { recursive: true });
      rmSync(join(play.home, ".profile"));
      rmSync(join(tools, "wget"));
      writeFileSync(join(tools, "wget"), `#!/bin/sh\n[ "$1" = --version ] || exec ${wget} "$@"\n`, { mode: 0o755 });
      await refused(play, site, /the wget that is here does not see whom it talks to/, { PATH: tools, MOCHI_BASE_URL: "https://127.0.0.1:1" });
      assert.match((await install(play, site, { PATH: tools, MOCHI_BASE_URL: "https://127.0.0.1:1", MOCHI_SHA256: "0".repeat(64), MOCHI_VERSION: "1.0.0" })).err, /there is no version/);
      assert.equal((await install(play, site, { PATH: tools })).status, 0, "this very machine");
    }));

  test("installer: https is never left for plain http, by curl and by wget", () =>
    withSite(async (play, site) => {
      const made = spawnSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], { cwd: play.folder });
      if (made.status !== 0) {
        console.log("installer: no openssl here; redirects from https were not tried");
        return;
      }
      const pem = (name: string): string => readFileSync(play.path(name), "utf8");
      let target = (path: string): string => `${site.url}${path}`;
      const redirecting = createSecureServer({ key: pem("key.pem"), cert: pem("cert.pem") }, (request, response) => {
        const answer = request.url?.startsWith("/there/") === true ? site.answers.get(request.url.slice("/there".length)) : undefined;
        if (answer === undefined) {
          response.writeHead(302, { location: target(request.url ?? "") }).end();
        } else {
          response.end(answer);
        }
      });
      await new Promise<void>((done) => redirecting.listen(0, "127.0.0.1", done));
      const base = `https://localhost:${(redirecting.address() as AddressInfo).port}`;
      const withoutCurl = play.path("tools");
      mkdirSync(withoutCurl);
      for (const name of ["sh", "uname", "mktemp", "mkdir", "chmod", "rm", "mv", "cp", "tr", "sed", "head", "tail", "grep", "cut", "sort", "cat", "sha256sum", "rmdir", "wget"].filter((one) => findExecutable(one) !== undefined)) {
        symlinkSync(findExecutable(name) ?? "", join(withoutCurl, name));
      }
      writeFileSync(join(play.home, ".wgetrc"), `ca_certificate = ${play.path("cert.pem")}\n`);
      try {
        for (const path of [process.env["PATH"], ...(existsSync(join(withoutCurl, "wget")) ? [withoutCurl] : [])]) {
          const changes = { PATH: path, MOCHI_BASE_URL: base, CURL_CA_BUNDLE: play.path("cert.pem") };
          target = (one) => `${site.url}${one}`;
          await refused(play, site, /can't be fetched/, changes);
          target = () => `${base}/around`;
          await refused(play, site, /can't be fetched/, changes);
          for (const honest of [(one: string): string => `${base}/there${one}`, (one: string): string => `/there${one}`]) {
            target = honest;
            const end = await install(play, site, changes);
            assert.equal(end.status, 0, end.err);
            rmSync(join(play.home, ".mochi"), { recursive: true });
            rmSync(join(play.home, ".profile"));
          }
        }
      } finally {
        redirecting.closeAllConnections();
        redirecting.close();
      }
    }));

  test("installer: a server that sends without end is stopped, and nothing stays", { timeout: 120_000 }, () =>
    withSite(async (play, site) => {
      const megabyte = Buffer.alloc(1 << 20);
      const endless = createServer((request, response) => {
        if (request.url !== `/1.0.0/mochi-${HOST}`) {
          response.end(site.answers.get(request.url ?? "") ?? "");
          return;
        }
        const send = (): void => {
          while (!response.destroyed && response.write(megabyte)) {
            // until the other side is full
          }
        };
        response.on("drain", send);
        response.on("error", () => undefined);
        send();
      });
      await new Promise<void>((done) => endless.listen(0, "127.0.0.1", done));
      // A small disk stands for the limit of 200 MB, which would take long to reach.
      const limited = play.path("limited.sh");
      writeFileSync(limited, readFileSync(SCRIPT, "utf8").replace("ulimit -f 400000", "ulimit -f 4000"));
      try {
        const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
        const { status, err } = await install(play, site, { MOCHI_BASE_URL: url }, PLAIN, [limited]);
        assert.equal(status, 1);
        assert.match(err, /can't be fetched/);
        assert.deepEqual(readdirSync(join(play.home, ".mochi", "bin")), []);
      } finally {
        endless.closeAllConnections();
        endless.close();
      }
    }));

  test("installer: a folder that others use, too, keeps what is theirs", () =>
    withSite(async (play, site) => {
      const shared = join(play.home, "local");
      mkdirSync(join(shared, "bin"), { recursive: true, mode: 0o755 });
      for (const folder of ["cache", "core", "vendor", "sources"]) {
        mkdirSync(join(shared, folder));
      }
      writeFileSync(join(shared, "bin", "precious"), "");
      const end = await install(play, site, { MOCHI_INSTALL: shared });
      assert.equal(end.status, 0, end.err);
      assert.equal(statSync(shared).mode & 0o777, 0o755);
      mkdirSync(join(play.home, ".mochi", "cache"), { recursive: true });
      const gone = await install(play, site, { MOCHI_INSTALL: shared }, PLAIN, [SCRIPT, "--uninstall"]);
      assert.deepEqual(gone, { status: 0, err: `mochi: removed; ${shared} holds files that are not Mochi's and stays\n` });
      assert.deepEqual(readdirSync(shared).sort(), ["bin", "cache", "core", "sources", "vendor"]);
      assert.deepEqual(readdirSync(join(shared, "bin")), ["precious"]);
      assert.equal(existsSync(join(play.home, ".mochi")), false);
    }));

  test("installer: a profile is replaced as a whole or not at all", () =>
    withSite(async (play, site) => {
      const bashrc = join(play.home, ".bashrc");
      const text = "# mine\n".repeat(2000);
      writeFileSync(bashrc, text, { mode: 0o640 });
      // No file may grow beyond the profile's own size: the executable fits, the profile with the block doesn't.
      const tight = await install(play, site, {}, ["/bin/sh"], ["-c", `ulimit -f 27; exec sh "${SCRIPT}"`]);
      assert.match(tight.err, /\.bashrc can't be written; put .*\/bin on PATH yourself/);
      assert.equal(readFileSync(bashrc, "utf8"), text);
      assert.deepEqual(readdirSync(play.home).sort(), [".bashrc", ".mochi", ".profile"]);
      assert.equal((await install(play, site)).status, 0);
      assert.match(readFileSync(bashrc, "utf8"), /# mine\n# >>> mochi >>>\n/);
      assert.equal(statSync(bashrc).mode & 0o777, 0o640);
      const { ino, mtimeMs } = statSync(bashrc);
      await install(play, site);
      assert.deepEqual([statSync(bashrc).ino, statSync(bashrc).mtimeMs], [ino, mtimeMs], "again: not even touched");
      const zsh = join(play.home, "zsh");
      mkdirSync(zsh);
      await install(play, site, { ZDOTDIR: zsh, SHELL: "/usr/bin/zsh" });
      assert.match(readFileSync(join(zsh, ".zshrc"), "utf8"), /^# >>> mochi >>>\n/);
    }));

  test("installer: a release's own installer trusts its own sums, not the server's", () =>
    withSite(async (play, site) => {
      const release = play.path("release");
      mkdirSync(release);
      writeInstallers(resolve("."), release, "1.0.0", `${sha256(program("1.0.0"))}  mochi-${HOST}\n`);
      site.publish("1.0.0", program("an impostor"));
      const own = [join(release, "install.sh")];
      const refusal = await install(play, site, {}, PLAIN, own);
      assert.match(refusal.err, /what was fetched is not mochi-/);
      rmSync(join(play.home, ".mochi"), { recursive: true, force: true });
      site.publish("2.0.0");
      site.answers.set(`/1.0.0/mochi-${HOST}`, program("1.0.0"));
      assert.equal((await install(play, site, {}, PLAIN, own)).status, 0);
      assert.equal(spawnSync(installed(play), { encoding: "utf8" }).stdout, "mochi 1.0.0\n");
      assert.match(readFileSync(join(release, "install.ps1"), "utf8"), /^\$PinnedVersion = '1\.0\.0'$/m);
    }));

  test("installer: a grammar of PowerShell reads install.ps1 and the completions", () =>
    withPlayground((play) => {
      const scripts = [resolve("installer", "install.ps1"), play.write("completions.ps1", play.mochi(["completions", "powershell"]).out), play.write("wrong.ps1", "function { if (")];
      const end = spawnSync("python3", [resolve("tests", "installer", "parse-powershell.py"), ...scripts], { encoding: "utf8", env: { ...process.env, PYTHONPATH: resolve("dist", "tests", "python") } });
      if (end.status === 3) {
        console.log(`installer: ${end.stderr.trim()}; no PowerShell script was read`);
        return;
      }
      assert.match(end.stdout, /^\S+wrong\.ps1:1: /);
      assert.deepEqual([end.stdout.trim().split("\n").length, end.stderr], [1, ""], end.stdout);
    }));

  test("installer: PowerShell reads install.ps1", () => {
    const shell = findExecutable("pwsh") ?? findExecutable("powershell");
    if (shell === undefined) {
      console.log("installer: no PowerShell here; install.ps1 was not read by one");
      return;
    }
    const check = "$errors = $null; [void][System.Management.Automation.Language.Parser]::ParseFile('installer/install.ps1', [ref]$null, [ref]$errors); exit $errors.Count";
    assert.equal(spawnSync(shell, ["-NoProfile", "-Command", check]).status, 0);
  });
});
