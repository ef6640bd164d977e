// Becoming the compiler core; see the header.

#define _POSIX_C_SOURCE 200809L

#include "core-process.h"

#include "platform/platform.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define CORE_NAME "mochi-core"

/** The core beside the launcher's own file, symbolic links resolved. */
static bool find_core(char path[PATH_MAX]) {
  if (!mochi_platform_own_path(path)) {
    return false;
  }
  char *name = strrchr(path, '/') + 1;
  if ((size_t)(name - path) + sizeof CORE_NAME > PATH_MAX) {
    return false;
  }
  memcpy(name, CORE_NAME, sizeof CORE_NAME);
  return true;
}

static int fail(const char *path, const char *reason) {
  mochi_platform_say("mochi: the compiler core ");
  mochi_platform_say(path);
  mochi_platform_say(" could not be started: ");
  mochi_platform_say(reason);
  mochi_platform_say("\nhelp: this copy of Mochi is incomplete; install it again, or build it with `node build.mjs`\n");
  return 1;
}

/** The file is there but what its first line names isn't: any other node may do. */
static void try_node_on_path(char *core, int count, char **arguments) {
  char *words[1024] = {"node", core};
  if (access(core, R_OK) != 0 || (size_t)count + 2 > sizeof words / sizeof *words) {
    return;
  }
  for (int at = 1; at < count; at++) {
    words[at + 1] = arguments[at];
  }
  execvp("node", words);
}

int mochi_core_become(int count, char **arguments, char **environment) {
  static char core[PATH_MAX];
  if (!find_core(core)) {
    return fail(CORE_NAME, "the launcher can't find its own folder");
  }
  char *alone[2] = {core, NULL};
  char **words = count > 0 ? arguments : alone;
  words[0] = core;
  execve(core, words, environment);
  int failure = errno;
  if (failure == ENOENT) {
    try_node_on_path(core, count, arguments);
  }
  return fail(core, strerror(failure));
}
