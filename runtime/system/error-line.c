// eprint.

#include "system/output.h"
#include "text/string.h"

void mochi_eprint_line(mochi_string text) {
  mochi_error_write(mochi_string_data(&text), mochi_string_size(text));
  mochi_error_write("\n", 1);
}
