// Becoming the quick core; see the header.

#include "quick-core.h"

#include "path.h"

#include <string.h>

void mochi_quick_core_become(const char *core, int count, char **arguments) {
  static char program[MOCHI_PATH_SIZE];
  struct mochi_facts facts;
  const char *slash = strrchr(core, '/');
  if (slash == NULL || count == 0 || strcmp(arguments[0], MOCHI_HANDED_OVER) == 0 || strcmp(mochi_platform_setting("MOCHI_QUICK"), "0") == 0) {
    return;
  }
  memcpy(program, core, (size_t)(slash - core));
  if (mochi_path_append(program, "/script/quick-core") && mochi_platform_look(program, &facts) && facts.kind == MOCHI_FILE) {
    char *name = arguments[0];
    arguments[0] = program;
    mochi_platform_become(program, arguments);
    arguments[0] = name;
  }
}
