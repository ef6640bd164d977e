// The direct-mode index: which cached executable answers the call of a script, if nothing that its
// compilation looked at has changed. docs/cache.md has the format and all rules; the compiler core
// writes the index (cli/cache/direct-index.ts), the launcher only reads.

#ifndef MOCHI_LAUNCHER_DIRECT_INDEX_H
#define MOCHI_LAUNCHER_DIRECT_INDEX_H

#include "script-call.h"

#include <stdbool.h>

struct mochi_index_answer {
  /** The executable's path. Lives as long as the process. */
  char *program;
  /** The compiler's warnings, to be said again; often empty. */
  const char *said;
};

/** Looks the script up; false when it must be compiled, or when anything is doubtful. Once per process. */
bool mochi_index_ask(const struct mochi_script_call *call, struct mochi_index_answer *answer);

#endif
