// Disks that are full, and folders that aren't ours. What can't be written or trusted is not used, and
// the message says what to do; nothing half-made stays.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { distrust } from "../../vendor/installed-toolchain.ts";
import { type ChildEnd, runChild } from "./child-process.ts";
import { assertNothingOrAll, contextFor, ENTRIES, pack, pinOf, serving, TOOL, withHome, withServer } from "./vendor-playground.ts";

const NOBODY = 65534;
const IS_ROOT = process.getuid?.() === 0;

/** Two archives: one that is small and unpacks to much, one that is large itself. */
const SMALL = pack("tar.gz");
const LARGE = pack("tar.gz", [...ENTRIES, { path: "tool-1/lib/noise", content: randomBytes(90_000) }]);

function messageOf({ answer, said }: ChildEnd): string {
  assert.ok(answer !== undefined, said);
  return answer.ensured.kind === "folder" ? "installed" : `${answer.ensured.message}; ${answer.ensured.remedy}`;
}

const NO_ROOM = /^there is not enough room for it in \S+; make room, or name a folder on another disk in MOCHI_HOME/;

describe("disk", { concurrency: 2 }, () => {
  const isAllowed = spawnSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).status === 0;
  if (isAllowed) {
    test("disk: a disk that is full at any point leaves nothing, and says so (a small tmpfs)", () =>
      withHome(async (home) => {
        mkdirSync(home);
        // Afterwards, inside, what is left is listed: the disk vanishes with the process.
        const script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && home="$2" && shift 2 && "$@" && cd "$home" && find . -type f | sed "s/^/left: /"';
        const seen = new Set<string>();
        for (const [bytes, sizes] of [
          [SMALL, ["4k", "8k", "40k", "88k", "92k", "96k", "400k"]],
          [LARGE, ["8k", "60k", "100k", "240k", "800k"]],
        ] as const) {
          await withServer(serving(bytes), async ({ url }) => {
            for (const size of sizes) {
              const end = await runChild({ home, pin: pinOf("tar.gz", bytes, [url]), fuse: 0, remove: false }, ["unshare", "-rm", "sh", "-c", script, "sh", size, home]);
              const message = messageOf(end);
              const left = end.said.split("\n").filter((line) => line.startsWith("left: "));
              if (message === "installed") {
                assert.ok(left.includes("left: ./toolchains/tool-1/.ok"), end.said);
              } else {
                assert.match(message, NO_ROOM);
                assert.deepEqual(left.filter((line) => line.includes("/toolchains/")), []);
              }
              seen.add(message === "installed" ? message : "refused");
            }
          });
        }
        assert.deepEqual([...seen].sort(), ["installed", "refused"]);
      }));
  }

  test(`disk: files that can't grow leave nothing, and say so (a limit of file sizes${isAllowed ? "" : "; a small tmpfs is not allowed here"})`, () =>
    withHome(async (home) => {
      for (const bytes of [SMALL, LARGE]) {
        await withServer(serving(bytes), async ({ url }) => {
          const pin = pinOf("tar.gz", bytes, [url]);
          const end = await runChild({ home, pin, fuse: 0, remove: false }, ["sh", "-c", 'ulimit -f 32; exec "$@"', "sh"]);
          assert.match(messageOf(end), NO_ROOM);
          const cx = contextFor(home, pin);
          assert.equal(await assertNothingOrAll(cx), "nothing");
          assert.deepEqual(readdirSync(join(home, "toolchains", ".staging")), []);
          assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder", "with room, the next attempt goes on");
          renameSync(home, `${home}-${bytes.length}`);
        });
      }
    }));

  test("disk: a home that can't be written is told", (context: TestContext) =>
    withHome(async (home) => {
      context.diagnostic(IS_ROOT ? "as nobody, in root's folder" : "in a folder without write permission");
      mkdirSync(home);
      chmodSync(home, 0o555);
      chmodSync(join(home, ".."), 0o755);
      const end = await runChild({ home, pin: pinOf("tar.gz", SMALL, []), fuse: 0, remove: false, ...(IS_ROOT ? { user: NOBODY } : {}) });
      assert.match(messageOf(end), /can't be written \(EACCES\); name a folder that you may write to in MOCHI_HOME$/);
      assert.deepEqual(readdirSync(home), []);
      chmodSync(home, 0o755);
    }));
});

/** Installs, spoils something, and asks again. */
function spoiling(spoil: (home: string) => void, says: RegExp): Promise<void> {
  return withHome((home) =>
    withServer(serving(SMALL), async ({ url, asked }) => {
      const cx = contextFor(home, pinOf("tar.gz", SMALL, [url]));
      assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
      spoil(home);
      const again = await ensureToolchain(cx, TOOL);
      assert.match(again.kind === "folder" ? "installed" : `${again.message}; ${again.remedy}`, says);
      assert.equal(asked.length, 1, "nothing is put where others may write");
    }),
  );
}

const TOOLCHAINS = (home: string): string => join(home, "toolchains");
const FOLDER = (home: string): string => join(home, "toolchains", "tool-1");

function linkAway(path: string): void {
  renameSync(path, `${path}-moved`);
  symlinkSync(`${path}-moved`, path);
}

describe("folders", () => {
  for (const [which, path] of [
    ["all toolchains", TOOLCHAINS],
    ["one toolchain", FOLDER],
  ] as const) {
    test(`folders: the folder of ${which} must not be writable to others`, async () => {
      for (const mode of [0o770, 0o707]) {
        await spoiling((home) => chmodSync(path(home), mode), /is not used: others may write to it; remove it, or name another home for Mochi in MOCHI_HOME$/);
      }
    });

    test(`folders: the folder of ${which} must be no symbolic link`, () => spoiling((home) => linkAway(path(home)), /is not used: it is a symbolic link; remove it/));

    test(`folders: the folder of ${which} must be ours`, async (context) => {
      if (IS_ROOT) {
        await spoiling((home) => chownSync(path(home), NOBODY, NOBODY), new RegExp(`is not used: it belongs to user ${NOBODY}, not to 0; remove it`));
      } else {
        context.diagnostic("asked of the root folder: only root can give folders away");
        assert.match(distrust("/") ?? "", /^it belongs to user 0, not to \d+$/);
      }
    });
  }

  for (const name of ["downloads", join("downloads", TOOL), join("toolchains", ".staging"), join("toolchains", ".locks")]) {
    test(`folders: nothing is fetched through a link in the place of ${name}`, () =>
      withHome((home) =>
        withServer(serving(SMALL), async ({ url, asked }) => {
          const elsewhere = join(home, "..", "elsewhere");
          mkdirSync(elsewhere);
          mkdirSync(join(home, name, ".."), { recursive: true, mode: 0o700 });
          symlinkSync(elsewhere, join(home, name));
          const ensured = await ensureToolchain(contextFor(home, pinOf("tar.gz", SMALL, [url])), TOOL);
          assert.match(ensured.kind === "folder" ? "installed" : ensured.message, /is not used: it is a symbolic link$/);
          assert.deepEqual([readdirSync(elsewhere), asked], [[], []]);
        }),
      ));
  }

  test("folders: one without its seal, or with another's, is no toolchain and is replaced", () =>
    withHome((home) =>
      withServer(serving(SMALL), async ({ url, asked }) => {
        const cx = contextFor(home, pinOf("tar.gz", SMALL, [url]));
        mkdirSync(join(FOLDER(home), "bin"), { recursive: true, mode: 0o700 });
        chmodSync(TOOLCHAINS(home), 0o700);
        assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
        assert.deepEqual([await assertNothingOrAll(cx), asked.length], ["all", 1]);
        const newer = pinOf("tar.gz", LARGE, [url]);
        assert.equal((await ensureToolchain(contextFor(home, newer, { offline: true }), TOOL)).kind, "unavailable");
        assert.ok(lstatSync(FOLDER(home)).isDirectory() && existsSync(join(FOLDER(home), ".ok")));
      }),
    ));
});
