// Reading numbers: see number.h.

#include "text/number.h"

#include "errors/raise.h"
#include "text/float.h"
#include "text/string.h"
#include "text/utf8.h"

static uint32_t digit_value(char byte) {
  if (byte >= '0' && byte <= '9') {
    return (uint32_t)(byte - '0');
  }
  char lower = (char)(byte | 0x20);
  return lower >= 'a' && lower <= 'z' ? (uint32_t)(lower - 'a') + 10 : 99;
}

bool mochi_read_int(const char *bytes, size_t size, uint32_t base, int64_t *result) {
  bool negative = size > 0 && bytes[0] == '-';
  size_t at = size > 0 && (bytes[0] == '-' || bytes[0] == '+') ? 1 : 0;
  if (at == size) {
    return false;
  }
  const uint64_t most = negative ? UINT64_C(1) << 63 : (UINT64_C(1) << 63) - 1;
  uint64_t value = 0;
  for (; at < size; at++) {
    uint32_t digit = digit_value(bytes[at]);
    if (digit >= base || value > (most - digit) / base) {
      return false;
    }
    value = value * base + digit;
  }
  *result = (int64_t)(negative ? 0 - value : value);
  return true;
}

typedef struct span {
  const char *bytes;
  size_t size;
} span;

static span without_white_space(const mochi_string *text) {
  const char *data = mochi_string_data(text);
  size_t size = mochi_string_size(*text);
  size_t first = mochi_leading_white_space(data, size);
  return (span){data + first, size - first - mochi_trailing_white_space(data + first, size - first)};
}

int64_t mochi_parse_int(mochi_string text, const mochi_site *site) {
  span digits = without_white_space(&text);
  int64_t result;
  if (!mochi_read_int(digits.bytes, digits.size, 10, &result)) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot cast %q to int", &text);
  }
  return result;
}

static bool is_prefix_of(uint32_t base, char letter) {
  switch (letter | 0x20) {
    case 'x':
      return base == 16;
    case 'b':
      return base == 2;
    case 'o':
      return base == 8;
    default:
      return false;
  }
}

int64_t mochi_parse_int_base(mochi_string text, int64_t base, const mochi_site *site) {
  if (base < 2 || base > 36) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "parseIntStr expects a base from 2 to 36, got %d", base);
  }
  span digits = without_white_space(&text);
  size_t sign = digits.size > 0 && (digits.bytes[0] == '-' || digits.bytes[0] == '+') ? 1 : 0;
  char without_prefix[80];
  if (digits.size > sign + 2 && digits.bytes[sign] == '0' && is_prefix_of((uint32_t)base, digits.bytes[sign + 1]) && digits.size - 2 <= sizeof without_prefix) {
    mochi_copy(without_prefix, digits.bytes, sign);
    mochi_copy(without_prefix + sign, digits.bytes + sign + 2, digits.size - sign - 2);
    // A second sign stands where a digit should.
    digits = (span){without_prefix, without_prefix[sign] == '-' || without_prefix[sign] == '+' ? 0 : digits.size - 2};
  }
  int64_t result;
  if (!mochi_read_int(digits.bytes, digits.size, (uint32_t)base, &result)) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot parse %q as an int of base %d", &text, base);
  }
  return result;
}
