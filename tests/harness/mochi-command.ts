// Runs dist/mochi as a user would: in a folder of its own, with an empty home.

import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { exitStatus } from "../../cli/driver/execute.ts";

const MOCHI = resolve("dist", "mochi");

export interface CommandEnd {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Playground {
  readonly folder: string;
  readonly home: string;
  write(path: string, text: string): string;
  path(name: string): string;
  exists(name: string): boolean;
  /** Runs `mochi` with these arguments. */
  mochi(args: readonly string[], options?: CallOptions): CommandEnd;
  /** Starts `mochi` and leaves it running; `end` resolves when it is over. */
  start(args: readonly string[], options?: CallOptions): { readonly kill: (signal: NodeJS.Signals) => void; readonly end: Promise<CommandEnd> };
}

export interface CallOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

function environmentOf(home: string, options: CallOptions): NodeJS.ProcessEnv {
  const { MOCHI_CACHE_DIR: _cache, MOCHI_UPDATE_GOLDENS: _goldens, ...inherited } = process.env;
  return { ...inherited, HOME: home, MOCHI_HOME: join(home, ".mochi"), NO_COLOR: "1", ...options.environment };
}

/** Calls `use` with a fresh playground and removes it afterwards. */
export async function withPlayground(use: (playground: Playground) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mochi-play-"));
  const home = join(folder, "home");
  const work = join(folder, "work");
  mkdirSync(home);
  mkdirSync(work);
  const path = (name: string): string => join(work, name);
  try {
    await use({
      folder: work,
      home,
      path,
      exists: (name) => existsSync(path(name)),
      write(name, text) {
        mkdirSync(dirname(path(name)), { recursive: true });
        writeFileSync(path(name), text);
        return path(name);
      },
      mochi(args, options = {}) {
        const result = spawnSync(MOCHI, args, { cwd: work, encoding: "utf8", input: options.input ?? "", env: environmentOf(home, options), timeout: 60_000, maxBuffer: 1 << 26 });
        return { status: exitStatus(result.status, result.signal), out: result.stdout, err: result.stderr };
      },
      start(args, options = {}) {
        const child = spawn(MOCHI, args, { cwd: work, env: environmentOf(home, options), stdio: ["pipe", "pipe", "pipe"] });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        child.stdin.on("error", () => undefined);
        child.stdin.end(options.input ?? "");
        const end = new Promise<CommandEnd>((done, fail) => {
          child.on("error", fail);
          child.on("close", (code, signal) => done({ status: exitStatus(code, signal), out: Buffer.concat(out).toString("utf8"), err: Buffer.concat(err).toString("utf8") }));
        });
        return { kill: (signal) => child.kill(signal), end };
      },
    });
  } finally {
    chmodSync(home, 0o700);
    rmSync(folder, { recursive: true, force: true });
  }
}
