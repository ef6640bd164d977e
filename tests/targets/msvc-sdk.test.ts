// Microsoft's SDK: how it is found, in trees of empty files, and what is said when it isn't. That programs
// are linked with it and run, with a stand-in, is in targets.test.ts.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { findMsvcSdk, type SdkWorld } from "../../cli/targets/msvc-sdk.ts";
import { withPlayground } from "../harness/mochi-command.ts";
import { targetCompiler, zigFolder } from "../harness/target-program.ts";
import { STUDIO_LAYOUT, XWIN_LAYOUT } from "../harness/stand-in-sdk.ts";

/** Calls `use` with a folder that has these files. */
function withFiles(files: readonly string[], use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "mochi-sdk-"));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), "");
    }
    use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What is found, relative to `root`; a text when nothing is. */
function found(root: string, { environment = {}, isWindows = false, ask = () => undefined }: Partial<SdkWorld>): readonly string[] | string {
  const sdk = findMsvcSdk({ environment, isWindows, ask });
  return sdk.kind === "missing" ? sdk.message : sdk.libraries.map((path) => relative(root, path));
}

test("msvc sdk: MOCHI_MSVC_SYSROOT in both layouts, whatever the case of names", () => {
  for (const layout of [XWIN_LAYOUT, STUDIO_LAYOUT]) {
    withFiles(layout, (root) => assert.deepEqual(found(root, { environment: { MOCHI_MSVC_SYSROOT: root } }), layout));
  }
  const lower = STUDIO_LAYOUT.map((path) => path.toLowerCase().replace("windows kits", "kits"));
  withFiles(lower, (root) => assert.deepEqual(found(root, { environment: { MOCHI_MSVC_SYSROOT: root } }), lower));
});

test("msvc sdk: the highest version that is for x64 is taken", () => {
  const version = (text: string): readonly string[] => STUDIO_LAYOUT.map((path) => path.replace(/14\.38\.33130/, `14.${text}.1`).replace(/10\.0\.22621\.0/, `10.0.${text}.0`));
  withFiles([...version("9"), ...version("10"), ...version("11").map((path) => path.replace("x64", "arm64"))], (root) => {
    assert.deepEqual(found(root, { environment: { MOCHI_MSVC_SYSROOT: root } }), version("10"));
  });
});

test("msvc sdk: on Windows, what the developer prompt names, else what is installed", () => {
  withFiles(STUDIO_LAYOUT, (root) => {
    const prompt = { VCToolsInstallDir: join(root, "VC/Tools/MSVC/14.38.33130"), WindowsSdkDir: join(root, "Windows Kits/10"), UniversalCRTSdkDir: join(root, "Windows Kits/10") };
    assert.deepEqual(found(root, { environment: prompt, isWindows: true }), STUDIO_LAYOUT);
    const folders = [...new Set(STUDIO_LAYOUT.map((path) => dirname(join(root, path))))];
    assert.deepEqual(found(root, { environment: { LIB: folders.join(";") }, isWindows: true }), STUDIO_LAYOUT);
    const ask: SdkWorld["ask"] = (program) => (program.endsWith("vswhere.exe") ? root : program === "reg" ? `\r\n    KitsRoot10    REG_SZ    ${join(root, "Windows Kits/10")}\r\n` : undefined);
    assert.deepEqual(found(root, { isWindows: true, ask }), STUDIO_LAYOUT);
    assert.match(String(found(root, { isWindows: true })), /what is installed here has no libcmt\.lib, libvcruntime\.lib, libucrt\.lib, kernel32\.lib$/);
  });
});

test("msvc sdk: what is missing is named, with the target that needs none", async () => {
  withFiles(STUDIO_LAYOUT.slice(0, 3), (root) => {
    assert.match(String(found(root, { environment: { MOCHI_MSVC_SYSROOT: root } })), /MOCHI_MSVC_SYSROOT \(.*\) has no kernel32\.lib$/);
  });
  await withPlayground((play) => {
    play.write("program.mochi", "print(1)\n");
    const environment = { MOCHI_MSVC_SYSROOT: undefined, MOCHI_OFFLINE: "1", MOCHI_ZIG: zigFolder() };
    const end = play.mochi(["build", "--target=x86_64-windows-msvc", "program.mochi"], { environment });
    assert.equal(end.status, 1);
    assert.match(end.err, /^mochi: x86_64-windows-msvc needs the libraries of Microsoft's SDK[^\n]*\nhelp: build for x86_64-windows-gnu[^\n]*MOCHI_MSVC_SYSROOT[^\n]*\n$/);
    if (typeof targetCompiler("x86_64-windows-msvc") === "string") {
      console.log("msvc sdk: no kit here: an object without an SDK is not tried");
      return;
    }
    const object = play.mochi(["build", "--emit=obj", "--target=x86_64-windows-msvc", "program.mochi"], { environment });
    assert.deepEqual([object.status, object.err], [0, ""]);
    assert.match(object.out, /^link -SUBSYSTEM:CONSOLE [^\n]* program\.o \S+libmochi\.a [^\n]* libcmt\.lib libvcruntime\.lib libucrt\.lib kernel32\.lib\n$/);
    assert.ok(play.exists("program.o"));
  });
});
