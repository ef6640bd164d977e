// An artifact that is published as a Python wheel, through `pip download`: it knows the index, the
// proxy and the credentials that this machine is configured for, so no index is named here.
// pip only brings the file. Nothing of it is built or installed, and the caller checks the bytes.

import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PinnedArtifact } from "./toolchain-pins.ts";
import type { VendorContext } from "./vendor-context.ts";

const COMMANDS: readonly (readonly [string, ...string[]])[] = [["python3", "-m", "pip"], ["python", "-m", "pip"], ["pip3"], ["pip"]];
const PATIENCE_MS = 30 * 60_000;

interface Ended {
  readonly status: number | undefined;
  readonly said: string;
}

function run(cx: VendorContext, [program = "", ...args]: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...cx.environment }, stdio: ["ignore", "ignore", "pipe"], timeout: PATIENCE_MS });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.on("error", (error) => done({ status: undefined, said: error.message }));
    child.on("close", (status) => done({ status: status ?? undefined, said: Buffer.concat(said).toString("utf8") }));
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

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    copyFileSync(from, to); // pip worked on another file system
  }
}

/** Puts the artifact's wheel at `path`; undefined when that went well, else the reason. */
export async function downloadWithPip(cx: VendorContext, artifact: PinnedArtifact, path: string): Promise<string | undefined> {
  if (artifact.pip === undefined) {
    return "it is not published as a wheel";
  }
  const pip = await findPip(cx);
  if (pip === undefined) {
    return "there is no pip here";
  }
  const folder = mkdtempSync(join(existsSync(dirname(path)) ? dirname(path) : tmpdir(), "pip-"));
  try {
    const options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--quiet", "--retries=2", "--timeout=20"];
    const { requirement, platform } = artifact.pip;
    const { status, said } = await run(cx, [...pip, "download", ...options, `--platform=${platform}`, `--dest=${folder}`, requirement]);
    const wheel = join(folder, artifact.file);
    if (status !== 0 || !existsSync(wheel)) {
      const lines = said.trim().split("\n");
      return lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? `it brought no ${artifact.file}`;
    }
    move(wheel, path);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
