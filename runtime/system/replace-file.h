// Replacing a file as a whole: readers see the old or the new contents, and a full disk leaves the
// old file as it was. What is written goes to a file beside it that is renamed at the end; links,
// pipes and devices are written through. Failures raise −1 and leave nothing behind, and neither do signals that ask
// the program to end.

#ifndef MOCHI_SYSTEM_REPLACE_FILE_H
#define MOCHI_SYSTEM_REPLACE_FILE_H

#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_replacing {
  mochi_string path;
  const char *target;
  const char *staging;     // NULL: the target is written in place
  int descriptor;
  const mochi_site *site;
} mochi_replacing;

void mochi_replace_begin(mochi_replacing *file, mochi_string path, const mochi_site *site);
void mochi_replace_write(mochi_replacing *file, const char *bytes, size_t size);
/** The file is there. */
void mochi_replace_end(mochi_replacing *file);
/** The old file stays. */
void mochi_replace_abandon(mochi_replacing *file);

#endif
