// `mochi cache info|gc|verify|clean`, and `path` and `size` for scripts (docs/cache.md).
// All are safe beside running builds: those find their entry gone and make it again, and what a living
// process is working on stays.

import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { markedProcess } from "../../vendor/process-mark.ts";
import { cacheFolder, distrust } from "../cache/location.ts";
import { cacheSize, MAX_AGE_MS, MAX_BYTES, prune } from "../cache/prune.ts";
import { verifyCache } from "../cache/verify.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { Failure, usageFailure } from "../failure.ts";
import { pruneCores, unpackedCores } from "../housekeeping/old-cores.ts";
import { writeOut } from "../terminal/output.ts";
import { CACHE_ACTIONS } from "../command-line/commands.ts";
import { type ParsedOptions, stringOption } from "../command-line/parse.ts";
import type { CommandContext } from "./command.ts";

/** What the cache consists of; `clean` removes nothing else from a folder the user may have named. */
const FINISHED = ["objects", "index", "compilers"];

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9 };

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `--max-age=DAYS` in milliseconds. */
function ageOption(options: ParsedOptions): number {
  const text = stringOption(options, "max-age");
  if (text === undefined) {
    return MAX_AGE_MS;
  }
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw usageFailure(`--max-age takes a number of days, not «${text}»`);
  }
  return Number(text) * DAY_MS;
}

/** `--max-size=500M` in bytes. */
function sizeOption(options: ParsedOptions): number {
  const text = stringOption(options, "max-size");
  if (text === undefined) {
    return MAX_BYTES;
  }
  const [, digits, unit] = /^(\d+)([KMG])?B?$/i.exec(text) ?? [];
  if (digits === undefined) {
    throw usageFailure(`--max-size takes a size such as 500M or 2G, not «${text}»`);
  }
  return Number(digits) * (UNITS[(unit ?? "").toUpperCase()] ?? 1);
}

/** What stands in a folder; nothing when another process has removed it. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // somebody works there
  }
}

function clean(folder: string): void {
  const remove = (...path: readonly string[]): void => rmSync(join(folder, ...path), { recursive: true, force: true });
  remove("pruned");
  for (const part of [...FINISHED, "staging", "locks"]) {
    for (const name of namesIn(join(folder, part))) {
      // `name` is `<mark>-<random>` in staging, `<key>@<mark>-<count>` in locks.
      if (FINISHED.includes(part) || markedProcess(name.slice(name.indexOf("@") + 1)).kind === "dead") {
        remove(part, name);
      }
    }
    removeEmpty(join(folder, part));
  }
}

function info(folder: string): string {
  const { entries, bytes } = cacheSize({ folder });
  const cores = unpackedCores().map(({ buildId, usedAt }) => `compiler  ${buildId.slice(0, 16)}, last used ${new Date(usedAt).toISOString().slice(0, 10)}\n`);
  return `folder    ${folder}\nprograms  ${entries}, ${megabytes(bytes)}\nlimits    ${MAX_AGE_MS / DAY_MS} days without use, ${megabytes(MAX_BYTES)}; looked at once a day\n${cores.join("")}`;
}

function verify(folder: string): number {
  const { whole, damaged } = verifyCache({ folder });
  writeOut(`${whole} programs are whole${damaged.length === 0 ? "" : `; ${damaged.length} were damaged and are removed:\n${damaged.map((path) => `  ${path}\n`).join("").trimEnd()}`}\n`);
  return damaged.length === 0 ? EXIT_OK : EXIT_ERROR;
}

export function cacheCommand(cx: CommandContext, action: string | undefined, options: ParsedOptions): number {
  const folder = cacheFolder();
  const reason = existsSync(folder) ? distrust(folder) : undefined;
  if (reason !== undefined) {
    throw new Failure(`the cache ${folder} is not ours: ${reason}`, "name another folder in MOCHI_CACHE_DIR");
  }
  switch (action) {
    case undefined:
    case "info":
      writeOut(info(folder));
      return EXIT_OK;
    case "path":
      writeOut(`${folder}\n`);
      return EXIT_OK;
    case "size": {
      const { entries, bytes } = cacheSize({ folder });
      writeOut(`${entries} programs, ${megabytes(bytes)}\n`);
      return EXIT_OK;
    }
    case "gc": {
      const { entries, bytes } = prune({ folder }, Date.now(), ageOption(options), sizeOption(options));
      const cores = pruneCores(cx.buildId, Date.now());
      writeOut(`removed ${entries} programs, ${megabytes(bytes)}${cores === 0 ? "" : `, and ${cores} older compilers`}\n`);
      return EXIT_OK;
    }
    case "verify":
      return verify(folder);
    case "clean":
    case "clear":
      clean(folder);
      return EXIT_OK;
    default:
      throw usageFailure(`mochi cache takes ${CACHE_ACTIONS.join(", ")}, not «${action}»`);
  }
}
