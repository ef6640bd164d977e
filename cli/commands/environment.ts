// `mochi env [--json]`: what this copy of Mochi is, where it keeps things, and which variables it was told.

import { VARIABLES } from "../command-line/variables.ts";
import { cacheFolder, mochiHome } from "../cache/location.ts";
import { findCompiler } from "../driver/c-compiler.ts";
import { EXIT_OK } from "../exit-code.ts";
import { executablePath, installationFolder, scriptFolder, VERSION } from "../installation.ts";
import { readImage } from "../script/runtime-image.ts";
import { writeOut } from "../terminal/output.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";

/** The C compiler, as words; empty where there is none, or not the one that MOCHI_CC names. */
function compilerWords(): string {
  try {
    return findCompiler(undefined)?.join(" ") ?? "";
  } catch {
    return "";
  }
}

export function environmentCommand(cx: CommandContext, options: ParsedOptions): number {
  const facts: Readonly<Record<string, string>> = {
    version: VERSION,
    build: cx.buildId,
    host: `${process.platform}-${process.arch}`,
    executable: executablePath() ?? "",
    core: installationFolder(),
    home: mochiHome(),
    cache: cacheFolder(),
    compiler: compilerWords(),
    scripts: readImage(scriptFolder()) === undefined ? "C compiler" : "runtime image",
  };
  const variables = Object.fromEntries(VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? ""]])));
  const shown = (values: Readonly<Record<string, string>>): string => Object.entries(values).map(([name, value]) => `${name.padEnd(18)} ${value}`.trimEnd().concat("\n")).join("");
  writeOut(options["json"] === true ? `${JSON.stringify({ ...facts, variables }, undefined, 2)}\n` : `${shown(facts)}${shown(variables)}`);
  return EXIT_OK;
}
