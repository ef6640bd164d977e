// Taking numbers and texts out of bytes that somebody else may have written: every step is checked,
// and past the end nothing is read.

#ifndef MOCHI_LAUNCHER_READER_H
#define MOCHI_LAUNCHER_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is left to read. `ok` turns false at the end of the bytes and stays so. */
struct mochi_reader {
  const unsigned char *next;
  size_t left;
  bool ok;
};

/** The next bytes; NULL when there are fewer. */
const unsigned char *mochi_reader_take(struct mochi_reader *reader, size_t size);

/** A little-endian number of 1 to 8 bytes; 0 when it isn't there. */
uint64_t mochi_reader_number(struct mochi_reader *reader, size_t size);

/** A text with its length before it (4 bytes) and a zero behind it, which counts; NULL when there is none. */
const char *mochi_reader_text(struct mochi_reader *reader);

#endif
