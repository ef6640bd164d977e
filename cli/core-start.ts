// dist/mochi-core: starts the compiler core, dist/mochi-core.cjs, from the bytecode that the build left
// beside it (release/warm-core.mjs). Reading 700 KB of JavaScript takes V8 40 ms, reading bytecode 3.
// V8 refuses bytecode that isn't this very version's and source's; the source then does, as it does
// where there is no bytecode. The source is ASCII, so that V8 keeps a byte for each character.

import { readFileSync } from "node:fs";
import { wrap } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

type CommonJsModule = (exports: unknown, require: NodeJS.Require, module: NodeJS.Module, filename: string, folder: string) => void;

function bytecode(): Buffer | undefined {
  try {
    return readFileSync(join(__dirname, "mochi-core.bytecode"));
  } catch {
    return undefined;
  }
}

const filename = join(__dirname, "mochi-core.cjs");
const cachedData = bytecode();
const script = new Script(wrap(readFileSync(filename, "latin1")), { filename, ...(cachedData === undefined ? {} : { cachedData }) });
(script.runInThisContext() as CommonJsModule)(module.exports, require, module, filename, __dirname);
