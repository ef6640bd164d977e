// Decoding one cell of a table by the type of its column. Behind the cell 16 bytes can be read.
//
//   string as it is      int float bool  strictly, without white space     bigint bigrat  as their functions read them
//   T?  empty is none    lists, maps, structs, unions: JSON text           any  int, float, else string, as the reference infers

#ifndef MOCHI_DATA_CELL_H
#define MOCHI_DATA_CELL_H

#include "data/json-reader.h"
#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_cell_reader {
  mochi_problem problem;   // why the last cell was bad
  mochi_json_reader json;
} mochi_cell_reader;

void mochi_cell_reader_init(mochi_cell_reader *reader);
bool mochi_cell_read(mochi_cell_reader *reader, const char *bytes, size_t size, void *slot, const mochi_type *type);

#endif
