// runtime/ in, dist/lib/<triple>/<profile>/libmochi.a and dist/include/ out.
// `release` also serves scripts; `sanitize` is built only when MOCHI_TEST_SANITIZE asks for it.
// Objects are position-independent enough for PIE executables, the default of most hosts.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { runtimeFlags, type RuntimeVariant } from "../cli/driver/native-flags.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";
import { compileArchive, filesUnder } from "./compile-archive.ts";

/** A hash over all of runtime/. */
export function fingerprintOf(runtime: string, headers: readonly string[], sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of [...headers, ...sources]) {
    hash.update(relative(runtime, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Copies the headers and leaves their fingerprint, which is part of every cache key. */
function publishHeaders(headers: readonly string[], sources: readonly string[], runtime: string, include: string): void {
  const fingerprint = fingerprintOf(runtime, headers, sources);
  const stamp = join(include, "fingerprint");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) {
    return;
  }
  rmSync(include, { recursive: true, force: true });
  for (const header of headers) {
    const target = join(include, relative(runtime, header));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(header, target);
  }
  mkdirSync(include, { recursive: true });
  writeFileSync(stamp, fingerprint);
}

export async function runtimeLibrary(cx: BuildContext): Promise<void> {
  const runtime = join(cx.root, "runtime");
  const sources = filesUnder(runtime, ".c");
  const headers = filesUnder(runtime, ".h");
  if (sources.length === 0) {
    throw new BuildFailure("runtime/ holds no C source: the clone is incomplete");
  }
  const dist = join(cx.root, "dist");
  const variants: readonly RuntimeVariant[] = process.env["MOCHI_TEST_SANITIZE"] === "1" ? ["release", "debug", "sanitize"] : ["release", "debug"];
  for (const compiler of cx.compilers) {
    for (const variant of variants) {
      if (variant === "sanitize" && compiler.triple.endsWith("musl")) {
        continue; // the sanitizers' libraries are glibc's
      }
      const folder = join(dist, "lib", compiler.triple, variant);
      mkdirSync(folder, { recursive: true });
      const changed = await compileArchive({
        compiler,
        flags: [...runtimeFlags(variant), ...(variant === "release" ? [] : [`-ffile-prefix-map=${resolve(cx.root)}=.`]), "-Iruntime", `-I${join("dist", "third-party", "include")}`],
        sources,
        headers,
        base: cx.root,
        objects: join(dist, "obj", compiler.triple, variant),
        archive: join(folder, "libmochi.a"),
      });
      if (changed) {
        console.log(`built libmochi (${compiler.triple}, ${variant})`);
      }
    }
  }
  publishHeaders(headers, sources, runtime, join(dist, "include"));
}
