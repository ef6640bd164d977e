// The type checker, the linter and the C compilers have nothing to say.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { launcherDefinitions, launcherSources, payloadDefinitions } from "../../release/launcher-sources.ts";
import { zstdInclude } from "../../release/zstd-decoder.ts";
import { filesUnder } from "./source-tree.ts";

const BIN = join("node_modules", ".bin");

/** What the command says when it fails; undefined when it doesn't. */
function complaint(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(command, args, { maxBuffer: 1 << 26 }, (error, out, err) => done(error === null ? undefined : `${out}${err}`.slice(0, 8000) || error.message));
  });
}

for (const project of [".", "core"]) {
  test(`house: tsc accepts ${project === "." ? "cli, vendor, release, tests" : project}`, async () => {
    assert.equal(await complaint(join(BIN, "tsc"), ["--noEmit", "-p", project]), undefined);
  });
}

test("house: biome finds nothing", async () => {
  assert.equal(await complaint(join(BIN, "biome"), ["lint", "--error-on-warnings", "--colors=off", "."]), undefined);
});

for (const compiler of ["gcc", "clang"].filter((name) => findExecutable(name) !== undefined)) {
  test(`house: ${compiler} accepts the runtime without warnings`, async () => {
    const flags = ["-std=c11", "-fsyntax-only", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-Iruntime", `-I${join("dist", "third-party", "include")}`];
    assert.equal(await complaint(compiler, [...flags, ...filesUnder(["runtime"], ".c")]), undefined);
  });

  test(`house: ${compiler} accepts the launcher without warnings`, async () => {
    const flags = ["-std=c11", "-pedantic-errors", "-fsyntax-only", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-Icli/launcher", "-isystem", zstdInclude("."), ...launcherDefinitions("0123"), ...payloadDefinitions("payload", "linux")];
    const sources = new Set((["beside", "payload"] as const).flatMap((place) => launcherSources(".", "linux", place) ?? []));
    assert.equal(await complaint(compiler, [...flags, ...sources]), undefined);
  });
}
