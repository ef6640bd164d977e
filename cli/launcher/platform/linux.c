// Linux; see platform.h and posix.h.

#define _GNU_SOURCE

#include "platform/platform.h"

#include "platform/posix.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool mochi_platform_own_path(char path[MOCHI_PATH_SIZE]) {
  ssize_t size = readlink("/proc/self/exe", path, MOCHI_PATH_SIZE - 1);
  if (size <= 0 || path[0] != '/') {
    return false;
  }
  path[size] = '\0';
  return true;
}

/** The next field of a line, up to a colon or the end; moves behind it. */
static char *take_field(char **next) {
  char *field = *next;
  char *end = field + strcspn(field, ":");
  *next = *end == ':' ? end + 1 : end;
  if (*end == ':') {
    *end = '\0';
  }
  return field;
}

// libc's getpwuid would bring a quarter of the launcher's size. Users of a directory service aren't in the file; they have HOME.
const char *mochi_posix_known_home(void) {
  static char text[1 << 16];
  struct mochi_facts facts;
  int descriptor = mochi_platform_open("/etc/passwd", true, &facts);
  if (descriptor < 0) {
    return "";
  }
  size_t size = 0;
  long count;
  do {
    count = mochi_platform_read(descriptor, text + size, sizeof text - 1 - size);
    size += count > 0 ? (size_t)count : 0;
  } while (count > 0);
  mochi_platform_close(descriptor);
  text[size] = '\0';
  for (char *line = text; *line != '\0';) {
    char *next = line;
    size_t length = strcspn(line, "\n");
    char *after = line[length] == '\0' ? line + length : line + length + 1;
    line[length] = '\0';
    take_field(&next); // name
    take_field(&next); // password
    const char *user = take_field(&next);
    take_field(&next); // group
    take_field(&next); // full name
    const char *home = take_field(&next);
    if (user[0] != '\0' && strtoul(user, NULL, 10) == geteuid() && home[0] == '/') {
      return home;
    }
    line = after;
  }
  return "";
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
