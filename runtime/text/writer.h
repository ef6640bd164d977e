// A growable run of bytes that formatting appends to.
//
// Where the bytes go is decided by `room`, called when the buffer is full: a text writer moves them
// to a bigger block of the collector's, the output writer hands them to standard output, a fixed
// writer drops what doesn't fit. So formatting to the terminal allocates nothing.
//
// Invariant: length <= capacity; after room(), length < capacity.

#ifndef MOCHI_TEXT_WRITER_H
#define MOCHI_TEXT_WRITER_H

#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_writer mochi_writer;

struct mochi_writer {
  char *data;
  size_t length;
  size_t capacity;
  void (*room)(mochi_writer *writer, size_t wanted);
};

static inline void mochi_write_byte(mochi_writer *writer, char byte) {
  if (MOCHI_UNLIKELY(writer->length == writer->capacity)) {
    writer->room(writer, 1);
  }
  writer->data[writer->length++] = byte;
}

void mochi_write_bytes(mochi_writer *writer, const char *bytes, size_t size);
/** A C string. */
void mochi_write_literal(mochi_writer *writer, const char *text);
void mochi_write_string(mochi_writer *writer, mochi_string text);
void mochi_write_int(mochi_writer *writer, int64_t value);
void mochi_write_unsigned(mochi_writer *writer, uint64_t value);
void mochi_write_repeated(mochi_writer *writer, char byte, size_t count);

// Collects in a buffer of the caller's and allocates nothing; what doesn't fit is dropped and the
// text ends in `…`. The capacity is 4 bytes at least.
typedef struct mochi_fixed_writer {
  mochi_writer writer;  // first: room() finds the rest by it
  size_t cut;           // length of the text once something was dropped, else 0
  char scrap[64];       // takes what is dropped
} mochi_fixed_writer;

void mochi_fixed_writer_begin(mochi_fixed_writer *fixed, char *buffer, size_t capacity);
/** Length of the text in the buffer. */
size_t mochi_fixed_writer_end(const mochi_fixed_writer *fixed);

// Collects a string; starts on the C stack.
enum { MOCHI_TEXT_WRITER_INITIAL = 256 };

typedef struct mochi_text_writer {
  mochi_writer writer;  // first: room() finds the rest by it
  char initial[MOCHI_TEXT_WRITER_INITIAL];
} mochi_text_writer;

void mochi_text_writer_begin(mochi_text_writer *text);
/** The string that was written; the writer is spent. May collect. */
mochi_string mochi_text_writer_end(mochi_text_writer *text);

#endif
