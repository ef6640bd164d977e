// Building without a network: bundles, what they promise, and what is done to them on the way.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { keepBundle } from "../../vendor/kept-artifacts.ts";
import { VendorFailure } from "../../vendor/vendor-context.ts";
import { writeBundle } from "../../vendor/vendor-bundle.ts";
import { type CommandEnd, withPlayground } from "../harness/mochi-command.ts";
import { assertNothingOrAll, assertTidy, type Context, contextFor, pack, pinOf, sha256, serving, TOOL, withHome, withServer } from "./vendor-playground.ts";

const BYTES = pack("tar.xz");

/** Makes a bundle from a server; `use` gets it with a context that has no network and an empty home. */
function withBundle(use: (bundle: string, cx: Context, other: Context) => Promise<void>): Promise<void> {
  return withHome((home) =>
    withServer(serving(BYTES), async ({ url }) => {
      const pin = pinOf("tar.xz", BYTES, [url]);
      const bundle = join(dirname(home), "bundle.tar");
      const other = contextFor(`${home}-networked`, pin);
      assert.deepEqual(await writeBundle(other, [TOOL], bundle), [
        { toolchain: TOOL, version: "1", host: "any", file: "tool-1.tar.xz", size: BYTES.length, sha256: sha256(BYTES), path: join(other.home, "downloads", TOOL, `${sha256(BYTES)}.part`) },
      ]);
      assertTidy(other);
      await use(bundle, contextFor(home, pin, { offline: true }), other);
    }),
  );
}

test("bundle: with it, a machine without network installs", () =>
  withBundle(async (bundle, cx) => {
    assert.deepEqual(await keepBundle(cx, bundle), [{ toolchain: TOOL, version: "1", host: "any" }]);
    assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
    assert.equal(await assertNothingOrAll(cx), "all");
  }));

test("bundle: MOCHI_VENDOR names a bundle, or a folder with archives", () =>
  withBundle(async (bundle, cx) => {
    assert.equal((await ensureToolchain({ ...cx, environment: { MOCHI_VENDOR: bundle } }, TOOL)).kind, "folder");
    const folder = join(dirname(bundle), "archives");
    mkdirSync(folder);
    writeFileSync(join(folder, "tool-1.tar.xz"), BYTES);
    const home = `${cx.home}-2`;
    assert.equal((await ensureToolchain({ ...cx, home, environment: { MOCHI_VENDOR: folder } }, TOOL)).kind, "folder");
    const missing = await ensureToolchain({ ...cx, home: `${home}-3`, environment: { MOCHI_VENDOR: join(folder, "nothing") } }, TOOL);
    assert.match(missing.kind === "unavailable" ? missing.message : "", /where nothing is$/);
  }));

test("bundle: the same bytes whenever and wherever it is made", () =>
  withBundle(async (bundle, _cx, other) => {
    const again = `${bundle}-again`;
    await writeBundle({ ...other, home: `${other.home}-2` }, [TOOL], again);
    assert.ok(readFileSync(bundle).equals(readFileSync(again)));
  }));

test("bundle: one that was damaged or is something else is refused", () =>
  withBundle(async (bundle, cx) => {
    const whole = readFileSync(bundle);
    const changed = Buffer.from(whole);
    changed[whole.indexOf(BYTES) + 100] = 1 + (changed[whole.indexOf(BYTES) + 100] ?? 0);
    for (const [bytes, says] of [
      [changed, /is not the pinned one: SHA-256/],
      [whole.subarray(0, whole.length - 1024), /its end is missing|damaged/],
      [whole.subarray(0, 600), /damaged/],
      [BYTES, /damaged/],
      [Buffer.alloc(0), /its end is missing/],
    ] as const) {
      writeFileSync(bundle, bytes);
      await assert.rejects(keepBundle(cx, bundle), (error: unknown) => error instanceof VendorFailure && says.test(error.message));
      assert.ok(!existsSync(join(cx.home, "vendor", sha256(BYTES))));
    }
  }));

test("bundle: what this version of Mochi doesn't use is left out", () =>
  withBundle(async (bundle, cx) => {
    const newer = { ...cx, pins: { [TOOL]: pinOf("zip", pack("zip"), []) } };
    assert.deepEqual(await keepBundle(newer, bundle), []);
    assert.match(cx.events.map((event) => (event.kind === "note" ? event.text : "")).join(), /tool-1.tar.xz \(tool 1\) is not what this version of Mochi uses/);
  }));

test("toolchain: the commands, on a machine without network", () =>
  withPlayground((play) => {
    // Whatever the developer's own surroundings say.
    const bare = { MOCHI_ZIG: "", MOCHI_VENDOR: "", MOCHI_MIRROR: "", MOCHI_OFFLINE: "" };
    const mochi = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): CommandEnd => play.mochi(args, { environment: { ...bare, ...environment } });
    const list = mochi(["toolchain"]);
    assert.deepEqual([list.status, /^zig 0.16.0 +not installed$/m.test(list.out), list.err], [0, true, ""]);
    const named = JSON.parse(mochi(["toolchain", "list", "--json"], { MOCHI_ZIG: play.folder }).out) as readonly { readonly name: string; readonly state: string }[];
    assert.deepEqual(
      named.map(({ name, state }) => [name, state]),
      [
        ["zig", "named"],
        ["wasi-sdk", "absent"],
        ["cosmocc", "absent"],
      ],
    );
    const offline = mochi(["toolchain", "install", "zig"], { MOCHI_OFFLINE: "1" });
    assert.deepEqual([offline.status, offline.out], [1, ""]);
    assert.match(offline.err, /^mochi: zig 0.16.0 for \S+ is not installed, and offline it can't be fetched\nhelp: bring one of these files here and `mochi toolchain install zig --from FILE`:\n +https:\S+ \(SHA-256 [0-9a-f]{64}\)\n/);
    const path = mochi(["toolchain", "path", "zig"]);
    assert.deepEqual([path.status, path.err], [1, "mochi: the toolchain zig 0.16.0 is not installed\nhelp: `mochi toolchain install zig` fetches it; builds that need it do so by themselves\n"]);
    play.write("wrong.tar.xz", "no archive");
    const wrong = mochi(["toolchain", "install", "zig", "--from", "wrong.tar.xz"]);
    assert.deepEqual([wrong.status, /^mochi: wrong.tar.xz is no zig 0.16.0 for \S+:\n.* 10 bytes instead of \d+\n/.test(wrong.err)], [1, true]);
    const absent = mochi(["toolchain", "install", "zig", "--from", "nowhere"]);
    assert.deepEqual([absent.status, absent.err], [1, "mochi: nowhere: no such file or folder\nhelp: check the path\n"]);
    assert.deepEqual(mochi(["toolchain", "verify"]), { status: 0, out: "no toolchain is installed\n", err: "" });
    assert.match(mochi(["toolchain", "verify", "zig"]).err, /^mochi: zig 0\.16\.0 is not installed: \/.* is missing\nhelp: `mochi toolchain install zig` fetches it\n$/);
    assert.deepEqual([mochi(["toolchain", "remove", "zig"]).out, mochi(["toolchain", "remove", "gcc"]).status, mochi(["toolchain", "frob"]).status, mochi(["vendor"]).status], ["zig 0.16.0 was not installed\n", 2, 2, 2]);
    const target = mochi(["vendor", "bundle", "--out", "b.tar", "--target", "pdp11"]);
    assert.deepEqual([target.status, /^mochi: there is no target «pdp11»/.test(target.err)], [2, true]);
    play.write("a.mochi", "print(1)\n");
    const build = mochi(["build", "--offline", "--target", "aarch64-linux-musl", "a.mochi"]);
    // In a checkout whose kits weren't built, that is said first: zig alone wouldn't help.
    assert.match(build.err, existsSync("dist/kits/aarch64-linux-musl/kit.json") ? /^mochi: (zig 0.16.0 for \S+ is not installed, and offline it can't be fetched|the libraries for aarch64-linux-musl were built from another runtime)/ : /^mochi: this copy of Mochi has no libraries for aarch64-linux-musl/);
    assert.equal(build.status, 1);
    assert.equal(mochi(["vendor", "use", "wrong.tar.xz"]).status, 1);
  }));
