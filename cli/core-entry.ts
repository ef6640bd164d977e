// dist/mochi-core: the compiler core as a program. The launcher (cli/launcher) becomes it when there
// is something to compile or to explain; where no launcher could be built, launch.ts loads it. A release
// makes an executable of it (release/core-executable.ts). As a thread it compiles what nests deeply.

import { answerDeeply, answerOrder, DEEP_FRONT_END, DEEP_THREAD } from "./driver/deep-front-end.ts";
import { OPTIMISE } from "./commands/optimise.ts";
import { main } from "./main.ts";

export { main };

if (process.argv[2] === DEEP_THREAD) {
  answerOrder();
} else if (require.main === module && process.argv[2] === DEEP_FRONT_END) {
  answerDeeply();
} else if (require.main === module) {
  const isOptimising = process.argv[2] === OPTIMISE;
  main(isOptimising ? ["run", ...process.argv.slice(3)] : process.argv.slice(2), isOptimising).then((status) => {
    process.exitCode = status;
  });
}
