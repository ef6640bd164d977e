// Printing ints: without a writer, as this is what most programs print.

#include "system/output.h"

void mochi_print_int(int64_t value) {
  char digits[24];
  size_t first = sizeof digits;
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    digits[--first] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (value < 0) {
    digits[--first] = '-';
  }
  mochi_output_write(digits + first, sizeof digits - first);
}
