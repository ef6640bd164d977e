// Several processes at once, and processes that are killed: one of them installs, and at every moment
// there is a whole toolchain or none.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { preferringLock, withLock } from "../../vendor/lock.ts";
import { ownMark } from "../../vendor/process-mark.ts";
import { runChild } from "./child-process.ts";
import { type Answer, assertNothingOrAll, assertTidy, contextFor, pack, pinOf, TOOL, withHome, withServer } from "./vendor-playground.ts";

/** MOCHI_TEST_KILLS asks for more; each costs a fifth of a second of processor time, most of it node's start. */
const KILLS = Number(process.env["MOCHI_TEST_KILLS"] ?? 100);
/** Killing goes on in this many homes at a time. */
const LANES = 2;

/** Sends in pieces, so that there is a middle to be killed in. */
function inPieces(bytes: Uint8Array): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range = start > 0 ? { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { "content-length": bytes.length - start, etag: '"1"', ...range });
    const send = (at: number): void => {
      if (at >= bytes.length || response.destroyed) {
        response.end();
        return;
      }
      response.write(bytes.subarray(at, at + 100), () => setTimeout(send, 1, at + 100));
    };
    send(start);
  };
}

test("processes: ten that need a toolchain at once fetch it once", () =>
  withHome((home) => {
    const bytes = pack("zip");
    return withServer(inPieces(bytes), async ({ url, asked }) => {
      const pin = pinOf("zip", bytes, [`${url}/tool`]);
      const ends = await Promise.all(Array.from({ length: 10 }, () => runChild({ home, pin, fuse: 0, remove: false })));
      const ensured = { kind: "folder", folder: join(home, "toolchains", "tool-1"), version: "1", origin: "installed" };
      assert.deepEqual(
        ends.map(({ answer }) => answer?.ensured),
        ends.map(() => ensured),
      );
      assert.deepEqual(asked, ["/tool"]);
      const cx = contextFor(home, pin);
      assert.equal(await assertNothingOrAll(cx), "all");
      assertTidy(cx);
    });
  }));

describe("killed", { concurrency: LANES }, () => {
  for (const archive of ["tar.gz", "zip"]) {
    test(`processes: killed at ${KILLS / LANES} moments while installing and removing a ${archive}, there is all or nothing`, () =>
      withHome((home) => {
        const bytes = pack(archive);
        return withServer(inPieces(bytes), async ({ url }) => {
          const pin = pinOf(archive, bytes, [`${url}/tool`]);
          const cx = contextFor(home, pin);
          const whole = await runChild({ home, pin, fuse: 0, remove: true });
          const moments = whole.answer?.calls ?? assert.fail(whole.said);
          const seen = { killed: 0, staged: 0, begun: 0 };
          for (let kill = 0; kill < KILLS / LANES; kill++) {
            // Spread over all moments. What an earlier kill left makes the way longer or shorter: some fuses are never reached.
            const fuse = 1 + Math.floor(((kill + Math.random()) * moments * LANES) / KILLS);
            const { signal, answer, said } = await runChild({ home, pin, fuse, remove: true });
            assert.ok(signal === "SIGKILL" || answer?.ensured.kind === "folder", said);
            seen.killed += signal === "SIGKILL" ? 1 : 0;
            await assertNothingOrAll(cx);
            const left = readdirSync(home, { recursive: true, encoding: "utf8" });
            seen.staged += left.some((path) => path.includes("tool@")) ? 1 : 0;
            seen.begun += left.some((path) => path.endsWith(".part")) ? 1 : 0;
          }
          // The kills hit all that goes on, not only the moments between.
          assert.ok(seen.killed > KILLS / LANES / 4 && Object.values(seen).every((count) => count > 0), JSON.stringify({ moments, ...seen }));
          assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
          assert.equal(await assertNothingOrAll(cx), "all");
          assertTidy(cx);
        });
      }));
  }
});

/** A process that has ended, whose parent never asks how: with what of its `stat` follows its name. */
async function withZombie(use: (pid: number, fields: readonly string[]) => void): Promise<void> {
  const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [said] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(said.toString());
    const fields = (): readonly string[] => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    while (fields()[0] !== "Z") {
      await sleep(5);
    }
    use(pid, fields());
  } finally {
    parent.kill("SIGKILL");
  }
}

const WORK = "work";

test("processes: claims of dead processes don't count, not even under a number that is in use again", () =>
  withHome(async (home) => {
    mkdirSync(home);
    const place = ownMark().split("-")[0] ?? "";
    const claims = (): readonly string[] => readdirSync(home);
    const claim = (pid: number, birth: string): void => writeFileSync(join(home, `${WORK}@${place}-${pid}-${birth}-1`), "");
    claim(2 ** 22 + 1, "12345");
    claim(process.pid, "1");
    const waited: number[] = [];
    assert.equal(await withLock(home, WORK, (pid) => waited.push(pid), async () => "done"), "done");
    assert.deepEqual([waited, claims()], [process.platform === "linux" ? [] : [process.pid], []]);
    if (process.platform === "linux") {
      await withZombie((pid, fields) => {
        claim(pid, fields[19] ?? "");
        assert.equal(preferringLock(home, WORK, 0, () => claims().length), 1, "the work has the lock");
      });
    }
    const other = `other@${ownMark()}-1`;
    writeFileSync(join(home, other), "");
    assert.equal(await withLock(home, WORK, (pid) => waited.push(pid), async () => "done"), "done");
    assert.deepEqual([waited, claims()], [[], [other]], "other work doesn't matter");
  }));

test("processes: who only prefers a lock waits for a while, and works without one where there is none", () =>
  withHome(async (home) => {
    mkdirSync(home);
    const rival = join(home, `${WORK}@${ownMark()}-0`);
    writeFileSync(rival, "");
    const begun = performance.now();
    assert.equal(preferringLock(home, WORK, 200, () => readdirSync(home).length), 1, "without a claim of its own");
    assert.ok(performance.now() - begun >= 200);
    rmSync(rival);
    assert.equal(preferringLock(home, WORK, 0, () => readdirSync(home).length), 1);
    assert.deepEqual(readdirSync(home), []);
    assert.throws(() => preferringLock(home, WORK, 0, () => assert.fail("as it is")), /as it is/);
    assert.deepEqual(readdirSync(home), []);
    writeFileSync(rival, "");
    assert.equal(preferringLock(rival, WORK, 60_000, () => "done"), "done", "the folder is none");
  }));

test("processes: a claim from another machine counts as long as it is renewed", (context) =>
  withHome(async (home) => {
    mkdirSync(home);
    const claim = `${WORK}@ffffffffffff-1-1-1`;
    writeFileSync(join(home, claim), "");
    const jump = { ms: 0 };
    const now = performance.now.bind(performance);
    context.mock.method(performance, "now", () => now() + jump.ms);
    const waited: number[] = [];
    const done = withLock(home, WORK, (pid) => waited.push(pid), async () => "done");
    await sleep(300);
    assert.deepEqual([waited, readdirSync(home)], [[0], [claim]]);
    jump.ms = 61_000;
    assert.equal(await done, "done");
  }));
