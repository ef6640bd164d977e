// An artifact that is published as a Python wheel, through `pip download`: it knows the index, the
// proxy and the credentials that this machine is configured for, so no index is named here.
// pip only brings the file. Nothing of it is built or installed, and the caller checks the bytes.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PinnedWheel } from "./toolchain-pins.ts";
import type { VendorContext } from "./vendor-context.ts";

const COMMANDS: readonly (readonly [string, ...string[]])[] = [["python3", "-m", "pip"], ["python", "-m", "pip"], ["pip3"], ["pip"]];
const PATIENCE_MS = 30 * 60_000;

interface Ended {
  readonly status: number | undefined;
  readonly said: string;
}

function run(cx: VendorContext, [program = "", ...args]: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...cx.environment }, stdio: ["ignore", "ignore", "pipe"] });
    // Not spawn's own `timeout`: where there is no such program, it would keep us alive until then.
    const timer = setTimeout(() => child.kill(), PATIENCE_MS).unref();
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.on("error", (error) => done({ status: undefined, said: error.message }));
    child.on("close", (status) => {
      clearTimeout(timer);
      done({ status: status ?? undefined, said: Buffer.concat(said).toString("utf8") });
    });
  });
}

async function findPip(cx: VendorContext): Promise<readonly string[] | undefined> {
  for (const command of COMMANDS) {
    if ((await run(cx, [...command, "--version"])).status === 0) {
      return command;
    }
  }
  return undefined;
}

/** Puts the wheel of that name at `path`; undefined when that went well, else the reason. */
export async function downloadWithPip(cx: VendorContext, file: string, { requirement, platform }: PinnedWheel, path: string): Promise<string | undefined> {
  const pip = await findPip(cx);
  if (pip === undefined) {
    return "there is no pip here";
  }
  const folder = mkdtempSync(join(dirname(path), "pip-"));
  try {
    const options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--quiet", "--retries=2", "--timeout=20"];
    const { status, said } = await run(cx, [...pip, "download", ...options, `--platform=${platform}`, `--dest=${folder}`, requirement]);
    const wheel = join(folder, file);
    if (status !== 0 || !existsSync(wheel)) {
      const lines = said.trim().split("\n");
      return lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? `it brought no ${file}`;
    }
    renameSync(wheel, path);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
