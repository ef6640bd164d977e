// The changes of release/quickjs-fixes.ts fit the pinned source, each in one place.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { QUICKJS_FIXES } from "../../release/quickjs-fixes.ts";
import { fixedSource } from "../../release/source-fixes.ts";
import { unpackedSource } from "../../vendor/third-party-source.ts";

test("QuickJS: the fixes fit its source, and none comes twice", async () => {
  const source = await unpackedSource(".", "quickjs");
  assert.ok(source.kind === "folder", source.kind === "unavailable" ? source.message : "");
  const work = mkdtempSync(join(tmpdir(), "mochi-quickjs-"));
  try {
    const upstream = join(source.folder, "upstream-quickjs");
    fixedSource(upstream, join(work, "fixed"), QUICKJS_FIXES);
    for (const { file, after } of QUICKJS_FIXES) {
      assert.ok(readFileSync(join(work, "fixed", file), "utf8").includes(after), file);
    }
    assert.throws(() => fixedSource(join(work, "fixed"), join(work, "twice"), QUICKJS_FIXES), /doesn't fit its source/);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
