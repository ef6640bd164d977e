// Becoming the compiler core; see the header.

#include "core-process.h"

#include "quick-core.h"
#include "script-compiler.h"

#include <stdlib.h>
#include <string.h>

/** Node opens so many before it runs anything. */
enum { LEAST_FILES = 32 };

/** The core's file, the line's second word, is there but what its first line names isn't: another such program may do, the first word. */
static void try_interpreter(char **line) {
  const char *interpreter = mochi_core_interpreter();
  struct mochi_facts facts;
  if (interpreter != NULL && mochi_platform_look_through(line[1], &facts) && facts.kind == MOCHI_FILE) {
    line[0] = line[1];
    mochi_platform_become_found(interpreter, line);
  }
}

/** Why the core can't start under the limits of this process, and what to do; NULL: they let it. */
static const char *shortage(void) {
  if (mochi_platform_limit(MOCHI_LIMIT_FILES) < LEAST_FILES) {
    return "too few files may be open at a time\nhelp: raise the limit: `ulimit -n 1024`; cached scripts run without the compiler";
  }
  if (mochi_platform_limit(MOCHI_LIMIT_ADDRESSES) < mochi_core_needs.addresses) {
    return "too little memory may be reserved\nhelp: raise the limit: `ulimit -v 2000000`; cached scripts run without the compiler";
  }
  if (mochi_platform_limit(MOCHI_LIMIT_DATA) < mochi_core_needs.data) {
    return "too little memory may be used\nhelp: raise the limit: `ulimit -d 2000000`; cached scripts run without the compiler";
  }
  return NULL;
}

int mochi_core_become(int count, char **arguments, bool will_compile) {
  const char *lacking = shortage();
  if (lacking != NULL) {
    mochi_platform_say("mochi: the compiler can't be started: ");
    mochi_platform_say(lacking);
    mochi_platform_say("\n");
    return 1;
  }
  char *begin[MOCHI_CORE_WORDS];
  int begin_count = mochi_core_locate(begin);
  if (begin_count == 0) {
    return 1;
  }
  static char own[MOCHI_PATH_SIZE];
  bool knows_itself = mochi_platform_own_path(own);
  if (knows_itself) {
    mochi_platform_set("MOCHI_EXECUTABLE", own); // `mochi upgrade` replaces it, the quick core may call it; nobody else needs to know
  }
  mochi_platform_set(MOCHI_SCRIPT_COMPILER, NULL);
  if (will_compile) {
    mochi_script_compiler_start(begin[begin_count - 1]);
  }
  if (will_compile && knows_itself) {
    mochi_quick_core_become(begin[begin_count - 1], count, arguments);
  }
  const char *reason = "out of memory";
  size_t own_count = (size_t)begin_count;
  size_t rest_count = count > 0 ? (size_t)count - 1 : 0;
  char **line = calloc(1 + own_count + rest_count + 1, sizeof *line);
  if (line != NULL) {
    memcpy(line + 1, begin, own_count * sizeof *line);
    memcpy(line + 1 + own_count, arguments + 1, rest_count * sizeof *line);
    mochi_platform_become(begin[0], line + 1);
    reason = mochi_platform_error();
    try_interpreter(line);
  }
  mochi_platform_say("mochi: the compiler core ");
  mochi_platform_say(begin[begin_count - 1]);
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
  return mochi_core_become(count, words, false);
}
