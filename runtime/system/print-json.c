// json(x): the text is made first, since a NaN anywhere empties it.

#include "system/output.h"
#include "text/format.h"

void mochi_print_json(const void *value, const mochi_type *type) {
  mochi_print_line(mochi_to_json_indented(value, type));
}
