// What `load` and the readers of files that aren't held share. The reader of YAML is handed in, because not every
// program links it.

#ifndef MOCHI_DATA_LOAD_H
#define MOCHI_DATA_LOAD_H

#include "data/rows.h"
#include "data/source.h"
#include "values/value.h"

/** Appends all rows of a file. */
typedef void mochi_rows_reader(mochi_source *source, mochi_list *rows, const mochi_type *type);

/** As mochi_load and mochi_rows_open; without `read_yaml`, YAML is −2. */
mochi_list *mochi_load_by(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site);
mochi_rows *mochi_rows_open_by(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site);

#endif
