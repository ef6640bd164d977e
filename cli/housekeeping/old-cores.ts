// The compiler cores of other versions: the launcher unpacks each into ~/.mochi/core/<build id> and touches its
// `.ok` at least once an hour of use (cli/launcher/payload/core-location.c). The one used last beside our own stays,
// because `mochi upgrade` keeps the executable before it; nothing that was used within the hour is touched.

import { lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { mochiHome } from "../cache/location.ts";

const SPARED_MS = 2 * 3_600_000;

export interface CoreFolder {
  readonly path: string;
  readonly buildId: string;
  readonly usedAt: number;
}

/** Whole cores, last used first. */
export function unpackedCores(): readonly CoreFolder[] {
  const folder = join(mochiHome(), "core");
  try {
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{32}$/.test(name))
      .flatMap((buildId) => {
        const mark = lstatSync(join(folder, buildId, ".ok"), { throwIfNoEntry: false });
        return mark === undefined ? [] : [{ path: join(folder, buildId), buildId, usedAt: mark.mtimeMs }];
      })
      .sort((left, right) => right.usedAt - left.usedAt);
  } catch {
    return []; // there is no such folder: nothing was ever unpacked
  }
}

/** Removes what nobody uses; returns how many. */
export function pruneCores(own: string, now: number): number {
  const others = unpackedCores().filter(({ buildId }) => buildId !== own);
  const dropped = others.slice(1).filter(({ usedAt }) => now - usedAt > SPARED_MS);
  for (const { path } of dropped) {
    try {
      // Under a name that the launcher removes, should we be killed on the way.
      const aside = join(path, "..", `new-${process.pid}`);
      renameSync(path, aside);
      rmSync(aside, { recursive: true, force: true });
    } catch {
      // the next one tries again
    }
  }
  return dropped.length;
}
