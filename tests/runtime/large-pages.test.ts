// Programs on a kernel with large pages, which the one here isn't: large-pages.c, preloaded, does as it would.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { buildFixture, SANITIZE } from "../harness/fixture-program.ts";

/** Values of sizes that are no whole number of pages, garbage, a deep stack and its end. */
const PROGRAM = `fun depth(n: int): int {
  return if n == 0 then 0 else depth(n - 1) + 1
}
fun forever(n: int): int {
  return forever(n + 1) + 1
}
var kept: list<string> = []
for size in [70001, 1330003, 3333333, 2500007, 9000, 20520009] {
  var s = "ab"
  while len(s) < size {
    s = s + s
  }
  kept = append(kept, upper(substring(s, 0, size)))
}
var words: map<string, int> = {}
for i in 0..200000 {
  words["key " + str(i % 5000)] = i
}
print(len(kept[5]), len(words), depth(100000))
print(forever(0))
`;

test("runtime: memory is asked for in steps of the largest pages", async () => {
  if (process.platform !== "linux" || SANITIZE) {
    console.log("runtime: large pages are tried on Linux only, and not beside the sanitizers");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "mochi-pages-"));
  try {
    const library = join(folder, "pages.so");
    execFileSync(process.env["CC"] ?? "cc", ["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", resolve("tests", "runtime", "large-pages.c"), "-o", library]);
    writeFileSync(join(folder, "p.mochi"), PROGRAM);
    const built = await buildFixture({ name: "large-pages", feature: "large-pages", folder, file: "p.mochi", stem: join(folder, "p") });
    assert.equal(built.kind, "program", built.kind === "refused" ? built.why : "");
    const program = built.kind === "program" ? built.path : "";
    const run = (environment: NodeJS.ProcessEnv): readonly unknown[] => {
      const { status, stdout, stderr } = spawnSync(program, { encoding: "utf8", env: environment });
      return [status, stdout, stderr.split("\n")[0]];
    };
    const expected = [1, "20520009 5000 100000\n", "error: stack overflow"];
    assert.deepEqual(run({ LD_PRELOAD: library }), expected);
    assert.deepEqual(run({ LD_PRELOAD: library, MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "100000" }), expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
