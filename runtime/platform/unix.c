// Files and clocks of Linux, macOS and WASI. System calls are retried when a signal interrupts them.

#if !defined(_WIN32)

#if !defined(__APPLE__)
#define _GNU_SOURCE
#else
#define _DARWIN_C_SOURCE
#endif

#include "platform/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>  // rename() only
#if !defined(__wasi__)
#include <sys/ioctl.h>
#endif
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int64_t mochi_platform_write(int descriptor, const void *bytes, size_t size) {
  const char *next = bytes;
  size_t left = size;
  while (left > 0) {
    ssize_t written = write(descriptor, next, left);
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return -(int64_t)errno;
    }
    next += written;
    left -= (size_t)written;
  }
  return (int64_t)size;
}

int64_t mochi_platform_read(int descriptor, void *bytes, size_t size) {
  for (;;) {
    ssize_t count = read(descriptor, bytes, size);
    if (count >= 0) {
      return count;
    }
    if (errno != EINTR) {
      return -(int64_t)errno;
    }
  }
}

bool mochi_platform_is_terminal(int descriptor) {
  // isatty() without what libc's may bring along: only terminals are character devices that have a line discipline.
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISCHR(status.st_mode) && isatty(descriptor) == 1;
}

uint32_t mochi_platform_terminal_width(int descriptor) {
#if defined(__wasi__)
  (void)descriptor;  // not to be learnt there
  return 0;
#else
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
#endif
}

bool mochi_platform_is_broken_pipe(int64_t failure) {
  return failure == -EPIPE;
}

bool mochi_platform_is_missing(int64_t failure) {
  return failure == -ENOENT;
}

int64_t mochi_platform_open(const char *path, mochi_open_mode mode) {
  if (path[0] == 0) {
    return -(int64_t)ENOENT;  // wasi-libc takes it for the working folder
  }
  int flags = O_CLOEXEC;
  switch (mode) {
    case MOCHI_OPEN_READ:
      flags |= O_RDONLY;
      break;
    case MOCHI_OPEN_REPLACE:
      flags |= O_WRONLY | O_CREAT | O_TRUNC;
      break;
    case MOCHI_OPEN_APPEND:
      flags |= O_WRONLY | O_CREAT | O_APPEND;
      break;
    case MOCHI_OPEN_NEW:
      flags |= O_WRONLY | O_CREAT | O_EXCL;
      break;
  }
  int descriptor;
  do {
    descriptor = open(path, flags, 0666);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) {
    return -(int64_t)errno;
  }
  struct stat status;
  if (mode == MOCHI_OPEN_READ && fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(descriptor);
    return -(int64_t)EISDIR;
  }
  return descriptor;
}

int64_t mochi_platform_close(int descriptor) {
  return close(descriptor) == 0 || errno == EINTR ? 0 : -(int64_t)errno;
}

int64_t mochi_platform_sync(int descriptor) {
  // Pipes and the like can't be synced; that is no failure.
  return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : -(int64_t)errno;
}

int64_t mochi_platform_file_size(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return -(int64_t)errno;
  }
  return S_ISREG(status.st_mode) ? (int64_t)status.st_size : 0;
}

bool mochi_platform_exists(const char *path) {
  struct stat status;
  return stat(path, &status) == 0;
}

bool mochi_platform_is_replaceable(const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) {
    return errno == ENOENT;
  }
  return S_ISREG(status.st_mode) && status.st_nlink == 1;
}

void mochi_platform_copy_mode(int descriptor, const char *to) {
  struct stat status;
  if (stat(to, &status) == 0) {
    // A file system without permissions refuses; the file is as good as it can be then.
#if defined(__wasi__)
    (void)descriptor;  // no permissions there
#else
    int refused = fchmod(descriptor, status.st_mode & 07777);
    (void)refused;
#endif
  }
}

int64_t mochi_platform_rename(const char *from, const char *to) {
  return rename(from, to) == 0 ? 0 : -(int64_t)errno;
}

int64_t mochi_platform_remove(const char *path) {
  if (unlink(path) == 0) {
    return 0;
  }
  // Linux says EISDIR for a folder, macOS EPERM.
  int cause = errno;
  if ((cause == EISDIR || cause == EPERM) && rmdir(path) == 0) {
    return 0;
  }
  return -(int64_t)(cause == EISDIR ? errno : cause);
}

int64_t mochi_platform_make_folder(const char *path) {
  if (mkdir(path, 0777) == 0) {
    return 0;
  }
  int cause = errno;
  struct stat status;
  if (cause == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
    return 0;
  }
  return -(int64_t)cause;
}

int64_t mochi_platform_list_folder(const char *path, void (*each)(void *context, const char *name), void *context) {
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return -(int64_t)errno;
  }
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(folder);
    if (entry == NULL) {
      break;
    }
    const char *name = entry->d_name;
    if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))) {
      continue;
    }
    each(context, name);
  }
  int cause = errno;
  closedir(folder);
  return -(int64_t)cause;
}

static int64_t read_clock(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t mochi_platform_wall_clock(void) {
  return read_clock(CLOCK_REALTIME);
}

int64_t mochi_platform_steady_clock(void) {
  return read_clock(CLOCK_MONOTONIC);
}

void mochi_platform_sleep(int64_t nanoseconds) {
  if (nanoseconds <= 0) {
    return;
  }
  struct timespec left = {.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

#endif
