// Several processes at once, and processes that are killed: one of them installs, and at every moment
// there is a whole toolchain or none.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../vendor/artifact-lock.ts";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { runChild } from "./child-process.ts";
import { type Answer, assertNothingOrAll, assertTidy, contextFor, pack, pinOf, TOOL, withHome, withServer } from "./vendor-playground.ts";

/** MOCHI_TEST_KILLS asks for more; each costs a fifth of a second of processor time, most of it node's start. */
const KILLS = Number(process.env["MOCHI_TEST_KILLS"] ?? 80);
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

test("processes: claims of dead processes don't count, not even under a number that is in use again", () =>
  withHome(async (home) => {
    mkdirSync(home);
    const mine = (await captureClaim(home)).split("-");
    const claim = (pid: number, birth: string): string => [mine[0], pid, birth, 1].join("-");
    writeFileSync(join(home, claim(2 ** 22 + 1, "12345")), "");
    writeFileSync(join(home, claim(process.pid, "1")), "");
    const waited: number[] = [];
    assert.equal(await withLock(home, (pid) => waited.push(pid), async () => "done"), "done");
    assert.deepEqual([waited, readdirSync(home)], [process.platform === "linux" ? [] : [process.pid], []]);
  }));

/** The name of the claim that this process makes. */
async function captureClaim(home: string): Promise<string> {
  const claims: string[] = [];
  await withLock(
    home,
    () => undefined,
    async () => claims.push(...readdirSync(home)),
  );
  return claims[0] ?? "";
}

test("processes: a claim from another machine counts as long as it is renewed", (context) =>
  withHome(async (home) => {
    mkdirSync(home);
    writeFileSync(join(home, "ffffffffffff-1-1-1"), "");
    const jump = { ms: 0 };
    const now = performance.now.bind(performance);
    context.mock.method(performance, "now", () => now() + jump.ms);
    const waited: number[] = [];
    const done = withLock(home, (pid) => waited.push(pid), async () => "done");
    await sleep(300);
    assert.deepEqual([waited, readdirSync(home)], [[0], ["ffffffffffff-1-1-1"]]);
    jump.ms = 61_000;
    assert.equal(await done, "done");
  }));
