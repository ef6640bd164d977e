// What the build's steps share.

import type { CompilerIdentity } from "../cli/driver/c-compiler.ts";

export interface BuildContext {
  /** The repository's folder, absolute. */
  readonly root: string;
  /** The arguments behind the goal. */
  readonly args: readonly string[];
  /** C compilers to build libraries for; the first is the host's own. Filled by `findCompilers`. */
  compilers: readonly CompilerIdentity[];
}
