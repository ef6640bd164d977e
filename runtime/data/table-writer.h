// Writing rows as CSV: the columns are the sorted keys of the first row; what other rows have beside
// these is dropped, what they lack is empty. `rows` holds structs and maps only.

#ifndef MOCHI_DATA_TABLE_WRITER_H
#define MOCHI_DATA_TABLE_WRITER_H

#include "platform/compiler.h"
#include "text/writer.h"
#include "values/value.h"

/** With a header, the `__name` of structs is left out. */
void mochi_write_table(mochi_writer *writer, const mochi_list *rows, const mochi_type *element, char delimiter, bool header);

#endif
