// dist/mochi-core: the compiler core as a program. The launcher (cli/launcher) becomes it when there
// is something to compile or to explain; where no launcher could be built, launch.ts loads it.

import { main } from "./main.ts";

export { main };

if (require.main === module) {
  main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
