// Numbers that are no objects: int (int64_t), float (double), duration (int64_t of nanoseconds).
//
// The checked operations are a few instructions each, inlined where they are used; their failures
// are out of line and never return: −6 `integer overflow: 9223372036854775807 + 1 …`, −5 `division
// by zero`, −3 for a wrong argument. The `_wrapping` ones are what `--fast-int` emits. Nothing here
// allocates (a message that is raised may), and float functions are libm's under names of ours, one
// each, so that a program links what it uses; those on which C libraries disagree are in trigonometry.h.

#ifndef MOCHI_VALUES_NUMBER_H
#define MOCHI_VALUES_NUMBER_H

#include <math.h>

#include "platform/arithmetic.h"
#include "values/value.h"

// ---------------------------------------------------------------- failures

// −6, showing `left OPERATOR right`.
MOCHI_COLD MOCHI_NORETURN void mochi_raise_overflow(const char *operator, int64_t left, int64_t right, const mochi_site *site);
// −6, showing `OPERATION(value)`, as in `-(…)` and `abs(…)`.
MOCHI_COLD MOCHI_NORETURN void mochi_raise_overflow_unary(const char *operation, int64_t value, const mochi_site *site);
// −5.
MOCHI_COLD MOCHI_NORETURN void mochi_raise_division(const mochi_site *site);

// ---------------------------------------------------------------- checked int arithmetic

static inline int64_t mochi_int_add(int64_t left, int64_t right, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_add_overflows(left, right, &result))) {
    mochi_raise_overflow("+", left, right, site);
  }
  return result;
}

static inline int64_t mochi_int_subtract(int64_t left, int64_t right, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_subtract_overflows(left, right, &result))) {
    mochi_raise_overflow("-", left, right, site);
  }
  return result;
}

static inline int64_t mochi_int_multiply(int64_t left, int64_t right, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_multiply_overflows(left, right, &result))) {
    mochi_raise_overflow("*", left, right, site);
  }
  return result;
}

// Truncates toward zero.
static inline int64_t mochi_int_divide(int64_t left, int64_t right, const mochi_site *site) {
  if (MOCHI_UNLIKELY(right == 0)) {
    mochi_raise_division(site);
  }
  if (MOCHI_UNLIKELY(right == -1 && left == INT64_MIN)) {
    mochi_raise_overflow("/", left, right, site);
  }
  return left / right;
}

// Has the sign of `left`.
static inline int64_t mochi_int_remainder(int64_t left, int64_t right, const mochi_site *site) {
  if (MOCHI_UNLIKELY(right == 0)) {
    mochi_raise_division(site);
  }
  return MOCHI_UNLIKELY(right == -1) ? 0 : left % right;
}

static inline int64_t mochi_int_negate(int64_t value, const mochi_site *site) {
  if (MOCHI_UNLIKELY(value == INT64_MIN)) {
    mochi_raise_overflow_unary("-", value, site);
  }
  return -value;
}

static inline int64_t mochi_int_abs(int64_t value, const mochi_site *site) {
  if (MOCHI_UNLIKELY(value == INT64_MIN)) {
    mochi_raise_overflow_unary("abs", value, site);
  }
  return value < 0 ? -value : value;
}

// ---------------------------------------------------------------- wrapping int arithmetic

static inline int64_t mochi_int_add_wrapping(int64_t left, int64_t right) {
  return (int64_t)((uint64_t)left + (uint64_t)right);
}

static inline int64_t mochi_int_subtract_wrapping(int64_t left, int64_t right) {
  return (int64_t)((uint64_t)left - (uint64_t)right);
}

static inline int64_t mochi_int_multiply_wrapping(int64_t left, int64_t right) {
  return (int64_t)((uint64_t)left * (uint64_t)right);
}

static inline int64_t mochi_int_negate_wrapping(int64_t value) {
  return (int64_t)(0 - (uint64_t)value);
}

static inline int64_t mochi_int_divide_wrapping(int64_t left, int64_t right, const mochi_site *site) {
  if (MOCHI_UNLIKELY(right == 0)) {
    mochi_raise_division(site);
  }
  return MOCHI_UNLIKELY(right == -1) ? mochi_int_negate_wrapping(left) : left / right;
}

// ---------------------------------------------------------------- other int functions

static inline int64_t mochi_int_sign(int64_t value) {
  return (value > 0) - (value < 0);
}

static inline int64_t mochi_int_and(int64_t left, int64_t right) {
  return left & right;
}

static inline int64_t mochi_int_or(int64_t left, int64_t right) {
  return left | right;
}

static inline int64_t mochi_int_xor(int64_t left, int64_t right) {
  return left ^ right;
}

static inline int64_t mochi_int_complement(int64_t value) {
  return ~value;
}

// Exact, else −6. A negative exponent gives the truncated quotient: 1, −1 or 0 (−5 for base 0).
int64_t mochi_int_power(int64_t base, int64_t exponent, const mochi_site *site);
// Never negative, but for gcd(INT64_MIN, 0) and gcd(INT64_MIN, INT64_MIN), which wrap.
int64_t mochi_int_gcd(int64_t left, int64_t right);
// Bits shifted out are lost; −3 unless 0 ≤ count < 64. The right shift keeps the sign.
int64_t mochi_int_shift_left(int64_t value, int64_t count, const mochi_site *site);
int64_t mochi_int_shift_right(int64_t value, int64_t count, const mochi_site *site);

static inline int64_t mochi_duration_scale(int64_t duration, int64_t factor, const mochi_site *site) {
  return mochi_int_multiply(duration, factor, site);
}

// ---------------------------------------------------------------- floats

static inline double mochi_float_divide(double left, double right, const mochi_site *site) {
  if (MOCHI_UNLIKELY(right == 0)) {
    mochi_raise_division(site);
  }
  return left / right;
}

static inline double mochi_float_remainder(double left, double right, const mochi_site *site) {
  if (MOCHI_UNLIKELY(right == 0)) {
    mochi_raise_division(site);
  }
  return fmod(left, right);
}

// Truncates; −6 when the value is NaN or doesn't fit.
int64_t mochi_int_from_float(double value, const mochi_site *site);
// The same without an error: false when it doesn't fit.
bool mochi_float_fits_int(double value);

// Exact, not by way of double: −1, 0, 1; 2 when `right` is NaN.
int32_t mochi_compare_int_float(int64_t left, double right);

// Half away from zero of value · 10^digits, divided back: 2.567, 2 → 2.57; 1.005, 2 → 1;
// 1234.0, −2 → 1200. What isn't finite stays as it is.
double mochi_float_round(double value, int64_t digits);

static inline double mochi_float_power(double base, double exponent) {
  return pow(base, exponent);
}

static inline double mochi_float_sqrt(double value) {
  return sqrt(value);
}

static inline double mochi_float_exp(double value) {
  return exp(value);
}

static inline double mochi_float_log(double value) {
  return log(value);
}

static inline double mochi_float_log2(double value) {
  return log2(value);
}

static inline double mochi_float_floor(double value) {
  return floor(value);
}

static inline double mochi_float_ceil(double value) {
  return ceil(value);
}

static inline double mochi_float_trunc(double value) {
  return trunc(value);
}

static inline double mochi_float_absolute(double value) {
  return fabs(value);
}

// −1.0, 0.0 (−0.0 too) or 1.0; NaN stays NaN.
static inline double mochi_float_sign(double value) {
  return value != value ? value : (double)((value > 0) - (value < 0));
}

static inline bool mochi_float_is_nan(double value) {
  return value != value;
}

static inline bool mochi_float_is_infinite(double value) {
  return isinf(value) != 0;
}

#endif
