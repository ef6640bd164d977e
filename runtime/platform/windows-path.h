// Windows: paths, names and arguments are UTF-16 there and UTF-8 here.

#ifndef MOCHI_PLATFORM_WINDOWS_PATH_H
#define MOCHI_PLATFORM_WINDOWS_PATH_H

#if defined(_WIN32)

#include "platform/compiler.h"

#include <wchar.h>

enum { MOCHI_WIDE_PATH = 2048 };

/** `text` as UTF-16 with its NUL; false when it is too long or no UTF-8. */
bool mochi_windows_widen(const char *text, wchar_t *wide, int capacity);
/** UTF-8 with its NUL in memory that is never freed; NULL when there is none. */
char *mochi_windows_narrow(const wchar_t *wide);
/** The last failure as mochi_platform_* return it. */
int64_t mochi_windows_failure(void);

#endif
#endif
