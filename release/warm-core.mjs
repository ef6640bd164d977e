// The compiler core runs a few programs; the functions that it then has bytecode for are written down.
// Enters: dist/, a name for the bytecode, Mochi programs. Leaves: the file, which cli/core-start.ts reads.
// A process of its own, because the core's commands speak to standard output and end processes.

import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

const [dist, target, ...programs] = process.argv.slice(2);
const filename = join(dist, "mochi-core.cjs");
// The script's name becomes a part of its bytecode: it says nothing of the folder.
const script = new Script(Module.wrap(readFileSync(filename, "latin1")), { filename: "mochi-core.cjs" });
const core = { exports: {} };
script.runInThisContext()(core.exports, createRequire(filename), core, filename, dist);

const home = mkdtempSync(join(tmpdir(), "mochi-warm-"));
process.env.MOCHI_HOME = home;
process.env.MOCHI_CACHE_DIR = join(home, "cache");
process.execve = undefined; // `run` must come back
try {
  for (const program of programs) {
    await core.exports.main(["run", program]);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
// V8 wants the same options where bytecode is read: this one (bundle-command.ts) has done its work.
setFlagsFromString("--initial-heap-size=0");
const staged = `${target}.${process.pid}.tmp`;
writeFileSync(staged, script.createCachedData());
renameSync(staged, target);
