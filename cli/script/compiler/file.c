// Files whole; see the header.

#define _XOPEN_SOURCE 700

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

struct mochi_bytes mochi_file_read(const char *folder, const char *name) {
  struct mochi_bytes read_bytes = {NULL, 0};
  char path[PATH_SIZE];
  int length = snprintf(path, sizeof path, "%s%s%s", folder == NULL ? "" : folder, folder == NULL ? "" : "/", name);
  int descriptor = length < 0 || (size_t)length >= sizeof path ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (descriptor < 0) {
    return read_bytes;
  }
  unsigned char *start = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) ? malloc((size_t)status.st_size + 1) : NULL;
  size_t size = 0;
  for (ssize_t count = 1; start != NULL && count > 0 && size < (size_t)status.st_size; size += count > 0 ? (size_t)count : 0) {
    count = read(descriptor, start + size, (size_t)status.st_size - size);
  }
  close(descriptor);
  if (start != NULL && size == (size_t)status.st_size) {
    start[size] = '\0';
    read_bytes = (struct mochi_bytes){start, size};
  }
  return read_bytes;
}

static bool write_all(int descriptor, struct mochi_bytes bytes) {
  while (bytes.size > 0) {
    ssize_t count = write(descriptor, bytes.start, bytes.size);
    if (count < 0 && errno != EINTR) {
      return false;
    }
    if (count > 0) {
      bytes.start += count;
      bytes.size -= (size_t)count;
    }
  }
  return true;
}

int mochi_file_write(const char *path, struct mochi_bytes bytes) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0700);
  if (descriptor >= 0 && !write_all(descriptor, bytes)) {
    int reason = errno;
    close(descriptor);
    unlink(path);
    errno = reason;
    return -1;
  }
  return descriptor;
}
