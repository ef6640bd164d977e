// Becoming the quick core; see the header.

#include "quick-core.h"

#include "path.h"

#include <string.h>

void mochi_quick_core_become(const char *core, int count, char **arguments) {
  static char program[MOCHI_PATH_SIZE];
  struct mochi_facts facts;
  if (count == 0 || strcmp(arguments[0], MOCHI_HANDED_OVER) == 0 || strcmp(mochi_platform_setting("MOCHI_QUICK"), "0") == 0) {
    return;
  }
  if (mochi_path_beside(program, core, "script/quick-core") && mochi_platform_look(program, &facts) && facts.kind == MOCHI_FILE) {
    char *name = arguments[0];
    arguments[0] = program;
    mochi_platform_become(program, arguments);
    arguments[0] = name;
  }
}
