// Starting the script compiler; see the header.

#include "script-compiler.h"

#include "path.h"

#include <stdio.h>

void mochi_script_compiler_start(const char *core) {
  static char folder[MOCHI_PATH_SIZE];
  static char program[MOCHI_PATH_SIZE];
  char pipes[32];
  struct mochi_facts facts;
  if (!mochi_path_beside(folder, core, "script") || !mochi_path_beside(program, core, "script/compile")) {
    return;
  }
  char *words[] = {program, "compile", folder, NULL};
  int to, from;
  if (mochi_platform_look(program, &facts) && facts.kind == MOCHI_FILE && mochi_platform_start(words, &to, &from)) {
    snprintf(pipes, sizeof pipes, "%d %d", to, from);
    mochi_platform_set(MOCHI_SCRIPT_COMPILER, pipes);
  }
}
