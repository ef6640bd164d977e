// A file (or standard input) that is read record by record in one buffer.
//
// A reader looks at the bytes from `begin` on; `data[end]` and the bytes behind it are zero, so that
// scanning needs no bounds. It decodes a record optimistically. If it came upon `end` although the
// file goes on, it throws away what it made, calls mochi_source_more and decodes the record again;
// the buffer doubles each time, so that this costs a constant factor at most. A record that is done
// is consumed by moving `begin`.
//
// Bytes before `end` are valid UTF-8; the first invalid one raises −2 with its offset in the file.
// A byte order mark at the start is dropped. What raises closes the file first.

#ifndef MOCHI_DATA_SOURCE_H
#define MOCHI_DATA_SOURCE_H

#include "platform/compiler.h"
#include "text/writer.h"
#include "values/value.h"

enum { MOCHI_SOURCE_PADDING = 64 };

typedef struct mochi_source {
  char *data;
  size_t begin;
  size_t end;
  size_t capacity;         // without the padding
  bool ended;              // nothing comes behind `end`
  char partial[4];         // the beginning of a character that isn't whole yet
  uint32_t partial_size;
  int descriptor;
  uint64_t offset;         // of data[0] in the file
  uint64_t lines;          // line breaks before data[0]
  uint64_t column;         // characters between the last of them and data[0]
  uint64_t max_record;
  mochi_string name;       // for messages
  const mochi_site *site;
} mochi_source;

/** Opens `path`, as mochi_load says, and reads the first bytes. */
void mochi_source_open(mochi_source *source, mochi_string path, mochi_string folder, uint64_t max_record, const mochi_site *site);
/** All records will be held: the collector needn't look for garbage among them. */
void mochi_source_expect_all(const mochi_source *source);
/** False when there is no more. Moves the bytes from `begin` on: pointers into the buffer are stale. */
bool mochi_source_more(mochi_source *source);
void mochi_source_close(mochi_source *source);

/** −2 with the place of `where`, which points into the buffer. */
_Noreturn void mochi_source_fail(mochi_source *source, const char *where, mochi_string problem);

// A problem, put together on the stack.
typedef struct mochi_problem {
  mochi_fixed_writer fixed;
  char text[1024];
} mochi_problem;

// The fields that lead to the value at hand.
typedef struct mochi_data_path {
  const struct mochi_data_path *outer;
  const char *name;
} mochi_data_path;

mochi_writer *mochi_problem_begin(mochi_problem *problem);
/** `field a.b: `; nothing when there is no path. */
void mochi_problem_path(mochi_writer *writer, const mochi_data_path *path);
/** ` "…"`: a value as it stands in the file, cut when it is long. */
void mochi_problem_excerpt(mochi_writer *writer, const char *bytes, size_t size);
/** The text; borrowed from `problem`. */
mochi_string mochi_problem_end(mochi_problem *problem);

#endif
