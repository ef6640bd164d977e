// Becoming the compiler core; see the header.

#include "core-process.h"

#include <stddef.h>

/** The core's file is there but what its first line names isn't: another such program may do. */
static void try_interpreter(char *core, int count, char **arguments) {
  const char *interpreter = mochi_core_interpreter();
  char *words[1024] = {core, core};
  struct mochi_facts facts;
  if (interpreter == NULL || !mochi_platform_look_through(core, &facts) || facts.kind != MOCHI_FILE || (size_t)count + 2 > sizeof words / sizeof *words) {
    return;
  }
  for (int at = 1; at < count; at++) {
    words[at + 1] = arguments[at];
  }
  mochi_platform_become_found(interpreter, words);
}

int mochi_core_become(int count, char **arguments) {
  static char core[MOCHI_PATH_SIZE];
  if (!mochi_core_locate(core)) {
    return 1;
  }
  static char own[MOCHI_PATH_SIZE];
  if (mochi_platform_own_path(own)) {
    mochi_platform_set("MOCHI_EXECUTABLE", own); // `mochi upgrade` replaces it; nobody else needs to know
  }
  char *alone[2] = {core, NULL};
  char **words = count > 0 ? arguments : alone;
  words[0] = core;
  mochi_platform_become(core, words);
  const char *reason = mochi_platform_error();
  try_interpreter(core, count, arguments);
  mochi_platform_say("mochi: the compiler core ");
  mochi_platform_say(core);
  mochi_platform_say(" could not be started: ");
  mochi_platform_say(reason);
  mochi_platform_say("\nhelp: ");
  mochi_platform_say(mochi_core_remedy());
  mochi_platform_say("\n");
  return 1;
}

int mochi_core_optimise(const struct mochi_script_call *call) {
  char *words[32] = {"", "--optimise"};
  int count = 2;
  if ((size_t)call->flag_count + 4 > sizeof words / sizeof *words) {
    return 1;
  }
  for (int at = 0; at < call->flag_count; at++) {
    words[count++] = call->flags[at];
  }
  words[count++] = (char *)call->script;
  return mochi_core_become(count, words);
}
