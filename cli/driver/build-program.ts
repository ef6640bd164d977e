// A request becomes an executable: front end, key, cache, C compiler.
// The front end runs first, because it alone knows which files take part; then the key over
// their bytes decides whether the C compiler has to run at all.

import { rmSync } from "node:fs";
import { type ProgramCache, lookUp, stagingFolder, storeProgram } from "../cache/entries.ts";
import { fingerprint } from "../cache/fingerprint.ts";
import { withLock } from "../cache/lock.ts";
import { abandonCache, openCache } from "../cache/open-cache.ts";
import { pruneWhenDue } from "../cache/prune.ts";
import { StorageFailure, systemCode } from "../failure.ts";
import { runtimeFingerprint } from "../installation.ts";
import type { CompilerIdentity } from "./c-compiler.ts";
import { type FrontEndResult, runFrontEnd } from "./front-end.ts";
import { knownCompiler } from "./known-compiler.ts";
import { compileNative } from "./native-compiler.ts";
import { linkFlags, programFlags } from "./native-flags.ts";
import type { ProgramRequest } from "./program-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

export interface BuiltProgram {
  /** The executable, in the cache. */
  readonly program: string;
  readonly key: string;
  readonly frontEnd: FrontEndResult;
}

/** The key of the executable that this request and these sources make. */
function programKey(request: ProgramRequest, compiler: CompilerIdentity, buildId: string, frontEnd: FrontEndResult): string {
  const { profile, mode, fastInt, collector, isStatic, sanitize } = request;
  const flags = [...programFlags(profile, sanitize), ...linkFlags(profile, compiler.triple, isStatic, sanitize)].join("\0");
  return fingerprint([
    buildId,
    runtimeFingerprint(),
    compiler.triple,
    compiler.command.join("\0"),
    compiler.version,
    [profile, mode, String(fastInt), collector].join("\0"),
    flags,
    request.entry,
    // The one path of this machine that a program may hold: where `load` looks for its files.
    frontEnd.compilation.features.includes("data") ? (request.dataFolder ?? "") : "",
    ...frontEnd.host.reads.flatMap(({ path, bytes }) => (bytes === undefined ? [] : [path, bytes])),
  ]);
}

function compileInto(cache: ProgramCache, key: string, request: ProgramRequest, compiler: CompilerIdentity, c: string): string {
  const work = stagingFolder(cache);
  try {
    return storeProgram(cache, key, compileNative(request, compiler, c, work, "exe"));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Builds through the cache; undefined when the program has errors (they have been shown). */
export function buildProgram(request: ProgramRequest, buildId: string, stopwatch: Stopwatch): BuiltProgram | undefined {
  const frontEnd = runFrontEnd(request, stopwatch);
  const { c } = frontEnd.compilation;
  if (frontEnd.failed || c === undefined) {
    return undefined;
  }
  stopwatch.phase("cache");
  const cache = openCache();
  const compiler = knownCompiler(cache, request.compiler);
  const key = programKey(request, compiler, buildId, frontEnd);
  const cached = lookUp(cache, key);
  if (cached !== undefined) {
    return { program: cached, key, frontEnd };
  }
  stopwatch.phase("cc");
  const build = (): string => withLock(cache.folder, key, () => lookUp(cache, key) ?? compileInto(cache, key, request, compiler, c));
  let program: string;
  try {
    program = build();
  } catch (error) {
    if (!cache.isLasting || !(error instanceof StorageFailure || systemCode(error) !== undefined)) {
      throw error;
    }
    program = compileInto(abandonCache(error), key, request, compiler, c);
  }
  stopwatch.phase("prune");
  pruneWhenDue(cache);
  return { program, key, frontEnd };
}
