// Comparing keys as yaml.v3 does: see yaml-key-order.h. The first character that differs decides.

#include "data/yaml-key-order.h"

#include "text/string.h"
#include "text/utf8.h"

static bool is_digit(uint32_t code_point) {
  return code_point >= '0' && code_point <= '9';
}

// Beyond ASCII there is no table of letters here; nearly all that stands in keys is one.
static bool is_letter(uint32_t code_point) {
  return code_point >= 0x80 || ((code_point | 0x20) >= 'a' && (code_point | 0x20) <= 'z');
}

// The digits at `text` behind `number`; returns how many they are. Wraps, as Go's int64 does.
static size_t read_digits(const char *text, size_t size, int64_t *number) {
  uint64_t value = (uint64_t)*number;
  size_t at = 0;
  while (at < size && is_digit((uint8_t)text[at])) {
    value = value * 10 + (uint64_t)(text[at] - '0');
    at++;
  }
  *number = (int64_t)value;
  return at;
}

static int32_t order(bool less) {
  return less ? -1 : 1;
}

int32_t mochi_yaml_compare_keys(mochi_string left, mochi_string right) {
  const char *a = mochi_string_data(&left);
  const char *b = mochi_string_data(&right);
  size_t a_size = mochi_string_size(left);
  size_t b_size = mochi_string_size(right);
  bool digits = false;   // what is equal so far ends with a digit
  bool nonzero = false;  // and with a number that isn't 0
  size_t at = 0;
  while (at < a_size && at < b_size) {
    uint32_t length;
    uint32_t b_length;
    uint32_t c = mochi_utf8_decode(a + at, a_size - at, &length);
    uint32_t d = mochi_utf8_decode(b + at, b_size - at, &b_length);
    if (c == d) {
      digits = is_digit(c);
      nonzero = digits && (nonzero || c != '0');
      at += length;
      continue;
    }
    if (is_letter(c) && is_letter(d)) {
      return order(c < d);
    }
    if (is_letter(c) || is_letter(d)) {
      return order(digits ? is_letter(c) : is_letter(d));
    }
    // Digits that follow others go on with a number: a 1 stands for what is equal, so that zeros here count as places.
    int64_t left_number = (c == '0' || d == '0') && nonzero ? 1 : 0;
    int64_t right_number = left_number;
    size_t left_digits = read_digits(a + at, a_size - at, &left_number);
    size_t right_digits = read_digits(b + at, b_size - at, &right_number);
    if (left_number != right_number) {
      return order(left_number < right_number);
    }
    return order(left_digits != right_digits ? left_digits < right_digits : c < d);
  }
  return a_size == b_size ? 0 : order(a_size < b_size);
}
