// What is changed in QuickJS-ng's pinned source before it is compiled for the quick core: one thing that a heap image must not have, and
// what makes our compiler run faster. The engine runs one program, which the build type-checks and which runs once, so it may rely on
// more than an engine for everybody's programs can. tests/release/quickjs-fixes.test.ts has a check for each.

import type { SourceFix } from "./source-fixes.ts";

export const QUICKJS_FIXES: readonly SourceFix[] = [
  {
    file: "quickjs.c",
    why: "the heap image is part of a build, which gives the same bytes twice; nothing in the core draws random numbers",
    before: `    ctx->random_state = js__gettimeofday_us();
`,
    after: `    ctx->random_state = 1;
`,
  },
];
