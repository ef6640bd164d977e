// Exact numbers: bigint and bigrat, immutable, in collector memory without pointers into libtommath's.
//
// A bigint that fits in 64 bits is just that; others are a sign and libtommath's digits behind the
// head. A bigrat is a numerator and a positive denominator without common factor. Functions take
// values that aren't NULL and return new ones (or one of their operands); those that may raise say so.
//
// Texts: a decimal text is produced and read by divide and conquer, so that large numbers cost what
// multiplication and division cost, not the square of their digits.

#ifndef MOCHI_VALUES_BIGINT_H
#define MOCHI_VALUES_BIGINT_H

#include "platform/compiler.h"
#include "values/value.h"

// ---------------------------------------------------------------- bigint

mochi_bigint *mochi_bigint_from_int(int64_t value);
// An optional minus and decimal digits: literals.
mochi_bigint *mochi_bigint_from_text(const char *digits);
// Truncates; −6 for NaN and infinities.
mochi_bigint *mochi_bigint_from_float(double value, const mochi_site *site);
// White space around an optional sign and decimal digits; else −3.
mochi_bigint *mochi_bigint_parse(mochi_string text, const mochi_site *site);
// −6 when it doesn't fit.
int64_t mochi_bigint_to_int(const mochi_bigint *value, const mochi_site *site);
// Nearest, ties to even.
double mochi_bigint_to_float(const mochi_bigint *value);
mochi_string mochi_bigint_to_string(const mochi_bigint *value);
mochi_bigint *mochi_bigint_add(const mochi_bigint *left, const mochi_bigint *right);
mochi_bigint *mochi_bigint_subtract(const mochi_bigint *left, const mochi_bigint *right);
mochi_bigint *mochi_bigint_multiply(const mochi_bigint *left, const mochi_bigint *right);
// Truncates; the remainder has the sign of `left`; −5 for a zero divisor.
mochi_bigint *mochi_bigint_divide(const mochi_bigint *left, const mochi_bigint *right, const mochi_site *site);
mochi_bigint *mochi_bigint_remainder(const mochi_bigint *left, const mochi_bigint *right, const mochi_site *site);
mochi_bigint *mochi_bigint_negate(const mochi_bigint *value);
// −3 for a negative exponent, −6 when the result would have more than 2^31 bits.
mochi_bigint *mochi_bigint_power(const mochi_bigint *base, int64_t exponent, const mochi_site *site);
mochi_bigint *mochi_bigint_gcd(const mochi_bigint *left, const mochi_bigint *right);
int32_t mochi_bigint_sign(const mochi_bigint *value);
// Bits of the magnitude; 0 for 0.
uint64_t mochi_bigint_bits(const mochi_bigint *value);
mochi_bigint *mochi_bigint_shift_left(const mochi_bigint *value, uint64_t count);
// False when it doesn't fit.
bool mochi_bigint_fits_int(const mochi_bigint *value, int64_t *result);
// NULL when it isn't an optional sign and decimal digits.
mochi_bigint *mochi_bigint_read(const char *bytes, size_t size);
// −1, 0, 1.
int32_t mochi_bigint_compare(const mochi_bigint *left, const mochi_bigint *right);
// Exact; 2 for NaN.
int32_t mochi_bigint_compare_float(const mochi_bigint *left, double right);

// ---------------------------------------------------------------- bigrat (values/bigrat.c)

mochi_bigrat *mochi_bigrat_from_int(int64_t value);
mochi_bigrat *mochi_bigrat_from_bigint(const mochi_bigint *value);
// The float's exact value; −6 for NaN and infinities.
mochi_bigrat *mochi_bigrat_from_float(double value, const mochi_site *site);
// `1/3`, `-2`, `1.25`; else −3 (−5 for a zero denominator).
mochi_bigrat *mochi_bigrat_parse(mochi_string text, const mochi_site *site);
double mochi_bigrat_to_float(const mochi_bigrat *value);
// Always with its denominator: `3/1`.
mochi_string mochi_bigrat_to_string(const mochi_bigrat *value);
mochi_bigrat *mochi_bigrat_add(const mochi_bigrat *left, const mochi_bigrat *right);
mochi_bigrat *mochi_bigrat_subtract(const mochi_bigrat *left, const mochi_bigrat *right);
mochi_bigrat *mochi_bigrat_multiply(const mochi_bigrat *left, const mochi_bigrat *right);
mochi_bigrat *mochi_bigrat_divide(const mochi_bigrat *left, const mochi_bigrat *right, const mochi_site *site);
// What is left when the truncated quotient is taken away, with the sign of `left`; −5 for a zero divisor.
mochi_bigrat *mochi_bigrat_remainder(const mochi_bigrat *left, const mochi_bigrat *right, const mochi_site *site);
mochi_bigrat *mochi_bigrat_negate(const mochi_bigrat *value);
int32_t mochi_bigrat_compare(const mochi_bigrat *left, const mochi_bigrat *right);
mochi_bigint *mochi_bigrat_numerator(const mochi_bigrat *value);
mochi_bigint *mochi_bigrat_denominator(const mochi_bigrat *value);

#endif
