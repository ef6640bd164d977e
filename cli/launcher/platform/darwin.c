// macOS; see platform.h and posix.h.

#define _DARWIN_C_SOURCE

#include "platform/platform.h"

#include "platform/posix.h"

#include <limits.h>
#include <mach-o/dyld.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool mochi_platform_own_path(char path[MOCHI_PATH_SIZE]) {
  char given[PATH_MAX];
  char resolved[PATH_MAX];
  uint32_t size = sizeof given;
  if (_NSGetExecutablePath(given, &size) != 0 || realpath(given, resolved) == NULL) {
    return false;
  }
  memcpy(path, resolved, strlen(resolved) + 1);
  return true;
}

const char *mochi_posix_known_home(void) {
  const struct passwd *user = getpwuid(geteuid());
  return user == NULL || user->pw_dir == NULL ? "" : user->pw_dir;
}

uint64_t mochi_posix_modified(const struct stat *status) {
  return mochi_posix_nanoseconds(status->st_mtimespec);
}

uint64_t mochi_posix_changed(const struct stat *status) {
  return mochi_posix_nanoseconds(status->st_ctimespec);
}

/** There is no such request here: the wait at the end is the whole one. */
void mochi_platform_start_sync(int descriptor) {
  (void)descriptor;
}
