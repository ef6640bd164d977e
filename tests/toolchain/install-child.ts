// A process that installs, for tests that need several, or one that is killed. Its argument is JSON.
// With a fuse, it kills itself (SIGKILL, as by another) right before its nth call that changes the disk:
// between any two such calls the disk looks the same, so the numbers are all the moments there are,
// and which one is hit doesn't hang on how busy the machine is.

import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import type { PinnedToolchain } from "../../vendor/toolchain-pins.ts";
import type { Packages } from "../../vendor/vendor-context.ts";

export interface ChildTask {
  readonly home: string;
  readonly pin: PinnedToolchain;
  /** Before which call to die; 0: never. */
  readonly fuse: number;
  /** Install, and remove again. */
  readonly remove: boolean;
  /** Become this user first; only root can. */
  readonly user?: number;
}

const { home, pin, fuse, remove, user } = JSON.parse(process.argv[2] ?? "{}") as ChildTask;
let calls = 0;

function tick(): void {
  calls += 1;
  if (calls === fuse) {
    process.kill(process.pid, "SIGKILL");
  }
}

type Call = (...args: unknown[]) => unknown;

/** Makes every call of these functions count. */
function count(owner: Record<string, Call>, names: readonly string[]): void {
  for (const name of names) {
    const call = owner[name];
    if (call !== undefined) {
      owner[name] = function (this: unknown, ...args) {
        tick();
        return call.apply(this, args);
      };
    }
  }
}

const CHANGING = ["writeSync", "openSync", "renameSync", "mkdirSync", "mkdtempSync", "rmSync", "writeFileSync", "symlinkSync", "copyFileSync", "utimesSync", "closeSync"];
count(fs as unknown as Record<string, Call>, CHANGING);
count(fs.promises as unknown as Record<string, Call>, ["open"]);
const handle = await fs.promises.open(process.execPath, "r");
count(Object.getPrototypeOf(handle) as Record<string, Call>, ["write", "sync", "truncate", "close"]);
await handle.close();
calls = 0;
syncBuiltinESMExports();

// Only now, so that they see the counting functions.
const { ensureToolchain } = await import("../../vendor/ensure-toolchain.ts");
const { removeToolchain } = await import("../../vendor/install-toolchain.ts");
const { contextFor, TOOL } = await import("./vendor-playground.ts");

// The bundle that users have: it loads faster than four packages.
const { packages } = createRequire(resolve("dist", "mochi-core"))("./vendor/packages.cjs") as { readonly packages: Packages };
const cx = contextFor(home, pin, { packages: async () => packages });
if (user !== undefined) {
  process.setgid?.(user);
  process.setuid?.(user);
}
const ensured = await ensureToolchain(cx, TOOL);
if (remove) {
  await removeToolchain(cx, TOOL, pin);
}
fs.writeSync(1, `${JSON.stringify({ ensured, calls })}\n`);
