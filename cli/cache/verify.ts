// `mochi cache verify`: every executable against its seal, as if each were about to run. Damaged ones are removed.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { lookUp, type ProgramCache } from "./entries.ts";
import { PROGRAM_FILE, sealedProgram } from "./seal.ts";

export interface CacheVerdict {
  readonly whole: number;
  /** Keys of the entries that were damaged. */
  readonly damaged: readonly string[];
}

/** Another process may add and remove meanwhile: what is gone is not damaged. */
export function verifyCache(cache: ProgramCache): CacheVerdict {
  const objects = join(cache.folder, "objects");
  const damaged: string[] = [];
  let whole = 0;
  for (const key of statSync(objects, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(objects)) {
    if (sealedProgram(join(objects, key)) !== undefined) {
      whole += 1;
    } else if (statSync(join(objects, key), { throwIfNoEntry: false }) !== undefined) {
      lookUp(cache, key); // moves it aside and removes it
      damaged.push(join(key, PROGRAM_FILE));
    }
  }
  return { whole, damaged };
}
