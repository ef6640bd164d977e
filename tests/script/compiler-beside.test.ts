// The script compiler that the launcher starts beside the core: who gets it, that it is nobody's child and ends with the core, and
// that a script comes to its end whatever becomes of it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readImage } from "../../cli/script/runtime-image.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

/** Asks the compiler beside it, and says who its own children are. */
const CORE = `#!/bin/sh
set -- \${MOCHI_SCRIPT_COMPILER:-none}
if [ $1 = none ]; then echo none; exit; fi
eval "echo question >&$1; read answer <&$2"
read children < /proc/$$/task/$$/children
echo "$answer children:$children"
`;

/** Answers, then notes its end. */
const COMPILER = `#!/bin/sh
read question
echo "$question of $1, $(ls /proc/$$/fd | grep -c .) files"
read more
echo over > "$2/over"
`;

/** A launcher beside a core and a script compiler that only talk. */
function talkingLauncher(play: Playground): { readonly launcher: string; readonly over: string } {
  const folder = join(play.home, "talking");
  mkdirSync(join(folder, "script"), { recursive: true });
  copyFileSync(join("dist", "mochi"), join(folder, "mochi"));
  writeFileSync(join(folder, "mochi-core"), CORE, { mode: 0o755 });
  writeFileSync(join(folder, "script", "compile"), COMPILER, { mode: 0o755 });
  return { launcher: join(folder, "mochi"), over: join(folder, "script", "over") };
}

function environment(play: Playground, changes: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { MOCHI_CC: _named, CC: _known, ...inherited } = process.env;
  return { ...inherited, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), ...changes };
}

test("script: the launcher starts a compiler beside the core, which has three files, and the core no child", () =>
  withPlayground(async (play) => {
    const { launcher, over } = talkingLauncher(play);
    play.write("p.mochi", "print(1)\n");
    for (const call of [`${launcher} run p.mochi`, `${launcher} --fast-int p.mochi`, `${launcher} run p.mochi <&- 2>&-`, `exec 3<p.mochi 4<p.mochi; ${launcher} p.mochi`]) {
      const { stdout, stderr } = spawnSync("sh", ["-c", call], { cwd: play.folder, encoding: "utf8", env: environment(play) });
      // Three files, the script that the shell reads, and a pipe to `ls`, both ends of it perhaps.
      assert.match(stdout, /^question of compile, [4-6] files children:$/m, `${call}: ${stderr}`);
    }
    for (let tries = 0; tries < 100 && !existsSync(over); tries++) {
      await sleep(20);
    }
    assert.ok(existsSync(over), "it sees the core's end");
  }));

test("script: nobody else gets one", () =>
  withPlayground((play) => {
    const { launcher } = talkingLauncher(play);
    for (const [words, changes] of [[["build", "p.mochi"], {}], [["version"], {}], [["--help"], {}], [[], {}], [["run", "p.mochi"], { MOCHI_CC: "cc" }]] as const) {
      const { stdout } = spawnSync(launcher, words, { cwd: play.folder, encoding: "utf8", env: environment(play, changes) });
      assert.equal(stdout, "none\n", words.join(" "));
    }
  }));

test("script: whatever becomes of that compiler, the script runs", () =>
  withPlayground((play) => {
    if (readImage(join("dist", "script")) === undefined) {
      console.log("script: no compiler beside the core is tried: the build made none");
      return;
    }
    const copy = join(play.home, "copy");
    const parts = ["build-id", "mochi", "mochi-core", "mochi-core.cjs", "package.json", "include", "script", "lib", "vendor"];
    parts.filter((part) => existsSync(join("dist", part))).forEach((part) => cpSync(join("dist", part), join(copy, part), { recursive: true }));
    const compiler = join(copy, "script", "compile");
    const whole = readFileSync(compiler);
    play.write("p.mochi", `for i in 0..3 {\n  print(${"1 + ".repeat(200)}i)\n}\n`);
    const run = (changes: Readonly<Record<string, string>> = {}): readonly unknown[] => {
      const cache = play.path("cache");
      spawnSync("rm", ["-rf", cache]);
      const { status, stdout, stderr } = spawnSync(join(copy, "mochi"), ["run", "--verbose", "p.mochi"], { cwd: play.folder, encoding: "utf8", env: environment(play, { MOCHI_CACHE_DIR: cache, ...changes }) });
      return [status, stdout, /^not in script mode: (.*)$/m.exec(stderr)?.[1]];
    };
    const printed = "200\n201\n202\n";
    assert.deepEqual(run(), [0, printed, undefined]);
    for (const [what, why] of [["exit 1", "the script compiler said nothing"], ["kill -9 $$", "the script compiler said nothing"], ["read x; exit 0", "the script compiler said nothing"], ["echo linked nonsense; cat >&2", "nonsense"], ["echo unlinkable I will not", "I will not"]]) {
      writeFileSync(compiler, `#!/bin/sh\n${what}\n`, { mode: 0o755 });
      assert.deepEqual(run(), [0, printed, why], what);
    }
    writeFileSync(compiler, whole, { mode: 0o755 });
    assert.deepEqual(run({ MOCHI_SCRIPT_COMPILER: "nonsense" }), [0, printed, undefined]);
  }));
