// Third-party sources: pins are complete, bytes that don't match are refused, apt entries are
// turned into source entries, an archive comes through pip without any code of it being run.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { aptLines, aptStanzas } from "../../vendor/apt-source.ts";
import { mismatch, obtainFile } from "../../vendor/obtain-file.ts";
import { PINNED_LIBRARIES, PINNED_SOURCES, type PinnedSource, type PythonSource } from "../../vendor/pinned-source.ts";
import { downloadPythonSource } from "../../vendor/python-source.ts";

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

test("vendor: every pin has a licence, a size, a hash and an https address, or a version at Python's index", () => {
  for (const [name, pin] of [...Object.entries(PINNED_SOURCES), ...Object.values(PINNED_LIBRARIES).flat().map((pin) => [pin.debian.package, pin] as const)]) {
    assert.match(pin.sha256, /^[0-9a-f]{64}$/, name);
    assert.ok(pin.size > 0 && pin.licence !== "" && pin.what !== "", name);
    if ("pip" in pin) {
      assert.equal(pin.file, `${pin.pip.project.replaceAll("-", "_")}-${pin.pip.version}.tar.gz`);
      continue;
    }
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

/** An archive as Python's index has them, whose build leaves a mark when any code of it runs. */
function pythonArchive(folder: string, mark: string): Buffer {
  const root = join(folder, "tool_x-1.2");
  mkdirSync(root);
  writeFileSync(join(root, "PKG-INFO"), "Metadata-Version: 2.1\nName: tool-x\nVersion: 1.2\n");
  writeFileSync(join(root, "pyproject.toml"), '[project]\nname = "tool-x"\nversion = "1.2"\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n');
  writeFileSync(join(root, "setup.py"), `open(${JSON.stringify(mark)}, "w").close()\nfrom setuptools import setup\nsetup()\n`);
  assert.equal(spawnSync("tar", ["-czf", join(folder, "tool_x-1.2.tar.gz"), "-C", folder, "tool_x-1.2"]).status, 0);
  return readFileSync(join(folder, "tool_x-1.2.tar.gz"));
}

test("vendor: pip brings an archive of sources, runs nothing of it, and refuses other bytes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mochi-sources-"));
  try {
    const index = join(folder, "index");
    const mark = join(folder, "mark");
    const kept = join(folder, "kept");
    mkdirSync(index);
    mkdirSync(kept);
    const bytes = pythonArchive(index, mark);
    const pin: PythonSource = { version: "1", licence: "MIT", what: "a test", file: "tool_x-1.2.tar.gz", size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex"), pip: { project: "tool-x", version: "1.2" } };
    const environment = { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: index, HOME: join(folder, "home") };
    const path = join(kept, pin.file);
    assert.equal(await downloadPythonSource(pin, path, environment), undefined);
    assert.deepEqual(readFileSync(path), bytes);
    rmSync(path);
    assert.match((await downloadPythonSource({ ...pin, sha256: "0".repeat(64) }, path, environment)) ?? "", /HASHES/);
    assert.match((await downloadPythonSource(pin, path, { PATH: kept })) ?? "", /there is no pip here/);
    assert.ok(!existsSync(mark), "its setup.py was run");
    assert.deepEqual(readdirSync(kept), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
