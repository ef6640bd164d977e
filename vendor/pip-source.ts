// A file that is published for Python, through `pip download`: it knows the index, the
// proxy and the credentials that this machine is configured for, so no index is named here.
// pip only brings the file. Nothing of it is built or installed, and the caller checks the bytes.
// Here: wheels. python-source.ts: archives of sources.

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

export type Environment = VendorContext["environment"];

function run(environment: Environment, [program = "", ...args]: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...environment }, stdio: ["ignore", "ignore", "pipe"] });
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

async function findPip(environment: Environment): Promise<readonly string[] | undefined> {
  for (const command of COMMANDS) {
    if ((await run(environment, [...command, "--version"])).status === 0) {
      return command;
    }
  }
  return undefined;
}

/** Puts the file of that name, which `pip download` brings when given these words, at `path`; undefined when that went well, else the reason. */
export async function pipDownload(environment: Environment, file: string, words: readonly string[], path: string): Promise<string | undefined> {
  const pip = await findPip(environment);
  if (pip === undefined) {
    return "there is no pip here";
  }
  const folder = mkdtempSync(join(dirname(path), "pip-"));
  try {
    const options = ["--no-deps", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--quiet", "--retries=2", "--timeout=20"];
    const { status, said } = await run(environment, [...pip, "download", ...options, `--dest=${folder}`, ...words]);
    const brought = join(folder, file);
    if (status !== 0 || !existsSync(brought)) {
      const lines = said.trim().split("\n");
      return lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? `it brought no ${file}`;
    }
    renameSync(brought, path);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the wheel of that name at `path`; undefined when that went well, else the reason. */
export function downloadWithPip(cx: VendorContext, file: string, { requirement, platform }: PinnedWheel, path: string): Promise<string | undefined> {
  return pipDownload(cx.environment, file, ["--only-binary=:all:", `--platform=${platform}`, requirement], path);
}
