// dist/mochi-core: the compiler core as a program. The launcher (cli/launcher) becomes it when there
// is something to compile or to explain; where no launcher could be built, launch.ts loads it.

import { answerDeeply, DEEP_FRONT_END } from "./driver/deep-front-end.ts";
import { main } from "./main.ts";

export { main };

if (require.main === module && process.argv[2] === DEEP_FRONT_END) {
  answerDeeply();
} else if (require.main === module) {
  main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
