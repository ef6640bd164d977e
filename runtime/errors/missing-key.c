// A key that must be there isn't. Apart from the other messages, since it formats any value.

#include "errors/raise.h"

#include "text/format.h"
#include "text/string.h"
#include "text/writer.h"

_Noreturn void mochi_raise_missing_key(const void *key, const mochi_type *type, const mochi_site *site) {
  static char buffer[512];
  mochi_fixed_writer fixed;
  mochi_fixed_writer_begin(&fixed, buffer, sizeof buffer);
  mochi_write_literal(&fixed.writer, "missing key: ");
  mochi_write_nested(&fixed.writer, key, type);
  mochi_raise(MOCHI_ERROR_INDEX, mochi_string_share(buffer, mochi_fixed_writer_end(&fixed)), site);
}
