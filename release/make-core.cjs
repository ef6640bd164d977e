// Runs under the release's own node (24): a bundle in, an executable out, by @yao-pkg/pkg's `sea` interface.
// Plain JavaScript, because nothing bundles it. Its one argument is JSON (core-executable.ts).
//
// pkg starts node to prepare the blob; a seed makes the code cache the same every time. (Another seed
// for hashes would, too, but V8 then refuses the cache: it is part of what the cache was made for.)
// The blob holds the script's path as the order for it has it, so that names no folder.

const childProcess = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const { basename, dirname } = require("node:path");
const { promisify } = require("node:util");

const order = JSON.parse(process.argv[2]);
const plain = promisify(childProcess.execFile);
const seeded = (file, args, ...rest) => {
  if (args[0] !== "--experimental-sea-config") {
    return plain(file, args, ...rest);
  }
  const blob = JSON.parse(readFileSync(args[1], "utf8"));
  writeFileSync(args[1], JSON.stringify({ ...blob, main: basename(blob.main) }));
  return plain(file, ["--random-seed=1", ...args], { cwd: dirname(blob.main) });
};
childProcess.execFile = Object.assign(childProcess.execFile.bind(childProcess), { [promisify.custom]: seeded });

const { default: sea } = require("@yao-pkg/pkg/lib-es5/sea.js");

sea(order.entry, {
  targets: order.targets.map(({ platform, arch, output }) => ({ platform, arch, output, nodeRange: `node${order.version}` })),
  signature: false,
  seaConfig: { disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: order.codeCache, execArgv: order.flags, execArgvExtension: "none" },
}).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
