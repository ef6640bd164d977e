// `table` and `chart`: rows as a person wants to see them. On a terminal with bold heads, lines and
// blocks, as wide as it is; elsewhere plain ASCII of 80 columns.
//
// A table has the rows' columns in the order of their names, as CSV does; numbers stand under each
// other by their points. A chart takes its labels from column `x` and its numbers from column `y`.

#ifndef MOCHI_DATA_PICTURES_H
#define MOCHI_DATA_PICTURES_H

#include "platform/compiler.h"
#include "values/value.h"

/** −3 unless `rows` is a list. */
void mochi_table(mochi_any rows, const mochi_site *site);
/** `options` is {x, y, kind}: names of columns, and "bar" or "line"; −3 when they are missing or unknown, or a value isn't a number. */
void mochi_chart(mochi_any rows, mochi_any options, const mochi_site *site);

// ---------------------------------------------------------------- for both

/** Rows as a list<any>; −3 `WHAT expects a list`. */
const mochi_list *mochi_picture_rows(mochi_any rows, const char *what, const mochi_site *site);
/** The columns of all rows, as keys; of rows that are no records, `value`. */
mochi_map *mochi_picture_columns(const mochi_list *rows);
/** The number of characters. */
size_t mochi_picture_width(mochi_string text);
/** A value on one line: as print shows it, floats never with an exponent. */
mochi_string mochi_picture_text(mochi_any value);

#endif
