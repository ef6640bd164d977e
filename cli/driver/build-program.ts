// A request becomes an executable: front end, key, cache, backend.
// The front end runs first, because it alone knows which files take part; then the key over
// their bytes decides whether anything has to be compiled at all.

import { rmSync } from "node:fs";
import { beginCounting, optimisedKey, runsFile } from "../cache/counted-runs.ts";
import { aloneIfPossible, entryFolder, type ProgramCache, lookUp, stagingFolder, storeProgram } from "../cache/entries.ts";
import { fingerprint } from "../cache/fingerprint.ts";
import { abandonCache, nowhereToWrite, type OpenCache, openCache } from "../cache/open-cache.ts";
import { pruneWhenDue } from "../cache/prune.ts";
import { pruneCores } from "../housekeeping/old-cores.ts";
import { Failure, StorageFailure, systemCode } from "../failure.ts";
import { runtimeFingerprint } from "../installation.ts";
import type { BegunScript } from "../script/compile-script.ts";
import { type Backend, backendParts, beginCompiling, chooseBackend, compileProgram } from "./backend.ts";
import { type FrontEndResult, runFrontEnd } from "./front-end.ts";
import type { ProgramRequest } from "./program-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface BuiltProgram {
  /** The executable, in the cache. */
  readonly program: string;
  readonly key: string;
  readonly frontEnd: FrontEndResult;
}

/** The key of the executable that this request and these sources make. */
function programKey(request: ProgramRequest, backend: Backend, buildId: string, frontEnd: FrontEndResult): string {
  const { profile, mode, fastInt, isCounted, collector } = request;
  return fingerprint([
    buildId,
    runtimeFingerprint(),
    ...backendParts(request, backend),
    [profile, mode, String(fastInt), String(isCounted), collector ?? ""].join("\0"),
    request.entry,
    // The one path of this machine that a program may hold: where `load` looks for its files.
    frontEnd.compilation.features.includes("data") ? (request.dataFolder ?? "") : "",
    ...frontEnd.host.reads.flatMap(({ path, found }) => (found === undefined ? [] : [path, found.hash])),
  ]);
}

/** What is to be compiled, and how. */
interface Order {
  readonly key: string;
  readonly request: ProgramRequest;
  readonly backend: Backend;
  readonly c: string;
  readonly begun: BegunScript | undefined;
  readonly stopwatch: Stopwatch;
}

function compileInto(cache: ProgramCache, { key, request, backend, c, begun, stopwatch }: Order): string {
  const work = stagingFolder(cache);
  const entry = entryFolder(cache, key);
  try {
    const made = compileProgram(cache, backend, request, c, { work, runsFile: runsFile(entry), stopwatch, begun });
    stopwatch.phase("store");
    const program = storeProgram(cache, key, made);
    if (request.isCounted && made.inScriptMode) {
      beginCounting(entry);
    }
    return program;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The entry's executable, or the optimised one that followed it. */
function findProgram(cache: ProgramCache, key: string): { readonly program: string; readonly key: string } | undefined {
  const better = optimisedKey(entryFolder(cache, key));
  const optimised = better === undefined ? undefined : lookUp(cache, better);
  if (better !== undefined && optimised !== undefined) {
    return { program: optimised, key: better };
  }
  const program = lookUp(cache, key);
  return program === undefined ? undefined : { program, key };
}

/** Does the work in the cache; in a temporary folder when nothing can be written there. */
function withRoom(cache: OpenCache, work: (cache: OpenCache) => string): string {
  try {
    return work(cache);
  } catch (error) {
    if (!(error instanceof StorageFailure || systemCode(error) !== undefined)) {
      throw error;
    }
    if (!cache.isLasting) {
      throw nowhereToWrite(cache, error);
    }
    return withRoom(abandonCache(error), work);
  }
}

/**
 * Builds, and does something with the executable; builds again when `mochi cache clean` takes it away in between, which
 * `use` answers with «gone». Undefined when the program has errors.
 */
export async function useProgram<T>(build: () => Promise<BuiltProgram | undefined>, use: (built: BuiltProgram) => Promise<T | "gone">): Promise<T | undefined> {
  for (let tries = 1; ; tries++) {
    const built = await build();
    const used = built === undefined ? undefined : await use(built);
    if (used !== "gone") {
      return used;
    }
    if (tries === 5) {
      throw new Failure(`the program was removed from the cache ${tries} times before it could be used`, "see who cleans the cache, or name another folder in MOCHI_CACHE_DIR");
    }
  }
}

/** Builds through the cache; undefined when the program has errors (they have been shown). `frontEnd`: when it has run already. */
export function buildProgram(request: ProgramRequest, buildId: string, stopwatch: Stopwatch, frontEnd: FrontEndResult = runFrontEnd(request, stopwatch)): BuiltProgram | undefined {
  const { c } = frontEnd.compilation;
  if (frontEnd.failed || c === undefined) {
    return undefined;
  }
  stopwatch.phase("cache");
  const begun = beginCompiling(request, c);
  const cache = openCache();
  const backend = chooseBackend(cache, request);
  const key = programKey(request, backend, buildId, frontEnd);
  const cached = findProgram(cache, key);
  if (cached !== undefined) {
    return { ...cached, frontEnd };
  }
  const order: Order = { key, request, backend, c, begun, stopwatch };
  // What tcc has begun is done before a lock is had: a C compiler's work is worth doing once only.
  const program = withRoom(cache, (place) => (begun !== undefined ? compileInto(place, order) : aloneIfPossible(place, key, () => lookUp(place, key) ?? compileInto(place, order))));
  stopwatch.phase("prune");
  if (pruneWhenDue(cache)) {
    pruneCores(buildId, Date.now());
  }
  return { program, key, frontEnd };
}
