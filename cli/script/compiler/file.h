// Files whole.

#ifndef MOCHI_SCRIPT_FILE_H
#define MOCHI_SCRIPT_FILE_H

#include <stddef.h>

struct mochi_bytes {
  /** NULL: nothing could be read. */
  unsigned char *start;
  size_t size;
};

/** The file's bytes, in memory that nobody gives back, with a zero behind them. `folder`: NULL where `name` is a whole path. */
struct mochi_bytes mochi_file_read(const char *folder, const char *name);

/** Makes a file that only its owner may run or read and leaves it open: a descriptor, or -1 (errno says why), and nothing is left then. */
int mochi_file_write(const char *path, struct mochi_bytes bytes);

#endif
