// The launcher of a Windows release, which carries its core, under wine: it unpacks all files, starts the core with the
// words that it was given, ends as it does, and the second call finds it unpacked. The core here is a few lines
// of C. Needs zig and wine, and says so where one is missing; `node build.mjs release win-x64` tries the real core.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { targetOf } from "../../cli/targets/triple.ts";
import { coreName, launcherDefinitions, launcherFolder, launcherSources, payloadDefinitions } from "../../release/launcher-sources.ts";
import { encodePayload, type PayloadFile } from "../../release/payload.ts";
import { zstdInclude, zstdObjects } from "../../release/zstd-decoder.ts";
import { withPlayground } from "../harness/mochi-command.ts";
import { storedFrame } from "../harness/stored-frame.ts";
import { targetRunner, zigFolder } from "../harness/target-program.ts";

const ROOT = resolve(".");
const TRIPLE = "x86_64-windows-gnu";
const BUILD_ID = "0123456789abcdef0123456789abcdef";
const CORE = '#include <stdio.h>\nint main(int count, char **words) {\n  for (int at = 1; at < count; at++) printf("<%s>", words[at]);\n  return 7;\n}\n';

test("windows launcher: unpacks its core under wine, once, and becomes it", () =>
  withPlayground(async (play) => {
    const [zig, [wine, ...rest] = []] = [zigFolder(), targetRunner(targetOf(TRIPLE))];
    if (zig === undefined || wine === undefined) {
      console.log(`windows launcher: not tried here: there is no ${zig === undefined ? "zig" : "wine"}`);
      return;
    }
    const command = [join(zig, "zig"), "cc", "-target", TRIPLE];
    const compile = (...args: readonly string[]): Buffer => execFileSync(command[0] ?? "", [...command.slice(1), ...args]);
    play.write("core.c", CORE);
    compile(play.path("core.c"), "-o", play.path("core.exe"));
    const file = (path: string, contents: string | Buffer): PayloadFile => ({ path, isExecutable: path.endsWith(".exe"), contents: Buffer.from(contents) });
    const files = [file(coreName("win32"), readFileSync(play.path("core.exe"))), file("share/deep/er/text", "as it was packed\n"), file("empty", "")];
    writeFileSync(play.path("payload"), encodePayload(files, storedFrame));
    const decoder = await zstdObjects({ root: ROOT, args: [], compilers: [] }, { command, family: "clang", version: "", triple: `zig-${TRIPLE}` });
    const definitions = [...launcherDefinitions(BUILD_ID, "win32"), ...payloadDefinitions(play.path("payload"), "win32")];
    compile("-std=c11", "-O1", "-s", `-I${launcherFolder(ROOT)}`, "-isystem", zstdInclude(ROOT), ...definitions, ...(launcherSources(ROOT, "win32", "payload") ?? []), ...decoder, "-o", play.path("mochi.exe"));
    const environment = { ...process.env, WINEDEBUG: "-all", WINEPREFIX: resolve("dist", "tests", "wine"), MOCHI_HOME: `Z:${play.home}/.mochi` };
    const core = join(play.home, ".mochi", "core", BUILD_ID);
    const inodes = [1, 2].map(() => {
      const { status, stdout, stderr } = spawnSync(wine, [...rest, play.path("mochi.exe"), "a", "b c", 'd"e', ""], { encoding: "utf8", env: environment });
      assert.deepEqual([status, stdout], [7, '<a><b c><d"e><>'], stderr);
      assert.deepEqual(readdirSync(core).sort(), [".ok", "empty", coreName("win32"), "share"]);
      for (const { path, contents } of files) {
        assert.ok(readFileSync(join(core, path)).equals(contents), path);
      }
      return statSync(join(core, "empty")).ino;
    });
    assert.equal(inodes[0], inodes[1]);
    assert.deepEqual(readdirSync(join(core, "..")).sort(), [BUILD_ID, "lock"]);
  }));
