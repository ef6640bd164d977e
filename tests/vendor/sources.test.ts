// Third-party sources: pins are complete, bytes that don't match are refused, apt entries are
// turned into source entries.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { aptLines, aptStanzas } from "../../vendor/apt-source.ts";
import { mismatch, obtainFile } from "../../vendor/obtain-file.ts";
import { PINNED_LIBRARIES, PINNED_SOURCES, type PinnedSource } from "../../vendor/pinned-source.ts";

const BYTES = Buffer.from("third-party source");

const PIN: PinnedSource = {
  version: "1",
  licence: "MIT",
  what: "a test",
  file: "thing.tar.gz",
  folder: "thing",
  notice: "LICENSE",
  size: BYTES.length,
  sha256: createHash("sha256").update(BYTES).digest("hex"),
  url: "http://127.0.0.1:9/thing.tar.gz",
  debian: { package: "thing", suite: "stable" },
};

test("vendor: every pin has a licence, a size, a hash and an https address", () => {
  for (const [name, pin] of [...Object.entries(PINNED_SOURCES), ...Object.values(PINNED_LIBRARIES).flat().map((pin) => [pin.debian.package, pin] as const)]) {
    assert.match(pin.sha256, /^[0-9a-f]{64}$/, name);
    assert.ok(pin.size > 0 && pin.licence !== "" && pin.what !== "", name);
    assert.match(pin.url, /^https:\/\/[^ ]+$/, name);
    assert.ok(pin.url.endsWith(pin.file), name);
  }
});

test("vendor: other bytes are refused", () => {
  assert.equal(mismatch(PIN, BYTES), undefined);
  assert.match(mismatch(PIN, BYTES.subarray(1)) ?? "", /17 bytes instead of 18/);
  assert.match(mismatch(PIN, Buffer.from("Third-party source")) ?? "", /^SHA-256 /);
});

test("vendor: MOCHI_SOURCES offers files, and wrong ones end the search", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mochi-sources-"));
  const before = process.env["MOCHI_SOURCES"];
  process.env["MOCHI_SOURCES"] = folder;
  try {
    writeFileSync(join(folder, PIN.file), BYTES);
    assert.deepEqual(await obtainFile("thing", PIN, join(folder, "downloads")), { kind: "file", path: join(folder, PIN.file) });
    writeFileSync(join(folder, PIN.file), "something else");
    const refused = await obtainFile("thing", PIN, join(folder, "downloads"));
    assert.equal(refused.kind, "unavailable");
  } finally {
    if (before === undefined) {
      delete process.env["MOCHI_SOURCES"];
    } else {
      process.env["MOCHI_SOURCES"] = before;
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

test("vendor: apt's package entries become source entries", () => {
  assert.equal(aptLines("# comment\ndeb [arch=amd64] http://mirror/debian bookworm main\ndeb-src http://mirror/x y z\n", "deb-src"), "deb-src [arch=amd64] http://mirror/debian bookworm main\ndeb-src http://mirror/x y z");
  assert.equal(aptStanzas("Types: deb\nURIs: http://mirror/debian\n", "deb-src"), "Types: deb-src\nURIs: http://mirror/debian\n");
});
