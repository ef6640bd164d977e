// `load` and `save`: files of records, from and to typed lists.
//
// The format is the option `format`'s, else the path's extension's, else CSV. Loading decodes by the
// element's type descriptor straight from the bytes of the file: no value is made that isn't in the
// result. Bad data raises −2 `FILE:LINE:COLUMN: …`, a file that can't be read or written −1.
// `options` is the value after `with`: a map or record, read by name; what is missing, unknown or of
// another type counts as not given.

#ifndef MOCHI_DATA_DATA_H
#define MOCHI_DATA_DATA_H

#include "platform/compiler.h"
#include "values/value.h"

/**
 * The records in the file `path` ("-": standard input) as a list of `type`. A relative path that is
 * missing is looked for under `folder`, too, unless that is empty.
 */
mochi_list *mochi_load(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site);

/** Reads YAML, too, which mochi_load doesn't. */
mochi_list *mochi_load_with_yaml(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site);

/** Writes the rows in a slot of `type` to the file `path` ("-": standard output), which is replaced as a whole. */
void mochi_save(const void *value, const mochi_type *type, mochi_string path, mochi_any options, const mochi_site *site);

#endif
