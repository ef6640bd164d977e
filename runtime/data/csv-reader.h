// Reading CSV (RFC 4180, with any delimiter) into structs, records, maps or `any`, row by row.
//
// Blank lines are skipped; every record has as many fields as the first. A field in quotes may hold
// delimiters, line breaks and doubled quotes; a quote anywhere else is an error. Lines end with LF or
// CRLF, also inside quotes, where CRLF becomes LF. The first record names the columns, or they are
// c0, c1, …; of columns with the same name the last counts.

#ifndef MOCHI_DATA_CSV_READER_H
#define MOCHI_DATA_CSV_READER_H

#include "data/options.h"
#include "data/slot.h"
#include "data/source.h"
#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_csv mochi_csv;

/** Reads the header. `type` is that of a row; spare rows are used first. */
mochi_csv *mochi_csv_begin(mochi_source *source, const mochi_data_options *options, const mochi_type *type, mochi_spare_rows *spare);
/** Appends rows to a list of `type` until it has `most`; false at the end of the file. */
bool mochi_csv_rows(mochi_csv *csv, mochi_list *rows, const mochi_type *type, uint32_t most);

#endif
