// A toolchain that the user names himself, and the answers where none can be had.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { hostName, PINNED_TOOLCHAINS } from "../../vendor/toolchain-pins.ts";
import { NETWORK_LIMITS, type VendorContext } from "../../vendor/vendor-context.ts";

async function withHome(use: (home: string) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "mochi-toolchain-"));
  try {
    await use(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function context(home: string, environment: Readonly<Record<string, string>>): VendorContext {
  return { home, environment, offline: true, host: hostName(), pins: PINNED_TOOLCHAINS, network: NETWORK_LIMITS, packages: async () => (await import("../../vendor/packages.ts")).packages, report: () => undefined };
}

test("toolchain: MOCHI_ZIG names a folder", () =>
  withHome(async (home) => {
    const folder = join(home, "my-zig");
    mkdirSync(folder);
    const missing = await ensureToolchain(context(home, { MOCHI_ZIG: folder }), "zig");
    assert.equal(missing.kind === "unavailable" ? missing.remedy : "", "name the folder that holds zig, or unset MOCHI_ZIG");
    writeFileSync(join(folder, process.platform === "win32" ? "zig.exe" : "zig"), "");
    assert.deepEqual(await ensureToolchain(context(home, { MOCHI_ZIG: folder }), "zig"), { kind: "folder", folder, version: "0.16.0", origin: "named" });
  }));

test("toolchain: an unknown one is answered with those there are", () =>
  withHome(async (home) => {
    assert.deepEqual(await ensureToolchain(context(home, {}), "gcc"), { kind: "unavailable", message: "there is no toolchain «gcc»", remedy: "there are: zig, wasi-sdk, cosmocc" });
  }));
