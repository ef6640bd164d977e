// Paths, built in buffers of one size: a path that doesn't fit is nobody's.

#ifndef MOCHI_LAUNCHER_PATH_H
#define MOCHI_LAUNCHER_PATH_H

#include "platform/platform.h"

#include <stdbool.h>

/** Appends the text to the path; false, and nothing appended, when it doesn't fit. */
bool mochi_path_append(char path[MOCHI_PATH_SIZE], const char *text);

/** Stores the path of what lies in the file's folder, or below it, under that name. False when it doesn't fit, or the file's folder isn't told. */
bool mochi_path_beside(char path[MOCHI_PATH_SIZE], const char *file, const char *name);

/** Stores Mochi's folder in the user's home, as cli/cache/location.ts finds it: MOCHI_HOME, else ~/.mochi. False when neither is known. */
bool mochi_path_home(char path[MOCHI_PATH_SIZE]);

/** Makes the folders that the path needs from its byte `from` on, for ourselves alone, but not its last part. */
bool mochi_path_make_parents(char path[MOCHI_PATH_SIZE], size_t from);

#endif
