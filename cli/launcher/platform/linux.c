// Linux; see platform.h and posix.h.

#define _GNU_SOURCE

#include "platform/platform.h"

#include "platform/posix.h"

#include <fcntl.h>
#include <unistd.h>

bool mochi_platform_own_path(char path[MOCHI_PATH_SIZE]) {
  ssize_t size = readlink("/proc/self/exe", path, MOCHI_PATH_SIZE - 1);
  if (size <= 0 || path[0] != '/') {
    return false;
  }
  path[size] = '\0';
  return true;
}

uint64_t mochi_posix_modified(const struct stat *status) {
  return mochi_posix_nanoseconds(status->st_mtim);
}

uint64_t mochi_posix_changed(const struct stat *status) {
  return mochi_posix_nanoseconds(status->st_ctim);
}

void mochi_platform_start_sync(int descriptor) {
  sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}
