// Processes that write the cache, killed at random moments, several at a time: afterwards every entry is whole or absent,
// no index names anything else, and the next process can do all that the dead ones couldn't finish.
// MOCHI_TEST_KILLS asks for more.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { askIndex } from "../../cli/cache/direct-index.ts";
import { lookUp } from "../../cli/cache/entries.ts";
import { withPlayground } from "../harness/mochi-command.ts";
import { build, keyOf, PROGRAMS, programBytes, questionOf } from "./writing-child.ts";

const KILLS = Number(process.env["MOCHI_TEST_KILLS"] ?? 60);
const AT_ONCE = 4;
const CHILD = join("dist", "tests", "bundle", "cache", "writing-child.mjs");

/** Starts a writer and kills it at a random moment of its work. */
async function killOne(folder: string): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([once(child.stdout, "data"), ended]);
  await sleep(Math.random() * 30);
  child.kill("SIGKILL");
  assert.deepEqual(await ended, [null, "SIGKILL"]);
}

test(`cache: ${KILLS} writers killed at random moments leave whole entries or none`, () =>
  withPlayground(async (play) => {
    const cache = { folder: play.path("cache") };
    mkdirSync(cache.folder, { mode: 0o700 });
    const names = (part: string): readonly string[] => (existsSync(join(cache.folder, part)) ? readdirSync(join(cache.folder, part)) : []);
    const seen = { whole: 0, absent: 0, answered: 0, unfinished: 0, locked: 0 };
    for (let killed = 0; killed < KILLS; killed += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => killOne(cache.folder)));
      seen.unfinished += names("staging").length;
      seen.locked += names("locks").length;
      for (let number = 0; number < PROGRAMS; number++) {
        const answer = askIndex(cache.folder, questionOf(number), () => undefined);
        assert.ok(answer === undefined || readFileSync(answer.program).equals(programBytes(number)), `an index answers with program ${number}`);
        seen.answered += answer === undefined ? 0 : 1;
        const program = lookUp(cache, keyOf(number));
        assert.ok(program === undefined || readFileSync(program).equals(programBytes(number)), `program ${number} is another`);
        seen[program === undefined ? "absent" : "whole"] += 1;
      }
      const number = (killed / AT_ONCE) % PROGRAMS;
      assert.deepEqual(readFileSync(build(cache, number)), programBytes(number), "what the dead left is in nobody's way");
      rmSync(join(cache.folder, "staging"), { recursive: true, force: true });
    }
    assert.ok(Object.values(seen).every((count) => count > 0), `the kills hit all that goes on: ${JSON.stringify(seen)}`);
    build(cache, 0);
    assert.equal(play.mochi(["cache", "clean"], { environment: { MOCHI_CACHE_DIR: cache.folder } }).status, 0);
    assert.deepEqual([...names("objects"), ...names("staging"), ...names("locks"), ...names("index")], []);
  }));
