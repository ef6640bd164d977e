// bigint, over libtommath. Operands that need it are lent to libtommath as views of our digits;
// results are computed in its own memory, copied to the collector's and released at once, so that
// no finaliser is needed. Whatever fits in 64 bits is computed without it.

#include "values/bigint.h"

#include <math.h>
#include <string.h>
#include <tommath.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/arithmetic.h"
#include "text/format.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/any.h"
#include "values/compare.h"
#include "values/number.h"

// Digits follow the head; `count` is 0 when the value is `small`, which it is whenever it fits.
struct mochi_bigint {
  int64_t small;
  uint32_t count;
  bool negative;
  mp_digit digits[];
};

// Programs with bigint only don't link bigrat: a value of that kind is made by bigrat.c only.
MOCHI_WEAK mochi_bigint *mochi_bigrat_numerator(const mochi_bigrat *value);
MOCHI_WEAK mochi_bigint *mochi_bigrat_denominator(const mochi_bigrat *value);

// ---------------------------------------------------------------- to and from libtommath

enum { SMALL_DIGITS = (64 + MP_DIGIT_BIT - 1) / MP_DIGIT_BIT };

typedef struct operand {
  mp_int number;
  mp_digit digits[SMALL_DIGITS];
} operand;

static void check(mp_err error) {
  if (MOCHI_UNLIKELY(error != MP_OKAY)) {
    mochi_raise_out_of_memory();
  }
}

static uint64_t magnitude_of(int64_t value) {
  return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

// A view of `value`; libtommath only reads it.
static const mp_int *view(operand *place, const mochi_bigint *value) {
  mp_int *number = &place->number;
  if (value->count != 0) {
    number->dp = (mp_digit *)(uintptr_t)value->digits;
    number->used = (int)value->count;
    number->sign = value->negative ? MP_NEG : MP_ZPOS;
  } else {
    uint64_t rest = magnitude_of(value->small);
    int used = 0;
    while (rest != 0) {
      place->digits[used++] = (mp_digit)(rest & MP_MASK);
      rest = MP_DIGIT_BIT >= 64 ? 0 : rest >> MP_DIGIT_BIT;
    }
    number->dp = place->digits;
    number->used = used;
    number->sign = value->small < 0 ? MP_NEG : MP_ZPOS;
  }
  number->alloc = number->used;
  return number;
}

static void start(mp_int *number) {
  check(mp_init(number));
}

mochi_bigint *mochi_bigint_from_int(int64_t value) {
  mochi_bigint *result = mochi_gc_alloc_atomic(sizeof *result);
  result->small = value;
  result->count = 0;
  result->negative = value < 0;
  return result;
}

// The value of a result, as a bigint; releases the result.
static mochi_bigint *finish(mp_int *number) {
  bool negative = number->sign == MP_NEG;
  int bits = mp_count_bits(number);
  if (bits <= 64) {
    uint64_t magnitude = mp_get_mag_u64(number);
    if (magnitude <= (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
      mp_clear(number);
      return mochi_bigint_from_int((int64_t)(negative ? 0 - magnitude : magnitude));
    }
  }
  size_t bytes = (size_t)number->used * sizeof(mp_digit);
  mochi_bigint *result = mochi_gc_alloc_atomic(sizeof *result + bytes);
  result->small = 0;
  result->count = (uint32_t)number->used;
  result->negative = negative;
  memcpy(result->digits, number->dp, bytes);
  mp_clear(number);
  return result;
}

// ---------------------------------------------------------------- arithmetic

static bool both_small(const mochi_bigint *left, const mochi_bigint *right) {
  return left->count == 0 && right->count == 0;
}

typedef mp_err binary(const mp_int *left, const mp_int *right, mp_int *result);

static mochi_bigint *compute(binary *function, const mochi_bigint *left, const mochi_bigint *right) {
  operand a;
  operand b;
  mp_int result;
  start(&result);
  check(function(view(&a, left), view(&b, right), &result));
  return finish(&result);
}

mochi_bigint *mochi_bigint_add(const mochi_bigint *left, const mochi_bigint *right) {
  int64_t sum;
  if (both_small(left, right) && !mochi_add_overflows(left->small, right->small, &sum)) {
    return mochi_bigint_from_int(sum);
  }
  return compute(mp_add, left, right);
}

mochi_bigint *mochi_bigint_subtract(const mochi_bigint *left, const mochi_bigint *right) {
  int64_t difference;
  if (both_small(left, right) && !mochi_subtract_overflows(left->small, right->small, &difference)) {
    return mochi_bigint_from_int(difference);
  }
  return compute(mp_sub, left, right);
}

// By one digit, which is what factorials and the like do.
static mochi_bigint *multiply_digit(const mochi_bigint *left, int64_t right) {
  operand a;
  mp_int result;
  start(&result);
  check(mp_mul_d(view(&a, left), (mp_digit)magnitude_of(right), &result));
  if (right < 0) {
    check(mp_neg(&result, &result));
  }
  return finish(&result);
}

mochi_bigint *mochi_bigint_multiply(const mochi_bigint *left, const mochi_bigint *right) {
  int64_t product;
  if (both_small(left, right) && !mochi_multiply_overflows(left->small, right->small, &product)) {
    return mochi_bigint_from_int(product);
  }
  if (right->count == 0 && magnitude_of(right->small) <= MP_MASK) {
    return multiply_digit(left, right->small);
  }
  if (left->count == 0 && magnitude_of(left->small) <= MP_MASK) {
    return multiply_digit(right, left->small);
  }
  return compute(mp_mul, left, right);
}

static mp_err quotient(const mp_int *left, const mp_int *right, mp_int *result) {
  return mp_div(left, right, result, NULL);
}

static mp_err remainder_of(const mp_int *left, const mp_int *right, mp_int *result) {
  return mp_div(left, right, NULL, result);
}

mochi_bigint *mochi_bigint_divide(const mochi_bigint *left, const mochi_bigint *right, const mochi_site *site) {
  if (mochi_bigint_sign(right) == 0) {
    mochi_raise_division(site);
  }
  if (both_small(left, right) && !(left->small == INT64_MIN && right->small == -1)) {
    return mochi_bigint_from_int(left->small / right->small);
  }
  return compute(quotient, left, right);
}

mochi_bigint *mochi_bigint_remainder(const mochi_bigint *left, const mochi_bigint *right, const mochi_site *site) {
  if (mochi_bigint_sign(right) == 0) {
    mochi_raise_division(site);
  }
  if (both_small(left, right)) {
    return mochi_bigint_from_int(right->small == -1 ? 0 : left->small % right->small);
  }
  return compute(remainder_of, left, right);
}

mochi_bigint *mochi_bigint_negate(const mochi_bigint *value) {
  if (value->count == 0 && value->small != INT64_MIN) {
    return mochi_bigint_from_int(-value->small);
  }
  operand a;
  mp_int result;
  start(&result);
  check(mp_neg(view(&a, value), &result));
  return finish(&result);
}

mochi_bigint *mochi_bigint_gcd(const mochi_bigint *left, const mochi_bigint *right) {
  if (both_small(left, right)) {
    int64_t divisor = mochi_int_gcd(left->small, right->small);
    if (divisor >= 0) {
      return mochi_bigint_from_int(divisor);
    }
  }
  return compute(mp_gcd, left, right);
}

mochi_bigint *mochi_bigint_shift_left(const mochi_bigint *value, uint64_t count) {
  if (count > INT32_MAX) {
    mochi_raise_out_of_memory();
  }
  operand a;
  mp_int result;
  start(&result);
  check(mp_mul_2d(view(&a, value), (int)count, &result));
  return finish(&result);
}

mochi_bigint *mochi_bigint_power(const mochi_bigint *base, int64_t exponent, const mochi_site *site) {
  if (exponent < 0) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "bigint cannot be raised to the negative power %d", exponent);
  }
  if (base->count == 0 && base->small >= -1 && base->small <= 1) {
    bool is_even = (exponent & 1) == 0;
    return mochi_bigint_from_int(exponent == 0 || (base->small == -1 && is_even) ? 1 : base->small);
  }
  uint64_t bits = mochi_bigint_bits(base) - 1;
  if (exponent > INT32_MAX || bits * (uint64_t)exponent > INT32_MAX) {
    mochi_string text = mochi_bigint_bits(base) < 128 ? mochi_bigint_to_string(base) : mochi_string_static("a large number");
    mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "%S to the power of %d is too large for memory", &text, exponent);
  }
  operand a;
  mp_int result;
  start(&result);
  check(mp_expt_u32(view(&a, base), (uint32_t)exponent, &result));
  return finish(&result);
}

// ---------------------------------------------------------------- comparison

int32_t mochi_bigint_sign(const mochi_bigint *value) {
  if (value->count == 0) {
    return (value->small > 0) - (value->small < 0);
  }
  return value->negative ? -1 : 1;
}

uint64_t mochi_bigint_bits(const mochi_bigint *value) {
  if (value->count == 0) {
    uint64_t magnitude = magnitude_of(value->small);
    return magnitude == 0 ? 0 : 64 - mochi_count_leading_zeros(magnitude);
  }
  operand a;
  return (uint64_t)mp_count_bits(view(&a, value));
}

int32_t mochi_bigint_compare(const mochi_bigint *left, const mochi_bigint *right) {
  if (both_small(left, right)) {
    return (left->small > right->small) - (left->small < right->small);
  }
  operand a;
  operand b;
  mp_ord order = mp_cmp(view(&a, left), view(&b, right));
  return order == MP_LT ? -1 : order == MP_GT ? 1 : 0;
}

int32_t mochi_bigint_compare_float(const mochi_bigint *left, double right) {
  if (right != right) {
    return 2;
  }
  if (left->count == 0) {
    return mochi_compare_int_float(left->small, right);
  }
  if (isinf(right)) {
    return right > 0 ? -1 : 1;
  }
  // Beyond 64 bits the fraction decides only between values of the same whole part; there is none
  // in a float that large.
  int32_t order = mochi_bigint_compare(left, mochi_bigint_from_float(right, NULL));
  return order;
}

// ---------------------------------------------------------------- floats and ints

static mochi_bigint *from_finite(double value) {
  double whole = trunc(value);
  if (mochi_float_fits_int(whole)) {
    return mochi_bigint_from_int((int64_t)whole);
  }
  int exponent;
  double fraction = frexp(whole, &exponent);
  int64_t mantissa = (int64_t)ldexp(fraction, 53);
  return mochi_bigint_shift_left(mochi_bigint_from_int(mantissa), (uint64_t)(exponent - 53));
}

mochi_bigint *mochi_bigint_from_float(double value, const mochi_site *site) {
  if (!isfinite(value)) {
    mochi_string text = mochi_string_from_float(value);
    mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "cannot cast %S to bigint", &text);
  }
  return from_finite(value);
}

double mochi_bigint_to_float(const mochi_bigint *value) {
  if (value->count == 0) {
    return (double)value->small;
  }
  operand a;
  const mp_int *number = view(&a, value);
  int bits = mp_count_bits(number);
  if (bits > 1100) {
    return value->negative ? -INFINITY : INFINITY;
  }
  // The upper 64 bits, the last of them standing for everything below, round as the whole would.
  int below = bits - 64;
  mp_int upper;
  mp_int lower;
  start(&upper);
  start(&lower);
  check(mp_div_2d(number, below < 0 ? 0 : below, &upper, &lower));
  uint64_t top = mp_get_mag_u64(&upper) | (mp_iszero(&lower) ? 0 : 1);
  mp_clear(&upper);
  mp_clear(&lower);
  double result = ldexp((double)top, below < 0 ? 0 : below);
  return value->negative ? -result : result;
}

bool mochi_bigint_fits_int(const mochi_bigint *value, int64_t *result) {
  *result = value->small;
  return value->count == 0;
}

int64_t mochi_bigint_to_int(const mochi_bigint *value, const mochi_site *site) {
  if (value->count != 0) {
    mochi_string text = mochi_bigint_to_string(value);
    mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "bigint does not fit in int: %S", &text);
  }
  return value->small;
}

// ---------------------------------------------------------------- decimal texts

// Numbers are split at 10^(CHUNK · 2^k), k descending, down to one chunk or a few.
enum { CHUNK = MP_DIGIT_BIT >= 60 ? 18 : MP_DIGIT_BIT >= 28 ? 8 : 4, LEVELS = 32, FEW_CHUNKS = 24 };

// Bits from which on a power is divided by through its inverse.
enum { INVERSE_FROM = 5000 };

typedef struct powers {
  mp_int number[LEVELS];
  mp_int inverse[LEVELS];  // about 2^(2 · bits of the power) / power; 0 where it isn't used
  uint32_t count;
} powers;

// About 2^(2 · bits) / divisor, by Newton's iteration from the inverse of the divisor's upper half.
static void invert(const mp_int *divisor, mp_int *inverse) {
  int bits = mp_count_bits(divisor);
  mp_int upper;
  mp_int square;
  start(&upper);
  start(&square);
  if (bits < INVERSE_FROM / 8) {
    check(mp_2expt(&square, 2 * bits));
    check(mp_div(&square, divisor, inverse, NULL));
  } else {
    int half = bits / 2 + 8;
    check(mp_div_2d(divisor, bits - half, &upper, NULL));
    invert(&upper, inverse);
    check(mp_sqr(inverse, &square));
    check(mp_mul(&square, divisor, &square));
    check(mp_div_2d(&square, 2 * half, &square, NULL));
    check(mp_mul_2d(inverse, bits - half + 1, inverse));
    check(mp_sub(inverse, &square, inverse));
  }
  mp_clear(&upper);
  mp_clear(&square);
}

// `number` = high · power + low, Barrett's way where the power has an inverse: the quotient that it
// gives is wrong by a few at most, which the remainder tells.
static void split(const powers *table, uint32_t level, const mp_int *number, mp_int *high, mp_int *low) {
  const mp_int *power = &table->number[level];
  const mp_int *inverse = &table->inverse[level];
  int bits = mp_count_bits(power);
  if (mp_iszero(inverse) || mp_count_bits(number) > 2 * bits) {
    check(mp_div(number, power, high, low));
    return;
  }
  check(mp_div_2d(number, bits - 1, high, NULL));
  check(mp_mul(high, inverse, high));
  check(mp_div_2d(high, bits + 1, high, NULL));
  check(mp_mul(high, power, low));
  check(mp_sub(number, low, low));
  while (mp_isneg(low)) {
    check(mp_add(low, power, low));
    check(mp_sub_d(high, 1, high));
  }
  while (mp_cmp_mag(low, power) != MP_LT) {
    check(mp_sub(low, power, low));
    check(mp_add_d(high, 1, high));
  }
}

// 10^CHUNK, squared again and again until it has more than half of `bits`.
static void powers_start(powers *table, uint64_t bits) {
  uint64_t base = 1;
  for (uint32_t at = 0; at < CHUNK; at++) {
    base *= 10;
  }
  start(&table->number[0]);
  mp_set_u64(&table->number[0], base);
  table->count = 1;
  memset(table->inverse, 0, sizeof table->inverse);
  while (table->count < LEVELS && (uint64_t)mp_count_bits(&table->number[table->count - 1]) * 2 <= bits + 1) {
    mp_int *next = &table->number[table->count];
    start(next);
    check(mp_sqr(&table->number[table->count - 1], next));
    table->count++;
  }
}

static void powers_invert(powers *table) {
  for (uint32_t at = 0; at < table->count; at++) {
    start(&table->inverse[at]);
    if (mp_count_bits(&table->number[at]) >= INVERSE_FROM) {
      invert(&table->number[at], &table->inverse[at]);
    }
  }
}

static void powers_end(powers *table) {
  for (uint32_t at = 0; at < table->count; at++) {
    mp_clear(&table->number[at]);
    mp_clear(&table->inverse[at]);
  }
}

static size_t digits_of_level(uint32_t level) {
  return (size_t)CHUNK << level;
}

#if MP_DIGIT_BIT == 60

// Divides by 10^18; returns the remainder. Two words by one, by multiplication with the divisor's
// inverse (Möller and Granlund 2011), since C has no such division. Shifted left by 4, the divisor
// has its highest bit set and a digit of 60 bits fills a word.
static uint64_t take_chunk(mp_int *number) {
  const uint64_t divisor = UINT64_C(1000000000000000000) << 4;
  const uint64_t inverse = UINT64_C(0x2725dd1d243aba0e);  // (2^128 - 1) / divisor - 2^64
  uint64_t rest = 0;
  for (int at = number->used - 1; at >= 0; at--) {
    uint64_t low = (uint64_t)number->dp[at] << 4;
    uint64_t high;
    uint64_t fraction = mochi_multiply_128(inverse, rest, &high) + low;
    uint64_t quotient = high + rest + (fraction < low) + 1;
    rest = low - quotient * divisor;
    if (rest > fraction) {
      quotient--;
      rest += divisor;
    }
    if (MOCHI_UNLIKELY(rest >= divisor)) {
      quotient++;
      rest -= divisor;
    }
    rest >>= 4;
    number->dp[at] = quotient;
  }
  mp_clamp(number);
  return rest;
}

#else

static uint64_t take_chunk(mp_int *number) {
  mp_digit base = 1;
  for (uint32_t at = 0; at < CHUNK; at++) {
    base *= 10;
  }
  mp_digit chunk;
  check(mp_div_d(number, base, number, &chunk));
  return chunk;
}

#endif

// Writes `number` (consumed), below 10^size, as exactly `size` decimal digits.
static void write_chunks(mp_int *number, char *out, size_t size) {
  size_t end = size;
  while (end > 0) {
    uint64_t rest = take_chunk(number);
    for (size_t at = 0; at < CHUNK && end > 0; at++) {
      out[--end] = (char)('0' + rest % 10);
      rest /= 10;
    }
  }
}

static void write_digits(const powers *table, uint32_t level, mp_int *number, char *out, size_t size) {
  if (size <= (size_t)CHUNK * FEW_CHUNKS || level == 0) {
    write_chunks(number, out, size);
    return;
  }
  size_t low_size = digits_of_level(level - 1);
  if (low_size >= size) {
    write_digits(table, level - 1, number, out, size);
    return;
  }
  mp_int high;
  mp_int low;
  start(&high);
  start(&low);
  split(table, level - 1, number, &high, &low);
  write_digits(table, level - 1, &high, out, size - low_size);
  write_digits(table, level - 1, &low, out + (size - low_size), low_size);
  mp_clear(&high);
  mp_clear(&low);
}

mochi_string mochi_bigint_to_string(const mochi_bigint *value) {
  if (value->count == 0) {
    return mochi_string_from_int(value->small);
  }
  operand a;
  mp_int magnitude;
  start(&magnitude);
  check(mp_abs(view(&a, value), &magnitude));
  uint64_t bits = (uint64_t)mp_count_bits(&magnitude);
  // 30103/100000 is a little more than log10(2).
  size_t size = (size_t)(bits * 30103 / 100000 + 2);
  char *out = mochi_gc_alloc_atomic(size + 1);
  powers table;
  powers_start(&table, bits);
  powers_invert(&table);
  write_digits(&table, table.count, &magnitude, out + 1, size);
  powers_end(&table);
  mp_clear(&magnitude);
  size_t first = 1;
  while (out[first] == '0') {
    first++;
  }
  if (value->negative) {
    out[--first] = '-';
  }
  return mochi_string_from_bytes(out + first, size + 1 - first);
}

static void read_chunks(mp_int *number, const char *digits, size_t size) {
  mp_zero(number);
  size_t at = 0;
  while (at < size) {
    size_t length = (size - at) % CHUNK == 0 ? CHUNK : (size - at) % CHUNK;
    mp_digit chunk = 0;
    mp_digit scale = 1;
    for (size_t end = at + length; at < end; at++) {
      chunk = chunk * 10 + (mp_digit)(digits[at] - '0');
      scale *= 10;
    }
    check(mp_mul_d(number, scale, number));
    check(mp_add_d(number, chunk, number));
  }
}

static void read_digits(const powers *table, uint32_t level, mp_int *number, const char *digits, size_t size) {
  if (size <= (size_t)CHUNK * FEW_CHUNKS || level == 0) {
    read_chunks(number, digits, size);
    return;
  }
  size_t low_size = digits_of_level(level - 1);
  if (low_size >= size) {
    read_digits(table, level - 1, number, digits, size);
    return;
  }
  mp_int low;
  start(&low);
  read_digits(table, level - 1, number, digits, size - low_size);
  read_digits(table, level - 1, &low, digits + (size - low_size), low_size);
  check(mp_mul(number, &table->number[level - 1], number));
  check(mp_add(number, &low, number));
  mp_clear(&low);
}

mochi_bigint *mochi_bigint_read(const char *bytes, size_t size) {
  bool negative = size > 0 && bytes[0] == '-';
  size_t at = size > 0 && (bytes[0] == '-' || bytes[0] == '+') ? 1 : 0;
  if (at == size || size > INT32_MAX) {
    return NULL;
  }
  for (size_t digit = at; digit < size; digit++) {
    if (bytes[digit] < '0' || bytes[digit] > '9') {
      return NULL;
    }
  }
  mp_int number;
  powers table;
  start(&number);
  powers_start(&table, (uint64_t)(size - at) * 332193 / 100000 + 1);
  read_digits(&table, table.count, &number, bytes + at, size - at);
  powers_end(&table);
  if (negative) {
    check(mp_neg(&number, &number));
  }
  return finish(&number);
}

mochi_bigint *mochi_bigint_from_text(const char *digits) {
  return mochi_bigint_read(digits, strlen(digits));
}

mochi_bigint *mochi_bigint_parse(mochi_string text, const mochi_site *site) {
  const char *bytes = mochi_string_data(&text);
  size_t size = mochi_string_size(text);
  size_t leading = mochi_leading_white_space(bytes, size);
  size_t trailing = leading == size ? 0 : mochi_trailing_white_space(bytes, size);
  mochi_bigint *result = mochi_bigint_read(bytes + leading, size - leading - trailing);
  if (result == NULL) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot cast %q to bigint", &text);
  }
  return result;
}

// ---------------------------------------------------------------- as `any`

static mochi_string operation_text(const void *value) {
  return mochi_bigint_to_string(value);
}

static double operation_to_float(const void *value) {
  return mochi_bigint_to_float(value);
}

static bool operation_to_int(const void *value, int64_t *result) {
  return mochi_bigint_fits_int(value, result);
}

static int32_t operation_sign(const void *value) {
  return mochi_bigint_sign(value);
}

static int32_t operation_compare(const void *value, mochi_any other) {
  const mochi_bigint *left = value;
  switch ((mochi_kind)other.type->kind) {
    case MOCHI_KIND_INT:
      if (left->count == 0) {
        return (left->small > other.as.integer) - (left->small < other.as.integer);
      }
      return left->negative ? -1 : 1;
    case MOCHI_KIND_FLOAT:
      return mochi_bigint_compare_float(left, other.as.floating);
    case MOCHI_KIND_BIGINT:
      return mochi_bigint_compare(left, other.as.pointer);
    default: {
      mochi_any self = {.type = &mochi_type_bigint, .as = {.pointer = (void *)(uintptr_t)left}};
      return -other.type->operations->compare(other.as.pointer, self);
    }
  }
}

static void *operation_convert(mochi_any value) {
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_INT:
      return mochi_bigint_from_int(value.as.integer);
    case MOCHI_KIND_FLOAT:
      return isfinite(value.as.floating) ? from_finite(value.as.floating) : NULL;
    case MOCHI_KIND_BIGINT:
      return value.as.pointer;
    case MOCHI_KIND_BIGRAT:
      return mochi_bigint_divide(mochi_bigrat_numerator(value.as.pointer), mochi_bigrat_denominator(value.as.pointer), NULL);
    default:
      return NULL;
  }
}

static mochi_any operation_arithmetic(char operator, mochi_any left, mochi_any right, const mochi_site *site) {
  const mochi_bigint *a = operation_convert(left);
  const mochi_bigint *b = operation_convert(right);
  mochi_any result = {.type = &mochi_type_bigint, .as = {.pointer = NULL}};
  switch (operator) {
    case '+':
      result.as.pointer = mochi_bigint_add(a, b);
      break;
    case '-':
      result.as.pointer = mochi_bigint_subtract(a, b);
      break;
    case '*':
      result.as.pointer = mochi_bigint_multiply(a, b);
      break;
    case '/':
      result.as.pointer = mochi_bigint_divide(a, b, site);
      break;
    default:
      result.as.pointer = mochi_bigint_remainder(a, b, site);
      break;
  }
  return result;
}

static void *operation_parse(mochi_string text) {
  return mochi_bigint_read(mochi_string_data(&text), mochi_string_size(text));
}

static const mochi_operations operations = {
    .text = operation_text,
    .to_float = operation_to_float,
    .to_int = operation_to_int,
    .sign = operation_sign,
    .compare = operation_compare,
    .arithmetic = operation_arithmetic,
    .convert = operation_convert,
    .parse = operation_parse};

const mochi_type mochi_type_bigint = {.kind = MOCHI_KIND_BIGINT, .size = (uint32_t)sizeof(mochi_bigint *), .name = "bigint", .operations = &operations};
