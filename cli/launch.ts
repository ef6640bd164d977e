// dist/mochi.cjs: the launcher (cli/launcher) once more, as a script for node. It is dist/mochi where
// the C one can't be built, and answers the same, a hundred times slower: a `mochi run FILE` that was
// compiled before and hasn't changed runs at once; everything else is the compiler core's.

import { askIndex } from "./cache/direct-index.ts";
import { cacheFolder, distrust } from "./cache/location.ts";
import { execute } from "./driver/execute.ts";
import { listMochiFiles } from "./driver/module-host.ts";
import { scriptPath } from "./driver/script-path.ts";
import { buildId } from "./installation.ts";
import { type ScriptCall, scriptCall } from "./script-call.ts";
import { writeError } from "./terminal/output.ts";

function cachedProgram({ script, flags }: ScriptCall): string | undefined {
  const folder = cacheFolder();
  try {
    if (distrust(folder) !== undefined) {
      return undefined;
    }
    const found = askIndex(folder, { buildId: buildId(), script: scriptPath(script), flags, workingFolder: process.cwd() }, listMochiFiles);
    if (found !== undefined && found.said !== "") {
      writeError(found.said);
    }
    return found?.program;
  } catch {
    return undefined;
  }
}

async function launch(args: readonly string[]): Promise<number> {
  const call = scriptCall(args);
  const program = call === undefined ? undefined : cachedProgram(call);
  const status = call === undefined || program === undefined ? "gone" : await execute(program, call.programArgs, true);
  if (status !== "gone") {
    return status;
  }
  const { main } = require("./mochi-core") as { main: (args: readonly string[]) => Promise<number> };
  return main(args);
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
