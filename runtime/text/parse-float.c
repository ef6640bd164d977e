// float(s). Apart from int(s): it links the tables of powers of ten.

#include "text/number.h"

#include "errors/raise.h"
#include "text/float.h"
#include "text/string.h"
#include "text/utf8.h"

static bool is_word(const char *bytes, size_t size, const char *word) {
  for (size_t i = 0; i < size; i++) {
    if (word[i] == 0 || (bytes[i] | 0x20) != word[i]) {
      return false;
    }
  }
  return word[size] == 0;
}

// inf, infinity and nan in any case, as print shows them too.
static bool read_word(const char *bytes, size_t size, double *result) {
  bool sign = size > 0 && (bytes[0] == '-' || bytes[0] == '+');
  bool negative = sign && bytes[0] == '-';
  bytes += sign;
  size -= sign;
  if (is_word(bytes, size, "inf") || is_word(bytes, size, "infinity")) {
    *result = negative ? -__builtin_inf() : __builtin_inf();
    return true;
  }
  if (is_word(bytes, size, "nan")) {
    *result = __builtin_nan("");
    return true;
  }
  return false;
}

double mochi_parse_float(mochi_string text, const mochi_site *site) {
  const char *data = mochi_string_data(&text);
  size_t size = mochi_string_size(text);
  size_t first = mochi_leading_white_space(data, size);
  size_t count = size - first - mochi_trailing_white_space(data + first, size - first);
  double result = 0;
  size_t read = count == 0 ? 0 : mochi_read_float(data + first, count, &result);
  bool fits = result - result == 0;
  if ((read != count || count == 0 || !fits) && !read_word(data + first, count, &result)) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot cast %q to float", &text);
  }
  return result;
}
