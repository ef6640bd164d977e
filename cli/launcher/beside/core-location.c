// The compiler core of a checkout: it lies beside the launcher's own file; see core-process.h.

#include "core-process.h"

#include <string.h>

int mochi_core_locate(char *words[MOCHI_CORE_WORDS]) {
  static char path[MOCHI_PATH_SIZE];
  char *slash = mochi_platform_own_path(path) ? strrchr(path, '/') : NULL;
  if (slash == NULL || (size_t)(slash + 1 - path) + sizeof MOCHI_CORE_NAME > MOCHI_PATH_SIZE) {
    mochi_platform_say("mochi: the launcher can't find its own folder\nhelp: put it into another one, with " MOCHI_CORE_NAME " beside it\n");
    return 0;
  }
  memcpy(slash + 1, MOCHI_CORE_NAME, sizeof MOCHI_CORE_NAME);
  words[0] = path;
  words[1] = NULL;
  return 1;
}

const char *mochi_core_remedy(void) {
  return "this copy of Mochi is incomplete; install it again, or build it with `node build.mjs`";
}

const struct mochi_core_needs mochi_core_needs = {.addresses = 750000000, .data = 80000000};

/** The core is a script whose first line names the node that built it; that one may be gone. */
const char *mochi_core_interpreter(void) {
  return "node";
}
