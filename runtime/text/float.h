// Doubles to text and back, exactly.
//
// Shortest digits that read back to the same double (Raffaello Giulietti, «The Schubfach way to
// render doubles», 2020, after Alexander Bolz's formulation); digits of a fixed number of places by
// exact arithmetic, rounded half to even as printf does. Reading is correctly rounded: Clinger's
// fast path, Eisel-Lemire, and exact big integers when these can't decide.
// Powers of ten come from 1 KB of tables (text/power-of-ten.c).

#ifndef MOCHI_TEXT_FLOAT_H
#define MOCHI_TEXT_FLOAT_H

#include "text/writer.h"

/** value = ± digits · 10^exponent, digits without trailing zeros; 0 is 0 · 10^0. Finite values only. */
typedef struct mochi_decimal {
  uint64_t digits;
  int32_t exponent;
  bool negative;
} mochi_decimal;

mochi_decimal mochi_shortest_decimal(double value);

/** As `print` shows it at top level: exponent form iff the decimal exponent is < −4 or >= 6. */
void mochi_write_float(mochi_writer *writer, double value);
/** Inside containers: positional, with a point. */
void mochi_write_float_nested(mochi_writer *writer, double value);
/** Never with an exponent, a point only before a fraction; NaN, +Inf, -Inf. */
void mochi_write_float_plain(mochi_writer *writer, double value);
/** JSON as Go writes it; finite values only. */
void mochi_write_float_json(mochi_writer *writer, double value);

enum { MOCHI_FIXED_BUFFER = 1600, MOCHI_PRECISION_MAX = 1100 };

/**
 * C's %.*f, %.*e, %.*g of a finite value >= 0 (`style` is 'f', 'e' or 'g'); returns the length.
 * Precisions above MOCHI_PRECISION_MAX are cut to it.
 */
size_t mochi_float_fixed(double value, char style, int32_t precision, char buffer[MOCHI_FIXED_BUFFER]);

/**
 * Reads the longest prefix of `bytes` that is a decimal number ([+-]digits[.digits][e[+-]digits],
 * a digit on one side of the point at least); returns its length, 0 if there is none. Too large is
 * an infinity.
 */
size_t mochi_read_float(const char *bytes, size_t size, double *result);

/** 10^exponent = (high · 2^64 + low) · 2^e for some e, truncated, highest bit set; −348 <= exponent <= 347. */
void mochi_power_of_ten(int32_t exponent, uint64_t *high, uint64_t *low);

#endif
