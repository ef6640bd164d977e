// What Linux and macOS do differently, for posix.c: the names of a file's times, and where a user's home is written down.

#ifndef MOCHI_LAUNCHER_POSIX_H
#define MOCHI_LAUNCHER_POSIX_H

#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

uint64_t mochi_posix_nanoseconds(struct timespec time);

/** The home that the system knows for this process's user, for where HOME doesn't say it; empty when it knows none. */
const char *mochi_posix_known_home(void);

/** When the file's bytes, and when anything of it, was changed last. */
uint64_t mochi_posix_modified(const struct stat *status);
uint64_t mochi_posix_changed(const struct stat *status);

#endif
