// dist/mochi-core: starts the compiler core, the bundle beside it, from the bytecode that the build left there
// (release/warm-core.mjs). A release makes an executable of this file; its bundle is called mochi-core.js. Reading 700 KB of JavaScript takes V8 40 ms, reading bytecode 3.
// V8 refuses bytecode that isn't this very version's and source's; the source then does, as it does
// where there is no bytecode. The source is ASCII, so that V8 keeps a byte for each character.

import { existsSync, readFileSync } from "node:fs";
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

const filename = ["mochi-core.cjs", "mochi-core.js"].map((name) => join(__dirname, name)).find((path) => existsSync(path)) ?? "";
const cachedData = bytecode();
const script = new Script(wrap(readFileSync(filename, "latin1")), { filename, ...(cachedData === undefined ? {} : { cachedData }) });
(script.runInThisContext() as CommonJsModule)(module.exports, require, module, filename, __dirname);
