// Which C compilers get a libmochi: the host's own (MOCHI_CC, CC, cc, clang, gcc) and, when it is
// installed, musl-gcc, so that `mochi build --cc musl-gcc --static` works without a further step.

import { findCompiler, identifyCompiler } from "../cli/driver/c-compiler.ts";
import type { BuildContext } from "./build-context.ts";
import { BuildFailure } from "./build-failure.ts";

export function findCompilers(cx: BuildContext): void {
  const host = findCompiler(undefined);
  if (host === undefined) {
    throw new BuildFailure(
      "no C compiler found: tried $MOCHI_CC, $CC, cc, clang and gcc.\n" +
        "       Install one (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install), or set CC.",
    );
  }
  const musl = findCompiler("musl-gcc");
  const identities = [host, ...(musl === undefined ? [] : [musl])].map((command) => identifyCompiler(command));
  cx.compilers = identities.filter((one, index) => identities.findIndex((other) => other.triple === one.triple) === index);
}
