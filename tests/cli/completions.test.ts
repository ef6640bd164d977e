// Completions of the four shells against the table of commands: for every command, its options, its words, and the values
// of its options, asked of bash and fish as they run here; zsh is typed into; PowerShell's script is read, as none runs here.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { COMMAND_TABLE, optionsOf, SHELLS } from "../../cli/command-line/commands.ts";
import { completionScript } from "../../cli/command-line/completions.ts";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { COMMANDS } from "../../cli/script-call.ts";
import { withPlayground } from "../harness/mochi-command.ts";

interface Question {
  /** Behind `mochi`; the last one is begun. */
  readonly words: readonly string[];
  readonly answers: readonly string[];
}

/** Everything that completions have to know. */
const QUESTIONS: readonly Question[] = [
  { words: [""], answers: COMMANDS },
  ...COMMANDS.flatMap((command): readonly Question[] => {
    const options = optionsOf(command);
    return [
      { words: [command, "--"], answers: options.map(({ name }) => `--${name}`) },
      ...(COMMAND_TABLE[command].words ?? []).map((list, index) => ({ words: [command, ...Array.from({ length: index }, () => "x"), ""], answers: list })),
      ...options.flatMap(({ name, letter, choices }) => (choices === undefined ? [] : [`--${name}`, ...(letter === undefined ? [] : [`-${letter}`])].map((form) => ({ words: [command, form, ""], answers: choices })))),
    ];
  }),
];

const sorted = (words: readonly string[]): readonly string[] => [...words].sort();

describe("completions", { concurrency: 2 }, () => {
  test("completions: `mochi completions` prints them, for the shells that it names", () =>
    withPlayground((play) => {
      for (const shell of SHELLS) {
        assert.deepEqual(play.mochi(["completions", shell]), { status: 0, out: completionScript(shell), err: "" });
      }
      assert.match(play.mochi(["completions"]).err, /^mochi: mochi completions takes bash, zsh, fish, powershell\nhelp: /);
      assert.equal(play.mochi(["completions", "cmd"]).status, 2);
    }));

  test("completions: bash knows every command, option, word and choice", () =>
    withPlayground((play) => {
      play.write("mochi.bash", completionScript("bash"));
      play.write("a file.mochi", "");
      const ask = (words: readonly string[]): string => `COMP_WORDS=(mochi ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _mochi; printf '%s\\n' "\${COMPREPLY[@]}"; echo .`;
      const own: readonly Question[] = [
        { words: ["run", "a"], answers: ["a file.mochi"] },
        { words: ["run", "--gc", "=", "ar"], answers: ["arena"] },
        { words: ["run", "--gc", "="], answers: ["arena", "bdw", "none", "precise"] },
        { words: ["cache", "gc", "--max"], answers: ["--max-age", "--max-size"] },
        { words: ["build", "-o", "a"], answers: ["a file.mochi"] },
      ];
      const questions = [...QUESTIONS.filter(({ words }) => words.length > 1), { words: ["bui"], answers: ["build"] }, ...own];
      const end = spawnSync("bash", ["-c", `source mochi.bash\n${questions.map(({ words }) => ask(words)).join("\n")}`], { cwd: play.folder, encoding: "utf8" });
      assert.equal(end.stderr, "");
      const answers = end.stdout.split("\n.\n");
      for (const [at, { words, answers: expected }] of questions.entries()) {
        assert.deepEqual(sorted((answers[at] ?? "").split("\n")), sorted(expected), words.join(" "));
      }
    }));

  test("completions: fish knows every command, option, word and choice", () =>
    withPlayground((play) => {
      const fish = findExecutable("fish");
      if (fish === undefined) {
        console.log("completions: no fish here; its completions were not tried");
        return;
      }
      play.write("mochi.fish", completionScript("fish"));
      play.write("a file.mochi", "");
      const script = `source mochi.fish\n${QUESTIONS.map(({ words }) => `complete -C 'mochi ${words.join(" ")}'; echo .`).join("\n")}`;
      const end = spawnSync(fish, ["--no-config", "-c", script], { cwd: play.folder, encoding: "utf8", env: { ...process.env, HOME: play.home } });
      assert.equal(end.stderr, "");
      const answers = end.stdout.split(/^\.\n/m);
      for (const [at, { words, answers: expected }] of QUESTIONS.entries()) {
        const found = (answers[at] ?? "").split("\n").flatMap((line) => line.split("\t")[0] ?? []);
        const relevant = found.filter((word) => word !== "" && !["a file.mochi", "mochi.fish"].includes(word));
        assert.deepEqual(sorted(relevant), sorted(expected), words.join(" "));
      }
    }));

  test("completions: zsh completes what is typed", () =>
    withPlayground((play) => {
      const zsh = findExecutable("zsh");
      if (zsh === undefined) {
        console.log("completions: no zsh here; its completions were not tried");
        return;
      }
      play.write("functions/_mochi", completionScript("zsh"));
      const typed: Readonly<Record<string, string>> = {
        "mochi cac": "mochi cache",
        "mochi cache ver": "mochi cache verify",
        "mochi cache gc --max-a": "mochi cache gc --max-age",
        "mochi build --repro": "mochi build --reproducible",
        "mochi build --target was": "mochi build --target wasm32-wasi",
        "mochi run --gc=ar": "mochi run --gc=arena",
      };
      const { stdout, stderr } = spawnSync(zsh, ["-f", resolve("tests", "cli", "press-tab.zsh"), play.path("functions"), ...Object.keys(typed)], { encoding: "utf8", timeout: 60_000 });
      assert.deepEqual([stdout.trim().split("\n"), stderr], [Object.values(typed), ""]);
    }));

  test("completions: zsh's and PowerShell's scripts hold every command, option, word and choice", () => {
    const [zsh, powershell] = [completionScript("zsh"), completionScript("powershell")];
    const inPowerShell = new Map([...powershell.matchAll(/^ {4}'([^']+)' = @\((.*)\)$/gm)].map(([, key = "", list = ""]) => [key, [...list.matchAll(/'([^']*)'/g)].map(([, word = ""]) => word)]));
    for (const command of COMMANDS) {
      const options = optionsOf(command);
      const forms = options.flatMap(({ name, letter }) => [`--${name}`, ...(letter === undefined ? [] : [`-${letter}`])]);
      assert.deepEqual(inPowerShell.get(command), forms);
      const inZsh = new RegExp(`^ {6}${command}\\) options=\\((.*)\\) ;;$`, "m").exec(zsh)?.[1] ?? "";
      assert.deepEqual([...inZsh.matchAll(/'(-[\w-]+):/g)].map(([, form]) => form), forms);
      for (const [index, list] of (COMMAND_TABLE[command].words ?? []).entries()) {
        assert.deepEqual(inPowerShell.get(`${command}:${index + 1}`), list);
        assert.ok(zsh.includes(`    ${command}:${index + 1}) compadd -- ${list.map((word) => `'${word}'`).join(" ")};`));
      }
      for (const { name, choices } of options) {
        assert.deepEqual(inPowerShell.get(`${command}:--${name}`), choices);
        assert.equal(zsh.includes(`${command}:--${name}`), choices !== undefined);
      }
    }
  });
});
