// What Linux and macOS do differently, for posix.c: the names of a file's times.

#ifndef MOCHI_LAUNCHER_POSIX_H
#define MOCHI_LAUNCHER_POSIX_H

#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

uint64_t mochi_posix_nanoseconds(struct timespec time);

/** When the file's bytes, and when anything of it, was changed last. */
uint64_t mochi_posix_modified(const struct stat *status);
uint64_t mochi_posix_changed(const struct stat *status);

#endif
