// bigrat: a numerator over a positive denominator, in lowest terms.

#include "values/bigint.h"

#include <math.h>
#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/format.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/any.h"
#include "values/compare.h"
#include "values/number.h"

struct mochi_bigrat {
  mochi_bigint *numerator;
  mochi_bigint *denominator;
};

static mochi_bigrat *new_bigrat(mochi_bigint *numerator, mochi_bigint *denominator) {
  mochi_bigrat *result = mochi_gc_alloc(sizeof *result);
  result->numerator = numerator;
  result->denominator = denominator;
  return result;
}

// In lowest terms; the denominator isn't 0.
static mochi_bigrat *reduce(mochi_bigint *numerator, mochi_bigint *denominator) {
  if (mochi_bigint_sign(denominator) < 0) {
    numerator = mochi_bigint_negate(numerator);
    denominator = mochi_bigint_negate(denominator);
  }
  mochi_bigint *divisor = mochi_bigint_gcd(numerator, denominator);
  if (mochi_bigint_bits(divisor) > 1) {
    numerator = mochi_bigint_divide(numerator, divisor, NULL);
    denominator = mochi_bigint_divide(denominator, divisor, NULL);
  }
  return new_bigrat(numerator, denominator);
}

// ---------------------------------------------------------------- conversions

mochi_bigrat *mochi_bigrat_from_int(int64_t value) {
  return new_bigrat(mochi_bigint_from_int(value), mochi_bigint_from_int(1));
}

mochi_bigrat *mochi_bigrat_from_bigint(const mochi_bigint *value) {
  return new_bigrat((mochi_bigint *)(uintptr_t)value, mochi_bigint_from_int(1));
}

static mochi_bigrat *from_finite(double value) {
  int exponent;
  double fraction = frexp(value, &exponent);
  mochi_bigint *mantissa = mochi_bigint_from_int((int64_t)ldexp(fraction, 53));
  mochi_bigint *one = mochi_bigint_from_int(1);
  exponent -= 53;
  if (exponent >= 0) {
    return new_bigrat(mochi_bigint_shift_left(mantissa, (uint64_t)exponent), one);
  }
  return reduce(mantissa, mochi_bigint_shift_left(one, (uint64_t)-exponent));
}

mochi_bigrat *mochi_bigrat_from_float(double value, const mochi_site *site) {
  if (!isfinite(value)) {
    mochi_string text = mochi_string_from_float(value);
    mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "cannot cast %S to bigrat", &text);
  }
  return from_finite(value);
}

// NULL when it is none, or when its denominator is 0; then `zero` says so.
static mochi_bigrat *read(const char *bytes, size_t size, bool *zero) {
  *zero = false;
  const char *slash = memchr(bytes, '/', size);
  if (slash != NULL) {
    size_t before = (size_t)(slash - bytes);
    mochi_bigint *numerator = mochi_bigint_read(bytes, before);
    mochi_bigint *denominator = mochi_bigint_read(slash + 1, size - before - 1);
    if (numerator == NULL || denominator == NULL) {
      return NULL;
    }
    *zero = mochi_bigint_sign(denominator) == 0;
    return *zero ? NULL : reduce(numerator, denominator);
  }
  const char *point = memchr(bytes, '.', size);
  if (point == NULL) {
    mochi_bigint *whole = mochi_bigint_read(bytes, size);
    return whole == NULL ? NULL : mochi_bigrat_from_bigint(whole);
  }
  // Without its point, over a power of ten.
  size_t before = (size_t)(point - bytes);
  size_t after = size - before - 1;
  if (before == 0 || after == 0) {
    return NULL;
  }
  char *digits = mochi_gc_alloc_atomic(size);
  memcpy(digits, bytes, before);
  memcpy(digits + before, point + 1, after);
  mochi_bigint *numerator = mochi_bigint_read(digits, size - 1);
  if (numerator == NULL) {
    return NULL;
  }
  return reduce(numerator, mochi_bigint_power(mochi_bigint_from_int(10), (int64_t)after, NULL));
}

mochi_bigrat *mochi_bigrat_parse(mochi_string text, const mochi_site *site) {
  const char *bytes = mochi_string_data(&text);
  size_t size = mochi_string_size(text);
  size_t leading = mochi_leading_white_space(bytes, size);
  size_t trailing = leading == size ? 0 : mochi_trailing_white_space(bytes, size);
  bool zero;
  mochi_bigrat *result = read(bytes + leading, size - leading - trailing, &zero);
  if (zero) {
    mochi_raise_division(site);
  }
  if (result == NULL) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot cast %q to bigrat", &text);
  }
  return result;
}

// The quotient with 62 or 63 bits, the last standing for the remainder, rounds as the whole would.
double mochi_bigrat_to_float(const mochi_bigrat *value) {
  if (mochi_bigint_sign(value->numerator) == 0) {
    return 0;
  }
  int64_t shift = 62 - ((int64_t)mochi_bigint_bits(value->numerator) - (int64_t)mochi_bigint_bits(value->denominator));
  mochi_bigint *numerator = value->numerator;
  mochi_bigint *denominator = value->denominator;
  if (shift > 0) {
    numerator = mochi_bigint_shift_left(numerator, (uint64_t)shift);
  } else {
    denominator = mochi_bigint_shift_left(denominator, (uint64_t)-shift);
  }
  int64_t quotient = 0;
  mochi_bigint_fits_int(mochi_bigint_divide(numerator, denominator, NULL), &quotient);
  uint64_t magnitude = quotient < 0 ? 0 - (uint64_t)quotient : (uint64_t)quotient;
  if (mochi_bigint_sign(mochi_bigint_remainder(numerator, denominator, NULL)) != 0) {
    magnitude |= 1;
  }
  int64_t exponent = shift > 5000 ? -5000 : shift < -5000 ? 5000 : -shift;
  double result = ldexp((double)magnitude, (int)exponent);
  return quotient < 0 ? -result : result;
}

mochi_string mochi_bigrat_to_string(const mochi_bigrat *value) {
  mochi_string parts[3] = {mochi_bigint_to_string(value->numerator), mochi_string_static("/"), mochi_bigint_to_string(value->denominator)};
  return mochi_string_concat_all(parts, 3);
}

mochi_bigint *mochi_bigrat_numerator(const mochi_bigrat *value) {
  return value->numerator;
}

mochi_bigint *mochi_bigrat_denominator(const mochi_bigrat *value) {
  return value->denominator;
}

// ---------------------------------------------------------------- arithmetic

mochi_bigrat *mochi_bigrat_add(const mochi_bigrat *left, const mochi_bigrat *right) {
  mochi_bigint *first = mochi_bigint_multiply(left->numerator, right->denominator);
  mochi_bigint *second = mochi_bigint_multiply(right->numerator, left->denominator);
  return reduce(mochi_bigint_add(first, second), mochi_bigint_multiply(left->denominator, right->denominator));
}

mochi_bigrat *mochi_bigrat_subtract(const mochi_bigrat *left, const mochi_bigrat *right) {
  return mochi_bigrat_add(left, mochi_bigrat_negate(right));
}

mochi_bigrat *mochi_bigrat_multiply(const mochi_bigrat *left, const mochi_bigrat *right) {
  return reduce(mochi_bigint_multiply(left->numerator, right->numerator), mochi_bigint_multiply(left->denominator, right->denominator));
}

mochi_bigrat *mochi_bigrat_divide(const mochi_bigrat *left, const mochi_bigrat *right, const mochi_site *site) {
  if (mochi_bigint_sign(right->numerator) == 0) {
    mochi_raise_division(site);
  }
  return reduce(mochi_bigint_multiply(left->numerator, right->denominator), mochi_bigint_multiply(left->denominator, right->numerator));
}

mochi_bigrat *mochi_bigrat_remainder(const mochi_bigrat *left, const mochi_bigrat *right, const mochi_site *site) {
  mochi_bigrat *quotient = mochi_bigrat_divide(left, right, site);
  mochi_bigint *whole = mochi_bigint_divide(quotient->numerator, quotient->denominator, site);
  return mochi_bigrat_subtract(left, mochi_bigrat_multiply(mochi_bigrat_from_bigint(whole), right));
}

mochi_bigrat *mochi_bigrat_negate(const mochi_bigrat *value) {
  return new_bigrat(mochi_bigint_negate(value->numerator), value->denominator);
}

int32_t mochi_bigrat_compare(const mochi_bigrat *left, const mochi_bigrat *right) {
  return mochi_bigint_compare(mochi_bigint_multiply(left->numerator, right->denominator), mochi_bigint_multiply(right->numerator, left->denominator));
}

// ---------------------------------------------------------------- as `any`

static mochi_string operation_text(const void *value) {
  return mochi_bigrat_to_string(value);
}

static double operation_to_float(const void *value) {
  return mochi_bigrat_to_float(value);
}

// Truncates, like every cast to int.
static bool operation_to_int(const void *value, int64_t *result) {
  const mochi_bigrat *number = value;
  return mochi_bigint_fits_int(mochi_bigint_divide(number->numerator, number->denominator, NULL), result);
}

static int32_t operation_sign(const void *value) {
  return mochi_bigint_sign(((const mochi_bigrat *)value)->numerator);
}

static void *operation_convert(mochi_any value) {
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_INT:
      return mochi_bigrat_from_int(value.as.integer);
    case MOCHI_KIND_FLOAT:
      return isfinite(value.as.floating) ? from_finite(value.as.floating) : NULL;
    case MOCHI_KIND_BIGINT:
      return mochi_bigrat_from_bigint(value.as.pointer);
    case MOCHI_KIND_BIGRAT:
      return value.as.pointer;
    default:
      return NULL;
  }
}

static int32_t operation_compare(const void *value, mochi_any other) {
  if (other.type->kind == MOCHI_KIND_FLOAT && !isfinite(other.as.floating)) {
    return other.as.floating != other.as.floating ? 2 : other.as.floating > 0 ? -1 : 1;
  }
  return mochi_bigrat_compare(value, operation_convert(other));
}

static mochi_any operation_arithmetic(char operator, mochi_any left, mochi_any right, const mochi_site *site) {
  const mochi_bigrat *a = operation_convert(left);
  const mochi_bigrat *b = operation_convert(right);
  mochi_any result = {.type = &mochi_type_bigrat, .as = {.pointer = NULL}};
  switch (operator) {
    case '+':
      result.as.pointer = mochi_bigrat_add(a, b);
      break;
    case '-':
      result.as.pointer = mochi_bigrat_subtract(a, b);
      break;
    case '*':
      result.as.pointer = mochi_bigrat_multiply(a, b);
      break;
    case '/':
      result.as.pointer = mochi_bigrat_divide(a, b, site);
      break;
    default:
      result.as.pointer = mochi_bigrat_remainder(a, b, site);
      break;
  }
  return result;
}

static void *operation_parse(mochi_string text) {
  bool zero;
  return read(mochi_string_data(&text), mochi_string_size(text), &zero);
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

const mochi_type mochi_type_bigrat = {.kind = MOCHI_KIND_BIGRAT, .size = (uint32_t)sizeof(mochi_bigrat *), .name = "bigrat", .operations = &operations};
