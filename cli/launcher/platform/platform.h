// What the launcher needs of the operating system beyond POSIX. One implementation per system; the
// build picks the file, so that no other source asks which system it is.

#ifndef MOCHI_LAUNCHER_PLATFORM_H
#define MOCHI_LAUNCHER_PLATFORM_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/** Stores the path of the running executable, symbolic links resolved. False when the system doesn't tell. */
bool mochi_platform_own_path(char path[PATH_MAX]);

/** Nanoseconds since 1970 of the last change of the file's bytes, and of its bytes, owner, mode or name. */
uint64_t mochi_platform_modified(const struct stat *status);
uint64_t mochi_platform_changed(const struct stat *status);

/** Writes all of the text to standard error; failures are ignored, there is nobody to tell. */
void mochi_platform_say(const char *text);

#endif
