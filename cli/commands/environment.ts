// `mochi env [--json]`: what this copy of Mochi is, where it keeps things, and which variables it was told.

import { cacheFolder, mochiHome } from "../cache/location.ts";
import { findCompiler } from "../driver/c-compiler.ts";
import { EXIT_OK } from "../exit-code.ts";
import { executablePath, installationFolder, scriptFolder, VERSION } from "../installation.ts";
import { readImage } from "../script/runtime-image.ts";
import { writeOut } from "../terminal/output.ts";
import type { ParsedOptions } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";

/** The variables that mean something to Mochi (docs/cli.md), when they are set. */
export const VARIABLES = ["MOCHI_HOME", "MOCHI_CACHE_DIR", "MOCHI_CC", "CC", "MOCHI_ZIG", "MOCHI_MIRROR", "MOCHI_VENDOR", "MOCHI_OFFLINE", "MOCHI_BASE_URL", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SOURCE_DATE_EPOCH", "NO_COLOR"];

export function environmentCommand(cx: CommandContext, options: ParsedOptions): number {
  const facts: Readonly<Record<string, string>> = {
    version: VERSION,
    build: cx.buildId,
    host: `${process.platform}-${process.arch}`,
    executable: executablePath() ?? "",
    core: installationFolder(),
    home: mochiHome(),
    cache: cacheFolder(),
    compiler: findCompiler(undefined)?.join(" ") ?? "",
    scripts: readImage(scriptFolder()) === undefined ? "C compiler" : "runtime image",
  };
  const variables = Object.fromEntries(VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? ""]])));
  const shown = (values: Readonly<Record<string, string>>): string => Object.entries(values).map(([name, value]) => `${name.padEnd(18)} ${value}`.trimEnd().concat("\n")).join("");
  writeOut(options["json"] === true ? `${JSON.stringify({ ...facts, variables }, undefined, 2)}\n` : `${shown(facts)}${shown(variables)}`);
  return EXIT_OK;
}
