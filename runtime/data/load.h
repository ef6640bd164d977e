// `load` without the formats that not every program links: their readers are handed in.

#ifndef MOCHI_DATA_LOAD_H
#define MOCHI_DATA_LOAD_H

#include "data/source.h"
#include "values/value.h"

/** Appends the rows of a file. */
typedef void mochi_rows_reader(mochi_source *source, mochi_list *rows, const mochi_type *type);

/** As mochi_load (data.h); without `read_yaml`, YAML is −2. */
mochi_list *mochi_load_by(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site);

#endif
