// The documentation, held to its word: every command line in README.md and docs/ is one that the command line takes, and those
// without placeholders are typed into a shell, in an empty home. What needs a network or minutes is tested elsewhere, and
// this file says where. A line that is neither fails, so nobody can add an example that nothing tries.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { optionsOf } from "../../cli/command-line/commands.ts";
import { parseWords } from "../../cli/command-line/parse.ts";
import { VARIABLES } from "../../cli/command-line/variables.ts";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { COMMANDS, isCommandName } from "../../cli/script-call.ts";
import { type Playground, withPlayground } from "../harness/mochi-command.ts";

const PAGES = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)];
const TEXT = new Map(PAGES.map((page) => [page, readFileSync(page, "utf8")]));

interface Line {
  readonly page: string;
  /** Without what it is said to do: two blanks or a `#` before that. */
  readonly command: string;
}

/** The lines of fenced blocks, and code in running text. */
function linesOf(page: string): readonly Line[] {
  const parts = (TEXT.get(page) ?? "").split(/^```.*$/m);
  const fenced = parts.filter((_, at) => at % 2 === 1).flatMap((block) => block.split("\n"));
  const inline = parts.filter((_, at) => at % 2 === 0).flatMap((prose) => [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code));
  return [...fenced, ...inline].map((line) => ({ page, command: line.replace(/^\$ /, "").replace(/(\s{2,}|\s+# ).*$/, "").replace(/^(dist|…)\/mochi /, "mochi ") }));
}

const ALL = PAGES.flatMap(linesOf);
const MOCHI_LINES = ALL.filter(({ command }) => /^([A-Z_]+=\S+ )*mochi /.test(command));

/** Words in capitals, choices, dots: somebody has to fill something in. */
const isPattern = (command: string): boolean => /\b(FILE|FILES|CODE|NAME|TRIPLE|VERSION|LINE|COMMAND|PATH)\b|[[\]|…]/.test(command);

/** What needs more than an empty home, and where it is tried. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "mochi vendor bundle --out mochi-vendor.tar": "tests/toolchain/bundle.test.ts",
  "mochi vendor bundle --out mochi-vendor.tar --host aarch64-macos --with wasi-sdk": "tests/toolchain/bundle.test.ts",
  "mochi vendor use mochi-vendor.tar": "tests/toolchain/bundle.test.ts",
  "mochi vendor use": "tests/toolchain/bundle.test.ts",
  "MOCHI_VENDOR=/media/mochi-vendor.tar mochi build --target=aarch64-linux-musl hello.mochi": "tests/toolchain/bundle.test.ts",
  "mochi toolchain install zig": "tests/toolchain/fetch.test.ts",
  "mochi upgrade": "tests/cli/housekeeping.test.ts",
  "mochi upgrade 1.2.3": "tests/cli/housekeeping.test.ts",
  "mochi upgrade --back": "tests/cli/housekeeping.test.ts",
  "mochi build --target=aarch64-linux-musl hello.mochi": "tests/targets/targets.test.ts",
  "mochi build --target=wasm32-wasi hello.mochi": "tests/targets/targets.test.ts",
  "mochi build --emit=obj --target=wasm32-wasi hello.mochi": "tests/targets/targets.test.ts",
  "mochi postlink hello.wasm": "tests/targets/targets.test.ts",
  "mochi postlink": "tests/targets/targets.test.ts",
  "mochi build --target=wasm32-wasi --dump=aotir:place-roots p.mochi": "tests/targets/targets.test.ts",
};

/** Lines that name a command without what it needs; they exit as that command does without it. */
const UNFINISHED = new Set(["mochi run", "mochi build", "mochi run --time"]);

/** A home with all that the pages' examples speak of. */
function furnish(play: Playground): (command: string) => ReturnType<typeof spawnSync> {
  play.write("hello.mochi", '#!/usr/bin/env mochi\nprint("hello")\n');
  play.write("p.mochi", "type P { x: int }\nlet p = P { x: 1 }\nprint(p.x)\n");
  play.write("-odd-name.mochi", 'print("odd")\n');
  play.write("src/sums.mochi", 'test "adds" {\n  expect 1 + 1 == 2\n}\n');
  mkdirSync(play.path("bin"));
  symlinkSync(resolve("dist", "mochi"), play.path("bin/mochi"));
  for (const folder of [".local/share/bash-completion/completions", ".config/fish/completions", "functions"]) {
    mkdirSync(join(play.home, folder), { recursive: true });
  }
  const environment = { ...process.env, HOME: play.home, MOCHI_HOME: join(play.home, ".mochi"), PATH: `${play.path("bin")}:${process.env["PATH"]}`, PROFILE: join(play.home, "profile.ps1"), NO_COLOR: "1" };
  return (command) => spawnSync("bash", ["-c", `fpath=(. "$HOME/functions"); ${command}`], { cwd: play.folder, encoding: "utf8", env: environment, timeout: 60_000 });
}

describe("docs", { concurrency: 2 }, () => {
  test("docs: every line with a command is one that the command line takes", () => {
    assert.ok(MOCHI_LINES.length > 60, String(MOCHI_LINES.length));
    for (const { page, command } of MOCHI_LINES) {
      const words = command.replace(/^([A-Z_]+=\S+ )*mochi /, "").replace(/ >+ .*$/, "").replaceAll(/[[\]]/g, "").split(/\s+/).filter((word) => word !== "|" && word !== "…");
      const [first = ""] = words;
      const place = `${page}: ${command}`;
      if (isCommandName(first)) {
        assert.doesNotThrow(() => parseWords(first, words.slice(1), first === "run"), place);
      } else {
        assert.ok(/^(hello\.mochi|FILE|CODE|COMMAND|flags|-e|-)$/.test(first), place);
      }
    }
  });

  test("docs: every example without placeholders does what it says, in an empty home", () =>
    withPlayground((play) => {
      const type = furnish(play);
      const said = [...new Set(MOCHI_LINES.map(({ command }) => command))].filter((command) => !isPattern(command));
      const tried = said.filter((command) => ELSEWHERE[command] === undefined);
      assert.ok(tried.length > 20, tried.join("\n"));
      // What removes things goes last.
      for (const command of tried.sort((left, right) => Number(left.includes("uninstall")) - Number(right.includes("uninstall")))) {
        const { status, stderr } = type(command);
        assert.equal(status, UNFINISHED.has(command) ? 2 : 0, `${command}\n${stderr}`);
      }
      for (const [command, path] of Object.entries(ELSEWHERE)) {
        assert.ok(said.includes(command), `no page says ${command}`);
        assert.ok(existsSync(path), path);
      }
    }));

  test("docs: the programs of README.md and docs/install.md print what they should", () =>
    withPlayground((play) => {
      const type = furnish(play);
      const [, program = ""] = /^```\n(fun greet[^`]*)```$/m.exec(TEXT.get("README.md") ?? "") ?? [];
      play.write("greet.mochi", program);
      assert.equal(type("mochi greet.mochi").stdout, "hello, world\nhello, mochi\n");
      const [, script = ""] = /^```\n(#!\/usr\/bin\/env mochi[^`]*)```$/m.exec(TEXT.get("docs/install.md") ?? "") ?? [];
      chmodSync(play.write("hello", script), 0o755);
      assert.equal(type("chmod +x hello && ./hello").stdout, "hello\n");
      mkdirSync(join(play.home, "work"));
      mkdirSync(join(play.home, ".local/bin"), { recursive: true });
      type(`cp hello ~/work/report.mochi`);
      assert.equal(type("ln -s ~/work/report.mochi ~/.local/bin/report && ~/.local/bin/report").stdout, "hello\n");
    }));

  test("docs: the completions that docs/install.md installs are found by the shells", () =>
    withPlayground((play) => {
      const type = furnish(play);
      for (const shell of ["bash", "zsh", "fish"]) {
        const line = ALL.find(({ page, command }) => page === "docs/install.md" && command.startsWith(`mochi completions ${shell}`));
        // bash indexes from 0, zsh from 1; the folder is the second one here.
        assert.equal(type(line?.command ?? "false").status, 0, shell);
      }
      assert.ok(existsSync(join(play.home, "functions", "_mochi")));
      if (findExecutable("fish") !== undefined) {
        assert.match(String(type("fish -c \"complete -C 'mochi uninst'\"").stdout), /^uninstall\t/);
      }
    }));

  test("docs: docs/cli.md has every command, option and variable, and the table of exit statuses", () => {
    const page = TEXT.get("docs/cli.md") ?? "";
    for (const command of COMMANDS) {
      assert.match(page, new RegExp(`^mochi ${command}\\b`, "m"), command);
    }
    const everywhere = [...TEXT.values()].join("\n");
    for (const command of COMMANDS) {
      for (const { name } of optionsOf(command)) {
        assert.ok(everywhere.includes(`--${name}`), `${command} --${name}`);
      }
    }
    for (const variable of VARIABLES) {
      assert.match(everywhere, new RegExp(`\\b${variable}\\b`));
    }
    for (const status of ["0", "1", "2", "70"]) {
      assert.match(page, new RegExp(`^\\| ${status} \\| `, "m"));
    }
  });

  test("docs: every variable that Mochi and its programs look at is described", () => {
    const sources = ["cli", "vendor", "runtime"].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|c)$/.test(name)).map((name) => readFileSync(join(folder, name), "utf8")));
    const asked = new Set(sources.flatMap((text) => [...text.matchAll(/(?:process\.env\[|variable\(cx, |setting\(|platform_environment\()"(MOCHI_[A-Z_]+)"/g)].map(([, name = ""]) => name)));
    // Told by the launcher and by `mochi test`, or for our own tests.
    const own = ["MOCHI_EXECUTABLE", "MOCHI_TEST", "MOCHI_TEST_SANITIZE"];
    assert.ok(asked.size > 10);
    const everywhere = [...TEXT.values()].join("\n");
    assert.deepEqual([...asked].filter((name) => !own.includes(name) && !new RegExp(`\\b${name}\\b`).test(everywhere)), []);
  });

  test("docs: links lead somewhere", () => {
    for (const [page, text] of TEXT) {
      for (const [, target = ""] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
        assert.ok(existsSync(join(page, "..", target)), `${page}: ${target}`);
      }
    }
  });
});
