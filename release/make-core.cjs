// Runs under the release's own node (24): a bundle in, an executable out, by @yao-pkg/pkg's `sea` interface.
// Plain JavaScript, because nothing bundles it. Its one argument is JSON (core-executable.ts).
//
// pkg starts node to prepare the blob; a seed makes the code cache the same every time. (Another seed
// for hashes would, too, but V8 then refuses the cache: it is part of what the cache was made for.)

const childProcess = require("node:child_process");
const { promisify } = require("node:util");

const order = JSON.parse(process.argv[2]);
const plain = promisify(childProcess.execFile);
const seeded = (file, args, ...rest) => plain(file, args[0] === "--experimental-sea-config" ? ["--random-seed=1", ...args] : args, ...rest);
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
