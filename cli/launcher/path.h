// Paths, built in buffers of one size: a path that doesn't fit is nobody's.

#ifndef MOCHI_LAUNCHER_PATH_H
#define MOCHI_LAUNCHER_PATH_H

#include "platform/platform.h"

#include <stdbool.h>

/** Appends the text to the path; false, and nothing appended, when it doesn't fit. */
bool mochi_path_append(char path[MOCHI_PATH_SIZE], const char *text);

/** Stores Mochi's folder in the user's home, as cli/cache/location.ts finds it: MOCHI_HOME, else ~/.mochi. False when neither is known. */
bool mochi_path_home(char path[MOCHI_PATH_SIZE]);

#endif
