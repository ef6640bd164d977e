// Remembers who the C compiler is. Asking it costs two processes (20 ms); the answer is kept in the
// cache under the executable's real path, size and time, so a new version is asked again.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramCache } from "../cache/entries.ts";
import { isOwnFile } from "../cache/location.ts";
import { sha256Of } from "../cache/seal.ts";
import { writeWhole } from "../cache/whole-file.ts";
import { type CompilerIdentity, compilerStamp, identifyCompiler, requireCompiler } from "./c-compiler.ts";

export function knownCompiler(cache: ProgramCache, request: string | undefined): CompilerIdentity {
  const command = requireCompiler(request);
  const folder = join(cache.folder, "compilers");
  const path = join(folder, `${sha256Of(compilerStamp(command))}.json`);
  try {
    if (isOwnFile(path)) {
      return JSON.parse(readFileSync(path, "utf8")) as CompilerIdentity;
    }
  } catch {
    // not asked yet
  }
  const identity = identifyCompiler(command);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(path, JSON.stringify(identity));
  } catch {
    // only a memory
  }
  return identity;
}
