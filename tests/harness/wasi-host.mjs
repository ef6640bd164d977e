// Runs a WASI program under Node: `node wasi-host.mjs PROGRAM.wasm ARGUMENTS…`, with the working folder
// and the machine's folders open to it, and ends with its status.

import { readdirSync, readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [program, ...args] = process.argv.slice(2);
// To wasi-libc "/" is as good a name of the working folder as ".", so the root's folders are opened one by one.
const folders = readdirSync("/", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => [`/${name}`, `/${name}`]);
const wasi = new WASI({ version: "preview1", args: [program, ...args], env: process.env, preopens: { ...Object.fromEntries(folders), ".": "." }, returnOnExit: false });
const { instance } = await WebAssembly.instantiate(readFileSync(program), wasi.getImportObject());
wasi.start(instance);
