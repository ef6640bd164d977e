// The build on one page: a list of steps, no logic. The steps live in release/.
//
//   node build.mjs                  build dist/mochi
//   node build.mjs demo             build, then run a program from examples/
//   node build.mjs test [FILTER]    build, then run the tests
//   node build.mjs update-goldens FILTER
//   node build.mjs release [HOST…]  one-file executables in dist/release (all: linux-x64, linux-arm64, darwin-x64, darwin-arm64, win-x64)
//   node build.mjs archives [TRIPLE…]   what cross builds link, into dist/kits (needs zig)
//   node build.mjs clean

import { fileURLToPath } from "node:url";
import { installPackages } from "./release/install-packages.mjs";
import { loadSteps } from "./release/load-steps.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));

installPackages(root);
const steps = await loadSteps(root);

const build = [steps.findCompilers, steps.beginQuickCore, steps.thirdPartyLibraries, steps.zstdDecoder, steps.runtimeLibrary, steps.scriptImage, steps.bundleCommand, steps.buildLauncher];

await steps.runSteps(root, process.argv.slice(2), {
  build,
  demo: [...build, steps.runDemo],
  test: [...build, steps.bundleTests, steps.runTests],
  "update-goldens": [...build, steps.bundleTests, steps.updateGoldens],
  release: [...build, steps.makeRelease],
  archives: [steps.targetArchives, steps.foreignImages],
  clean: [steps.cleanOutput],
});
