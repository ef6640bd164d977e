// `mochi cache path|size|gc|clear`.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, distrust } from "../cache/location.ts";
import { cacheSize, prune } from "../cache/prune.ts";
import { EXIT_OK } from "../exit-code.ts";
import { Failure, usageFailure } from "../failure.ts";
import { writeOut } from "../terminal/output.ts";

/** What the cache consists of; `clear` removes nothing else from a folder the user may have named. */
const PARTS = ["objects", "index", "compilers", "staging", "locks", "pruned"];

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function cacheCommand(action: string | undefined): number {
  const folder = cacheFolder();
  const reason = existsSync(folder) ? distrust(folder) : undefined;
  if (reason !== undefined) {
    throw new Failure(`the cache ${folder} is not ours: ${reason}`, "name another folder in MOCHI_CACHE_DIR");
  }
  switch (action) {
    case undefined:
    case "path":
      writeOut(`${folder}\n`);
      return EXIT_OK;
    case "size": {
      const { entries, bytes } = cacheSize({ folder });
      writeOut(`${entries} programs, ${megabytes(bytes)}\n`);
      return EXIT_OK;
    }
    case "gc": {
      const { entries, bytes } = prune({ folder }, Date.now());
      writeOut(`removed ${entries} programs, ${megabytes(bytes)}\n`);
      return EXIT_OK;
    }
    case "clear":
      for (const part of PARTS) {
        rmSync(join(folder, part), { recursive: true, force: true });
      }
      return EXIT_OK;
    default:
      throw usageFailure(`mochi cache takes path, size, gc or clear, not «${action}»`);
  }
}
