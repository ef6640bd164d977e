// Linux; see the header.

#define _GNU_SOURCE

#include "platform/platform.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool mochi_platform_own_path(char path[PATH_MAX]) {
  ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);
  if (size <= 0 || path[0] != '/') {
    return false;
  }
  path[size] = '\0';
  return true;
}

static uint64_t nanoseconds(struct timespec time) {
  return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

uint64_t mochi_platform_modified(const struct stat *status) {
  return nanoseconds(status->st_mtim);
}

uint64_t mochi_platform_changed(const struct stat *status) {
  return nanoseconds(status->st_ctim);
}

void mochi_platform_say(const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t written = write(STDERR_FILENO, text, left);
    if (written < 0 && errno != EINTR) {
      return;
    }
    if (written > 0) {
      text += written;
      left -= (size_t)written;
    }
  }
}
