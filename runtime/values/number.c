// The parts of number.h that are no fast paths: failures, powers, shifts, rounding, exact comparison.

#include "values/number.h"

#include "errors/raise.h"
#include "text/format.h"

MOCHI_COLD MOCHI_NORETURN void mochi_raise_overflow(const char *operator, int64_t left, int64_t right, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "integer overflow: %d %s %d does not fit in int (use bigint, or --fast-int to wrap)", left, operator, right);
}

MOCHI_COLD MOCHI_NORETURN void mochi_raise_overflow_unary(const char *operation, int64_t value, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "integer overflow: %s(%d) does not fit in int (use bigint, or --fast-int to wrap)", operation, value);
}

MOCHI_COLD MOCHI_NORETURN void mochi_raise_division(const mochi_site *site) {
  mochi_raise_text(MOCHI_ERROR_DIVISION, "division by zero", site);
}

int64_t mochi_int_power(int64_t base, int64_t exponent, const mochi_site *site) {
  if (exponent < 0) {
    if (base == 0) {
      mochi_raise_division(site);
    }
    if (base == 1) {
      return 1;
    }
    return base == -1 ? ((exponent & 1) != 0 ? -1 : 1) : 0;
  }
  int64_t result = 1;
  int64_t factor = base;
  int64_t left = exponent;
  for (;;) {
    if ((left & 1) != 0 && mochi_multiply_overflows(result, factor, &result)) {
      mochi_raise_overflow("to the power of", base, exponent, site);
    }
    left >>= 1;
    if (left == 0) {
      return result;
    }
    if (mochi_multiply_overflows(factor, factor, &factor)) {
      mochi_raise_overflow("to the power of", base, exponent, site);
    }
  }
}

static uint64_t magnitude(int64_t value) {
  return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

// Stein's binary algorithm.
int64_t mochi_int_gcd(int64_t left, int64_t right) {
  uint64_t a = magnitude(left);
  uint64_t b = magnitude(right);
  if (a == 0 || b == 0) {
    return (int64_t)(a | b);
  }
  uint32_t shift = mochi_count_trailing_zeros(a | b);
  a >>= mochi_count_trailing_zeros(a);
  do {
    b >>= mochi_count_trailing_zeros(b);
    if (a > b) {
      uint64_t swap = a;
      a = b;
      b = swap;
    }
    b -= a;
  } while (b != 0);
  return (int64_t)(a << shift);
}

static MOCHI_COLD MOCHI_NORETURN void raise_shift(int64_t count, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "shift count out of range: %d (0 to 63 are allowed)", count);
}

int64_t mochi_int_shift_left(int64_t value, int64_t count, const mochi_site *site) {
  if (count < 0 || count > 63) {
    raise_shift(count, site);
  }
  return (int64_t)((uint64_t)value << count);
}

int64_t mochi_int_shift_right(int64_t value, int64_t count, const mochi_site *site) {
  if (count < 0 || count > 63) {
    raise_shift(count, site);
  }
  uint64_t bits = (uint64_t)value;
  uint64_t shifted = value < 0 ? ~(~bits >> count) : bits >> count;
  return (int64_t)shifted;
}

bool mochi_float_fits_int(double value) {
  return value >= -9223372036854775808.0 && value < 9223372036854775808.0;
}

int64_t mochi_int_from_float(double value, const mochi_site *site) {
  if (!mochi_float_fits_int(value)) {
    mochi_string text = mochi_string_from_float(value);
    mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "float does not fit in int: %S", &text);
  }
  return (int64_t)value;
}

int32_t mochi_compare_int_float(int64_t left, double right) {
  if (right != right) {
    return 2;
  }
  if (right >= 9223372036854775808.0) {
    return -1;
  }
  if (right < -9223372036854775808.0) {
    return 1;
  }
  // The whole part fits, so ints compare exactly; then the fraction decides.
  int64_t whole = (int64_t)right;
  if (left != whole) {
    return left < whole ? -1 : 1;
  }
  double fraction = right - (double)whole;
  return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
}

double mochi_float_round(double value, int64_t digits) {
  if (!isfinite(value)) {
    return value;
  }
  if (digits == 0) {
    return round(value);
  }
  if (digits > 308) {
    return value;
  }
  if (digits < -308) {
    return copysign(0.0, value);
  }
  double unit = digits < 0 ? 1.0 / pow(10.0, (double)-digits) : pow(10.0, (double)digits);
  double scaled = value * unit;
  // A product that overflowed has no digits behind the point that could be rounded away.
  return isfinite(scaled) ? round(scaled) / unit : value;
}
