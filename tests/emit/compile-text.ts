// Compiles a source text in memory; the C comes back.

import { blake3 } from "@noble/hashes/blake3.js";
import { compile, type CompileOptions } from "../../core/compile.ts";
import type { ModuleHost } from "../../core/modules/host.ts";

export function compileText(source: string, options: Partial<CompileOptions> = {}): { readonly c: string; readonly dump: string } {
  const host: ModuleHost = {
    readFile: (path) => (path === "test.mochi" ? { kind: "text", text: source } : { kind: "missing" }),
    listFolder: () => undefined,
  };
  const compilation = compile(host, "test.mochi", { profile: "release", fastInt: false, mode: "run", verify: true, blake3, ...options });
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  }
  return { c: compilation.c ?? "", dump: compilation.dump ?? "" };
}
