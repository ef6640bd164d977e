// The rows of JSON and JSONL, one after the other: the items of an array, the one value of a file, or the values on lines.

#ifndef MOCHI_DATA_JSON_ROWS_H
#define MOCHI_DATA_JSON_ROWS_H

#include "data/json-reader.h"
#include "data/source.h"
#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_json_rows {
  mochi_source *source;
  mochi_json_reader reader;
  mochi_spare_rows *spare;
  bool lines;
  bool began;
  bool in_array;
} mochi_json_rows;

/** Spare rows are used first. */
void mochi_json_rows_begin(mochi_json_rows *rows, mochi_source *source, bool lines, mochi_spare_rows *spare);
/** Appends rows to a list of `type` until it has `most`; false at the end. */
bool mochi_json_rows_read(mochi_json_rows *rows, mochi_list *list, const mochi_type *type, uint32_t most);

#endif
