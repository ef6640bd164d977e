// dist/mochi: what every call starts with, so it is small.
// A `mochi run FILE` (or `mochi FILE`) that was compiled before is answered here: the direct-mode
// index says whether anything changed, and the cached executable runs. All else is command.cjs's,
// which carries the compiler.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { askIndex } from "./cache/direct-index.ts";
import { cacheFolder, distrust } from "./cache/location.ts";
import { execute } from "./driver/execute.ts";
import { listMochiFiles } from "./driver/module-host.ts";
import { COMMAND_NAMES, scriptCall } from "./script-call.ts";
import { writeError } from "./terminal/output.ts";

declare const MOCHI_BUILD_ID: string;

/** Changes with the compiler and with the runtime that programs were linked with. */
function buildId(): string {
  try {
    return `${MOCHI_BUILD_ID}-${readFileSync(join(__dirname, "include", "fingerprint"), "utf8")}`;
  } catch {
    return MOCHI_BUILD_ID;
  }
}

function cachedProgram(script: string, id: string): string | undefined {
  const folder = cacheFolder();
  try {
    if (distrust(folder) !== undefined) {
      return undefined;
    }
    const found = askIndex(folder, { buildId: id, script, workingFolder: process.cwd(), flags: process.env["MOCHI_TEST_SANITIZE"] ?? "" }, listMochiFiles);
    if (found !== undefined && found.said !== "") {
      writeError(found.said);
    }
    return found?.program;
  } catch {
    return undefined;
  }
}

async function launch(args: readonly string[]): Promise<number> {
  const id = buildId();
  const call = scriptCall(args, COMMAND_NAMES);
  const program = call === undefined ? undefined : cachedProgram(call.script, id);
  if (call !== undefined && program !== undefined) {
    return execute(program, call.programArgs, true);
  }
  const { main } = require("./command.cjs") as { main: (args: readonly string[], buildId: string) => Promise<number> };
  return main(args, id);
}

launch(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    writeError(`mochi: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
