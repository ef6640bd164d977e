// A file of records that is read while it is gone through: `from x in load …` holds a batch of rows, not the file.
//
//   rows = mochi_rows_open(…);
//   while (batch = mochi_rows_batch(rows), batch->length > 0) { … }
//   mochi_rows_close(rows);
//
// The first batches are small, so that little is read when little is wanted. What raises out of the loop into a
// `try` closes the file (errors/try.c); YAML is read as a whole.

#ifndef MOCHI_DATA_ROWS_H
#define MOCHI_DATA_ROWS_H

#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_rows mochi_rows;

/** As mochi_load (data.h); −1 and −2 as there, for rows when they are reached. */
mochi_rows *mochi_rows_open(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site);
mochi_rows *mochi_rows_open_with_yaml(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site);
/** Structs only: nobody keeps a row beyond its batch, so the next ones may be put in its place. */
void mochi_rows_reuse(mochi_rows *rows);
/** The next rows; none at the end. The list is the same each time. */
mochi_list *mochi_rows_batch(mochi_rows *rows);
/** May be called again. */
void mochi_rows_close(mochi_rows *rows);
/** Closes what was opened within `depth` and more `try`s. */
void mochi_rows_abandon(uint32_t depth);

#endif
