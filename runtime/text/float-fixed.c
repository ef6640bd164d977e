// Decimals with a given number of places: C's %f, %e and %g, from the exact value of the double in
// base 10^9, rounded half to even.

#include "text/float.h"

enum {
  BASE = 1000000000,
  BASE_DIGITS = 9,
  // 309 digits before the point, 1074 behind it.
  WHOLE_WORDS = 36,
  FRACTION_WORDS = 120,
  ALL_WORDS = WHOLE_WORDS + FRACTION_WORDS,
  MOST_DIGITS = ALL_WORDS * BASE_DIGITS
};

// All digits of a double: value = 0.ddd… · 10^point, the first digit not zero unless the value is.
typedef struct all_digits {
  char digits[MOST_DIGITS];
  int32_t count;
  int32_t point;
} all_digits;

static void expand(double value, all_digits *all) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
  int32_t exponent = (int32_t)(bits >> 52 & 0x7ff);
  mantissa |= exponent == 0 ? 0 : UINT64_C(1) << 52;
  exponent = exponent == 0 ? -1074 : exponent - 1075;

  // Words before `point` are the whole part, most significant first.
  uint32_t words[ALL_WORDS] = {0};
  int32_t point = WHOLE_WORDS;
  int32_t first = point;
  int32_t last = point;
  for (uint64_t rest = mantissa; rest != 0; rest /= BASE) {
    words[--first] = (uint32_t)(rest % BASE);
  }
  while (exponent > 0) {
    int32_t shift = exponent < 29 ? exponent : 29;
    exponent -= shift;
    uint64_t carry = 0;
    for (int32_t i = point; i-- > first;) {
      carry += (uint64_t)words[i] << shift;
      words[i] = (uint32_t)(carry % BASE);
      carry /= BASE;
    }
    if (carry != 0) {
      words[--first] = (uint32_t)carry;
    }
  }
  while (exponent < 0) {
    // A word has nine factors of two to spare: nothing is lost at the end.
    int32_t shift = exponent > -9 ? -exponent : 9;
    exponent += shift;
    uint32_t carry = 0;
    for (int32_t i = first; i < last; i++) {
      uint32_t low = words[i] & ((1u << shift) - 1);
      words[i] = (words[i] >> shift) + carry;
      carry = (uint32_t)(BASE >> shift) * low;
    }
    if (carry != 0) {
      words[last++] = carry;
    }
    while (first < last && words[first] == 0) {
      first++;
    }
  }

  all->count = 0;
  all->point = (point - first) * BASE_DIGITS;
  for (int32_t i = first; i < last; i++) {
    uint32_t word = words[i];
    for (int32_t digit = BASE_DIGITS - 1; digit >= 0; digit--) {
      all->digits[all->count + digit] = (char)('0' + word % 10);
      word /= 10;
    }
    all->count += BASE_DIGITS;
  }
  int32_t zeros = 0;
  while (zeros < all->count && all->digits[zeros] == '0') {
    zeros++;
  }
  __builtin_memmove(all->digits, all->digits + zeros, (size_t)(all->count - zeros));
  all->count -= zeros;
  all->point = all->count == 0 ? 1 : all->point - zeros;
}

// Keeps `keep` digits, which may be none, or none at all when negative. Carrying may move the point.
static void round_to(all_digits *all, int32_t keep) {
  if (keep >= all->count) {
    return;
  }
  if (keep < 0) {
    all->count = 0;
    return;
  }
  bool up = all->digits[keep] > '5';
  if (all->digits[keep] == '5') {
    for (int32_t i = keep + 1; i < all->count && !up; i++) {
      up = all->digits[i] != '0';
    }
    up = up || (keep > 0 && ((all->digits[keep - 1] - '0') & 1) != 0);
  }
  all->count = keep;
  if (!up) {
    return;
  }
  int32_t at = keep;
  while (at > 0 && all->digits[at - 1] == '9') {
    all->digits[--at] = '0';
  }
  if (at > 0) {
    all->digits[at - 1]++;
    return;
  }
  // 999 became 1000; its zeros needn't be kept.
  all->digits[0] = '1';
  all->count = 1;
  all->point++;
}

static char digit_at(const all_digits *all, int32_t index) {
  return index >= 0 && index < all->count ? all->digits[index] : '0';
}

static size_t write_fixed(const all_digits *all, int32_t places, char *buffer) {
  char *to = buffer;
  int32_t whole = all->count == 0 || all->point <= 0 ? 0 : all->point;
  if (whole == 0) {
    *to++ = '0';
  }
  for (int32_t i = 0; i < whole; i++) {
    *to++ = digit_at(all, i);
  }
  if (places > 0) {
    *to++ = '.';
    int32_t point = all->count == 0 ? 0 : all->point;
    for (int32_t i = 0; i < places; i++) {
      *to++ = digit_at(all, point + i);
    }
  }
  return (size_t)(to - buffer);
}

static size_t write_scientific(const all_digits *all, int32_t places, char *buffer) {
  char *to = buffer;
  *to++ = digit_at(all, 0);
  if (places > 0) {
    *to++ = '.';
    for (int32_t i = 1; i <= places; i++) {
      *to++ = digit_at(all, i);
    }
  }
  int32_t exponent = all->count == 0 ? 0 : all->point - 1;
  *to++ = 'e';
  *to++ = exponent < 0 ? '-' : '+';
  exponent = exponent < 0 ? -exponent : exponent;
  if (exponent >= 100) {
    *to++ = (char)('0' + exponent / 100);
  }
  *to++ = (char)('0' + exponent / 10 % 10);
  *to++ = (char)('0' + exponent % 10);
  return (size_t)(to - buffer);
}

size_t mochi_float_fixed(double value, char style, int32_t precision, char buffer[MOCHI_FIXED_BUFFER]) {
  all_digits all;
  expand(value, &all);
  precision = precision > MOCHI_PRECISION_MAX ? MOCHI_PRECISION_MAX : precision;
  if (style == 'f') {
    round_to(&all, all.count == 0 ? 0 : all.point + precision);
    return write_fixed(&all, precision, buffer);
  }
  if (style == 'e') {
    round_to(&all, precision + 1);
    return write_scientific(&all, precision, buffer);
  }
  precision = precision == 0 ? 1 : precision;
  round_to(&all, precision);
  while (all.count > 0 && all.digits[all.count - 1] == '0') {
    all.count--;
  }
  int32_t exponent = all.count == 0 ? 0 : all.point - 1;
  if (exponent < -4 || exponent >= precision) {
    return write_scientific(&all, all.count > 0 ? all.count - 1 : 0, buffer);
  }
  int32_t places = all.count == 0 ? 0 : all.count - all.point;
  return write_fixed(&all, places > 0 ? places : 0, buffer);
}
