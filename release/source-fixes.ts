// What is changed in a pinned source of others before it is compiled. A fix is a text that stands in one file exactly once,
// and what stands there instead: so a source that has moved on fails the build and isn't changed in the wrong place.
// The lists: tcc-fixes.ts, quickjs-fixes.ts.

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BuildFailure } from "./build-failure.ts";

export interface SourceFix {
  readonly file: string;
  readonly why: string;
  readonly before: string;
  readonly after: string;
}

/** Copies the source, and applies all fixes to the copy, in their order. */
export function fixedSource(source: string, target: string, fixes: readonly SourceFix[]): void {
  rmSync(target, { recursive: true, force: true });
  cpSync(source, target, { recursive: true });
  for (const file of new Set(fixes.map((fix) => fix.file))) {
    let text = readFileSync(join(target, file), "utf8");
    for (const { why, before, after } of fixes.filter((fix) => fix.file === file)) {
      const parts = text.split(before);
      if (parts.length !== 2) {
        throw new BuildFailure(`a fix of ${file} doesn't fit its source, ${source} (${why}): the text to change is there ${parts.length - 1} times`);
      }
      text = parts.join(after);
    }
    writeFileSync(join(target, file), text);
  }
}
