// Shortest decimals of doubles (Schubfach) and their three layouts: see float.h.

#include "text/float.h"

enum { SIGNIFICAND_BITS = 53, EXPONENT_BIAS = 1075 };

static const uint64_t hidden_bit = UINT64_C(1) << 52;

static int32_t floor_shift(int64_t value, int32_t shift) {
  // An arithmetic shift of what may be negative, spelled out.
  return (int32_t)(value >= 0 ? value >> shift : ~(~value >> shift));
}

// The upper bits of g · c, with a one at the bottom if anything was cut off.
static uint64_t round_to_odd(uint64_t high, uint64_t low, uint64_t factor) {
  mochi_uint128 lower = (mochi_uint128)low * factor;
  mochi_uint128 upper = (mochi_uint128)high * factor + (uint64_t)(lower >> 64);
  return (uint64_t)(upper >> 64) | ((uint64_t)upper > 1);
}

static mochi_decimal shortest(uint64_t fraction, uint32_t biased) {
  uint64_t c;
  int32_t q;
  if (biased != 0) {
    c = hidden_bit | fraction;
    q = (int32_t)biased - EXPONENT_BIAS;
    // Integers below 2^53 are their own digits.
    if (q <= 0 && -q < SIGNIFICAND_BITS && (c & ((UINT64_C(1) << -q) - 1)) == 0) {
      return (mochi_decimal){.digits = c >> -q};
    }
  } else {
    c = fraction;
    q = 1 - EXPONENT_BIAS;
  }
  bool even = (c & 1) == 0;
  bool closer_below = fraction == 0 && biased > 1;
  // Quarters of the last place: the value and the ends of its rounding interval.
  uint64_t left = 4 * c - 2 + closer_below;
  uint64_t middle = 4 * c;
  uint64_t right = 4 * c + 2;
  int32_t k = floor_shift((int64_t)q * 1262611 - (closer_below ? 524031 : 0), 22);
  int32_t h = q + floor_shift((int64_t)-k * 1741647, 19) + 1;
  uint64_t high;
  uint64_t low;
  mochi_power_of_ten(-k, &high, &low);
  // Schubfach wants the power rounded up; it is exact up to 10^55.
  if (-k < 0 || -k > 55) {
    low++;
    high += low == 0;
  }
  uint64_t lower = round_to_odd(high, low, left << h) + !even;
  uint64_t value = round_to_odd(high, low, middle << h);
  uint64_t upper = round_to_odd(high, low, right << h) - !even;
  uint64_t s = value / 4;
  if (s >= 10) {
    uint64_t tens = s / 10;
    bool low_inside = lower <= 40 * tens;
    bool high_inside = 40 * tens + 40 <= upper;
    if (low_inside != high_inside) {
      return (mochi_decimal){.digits = tens + high_inside, .exponent = k + 1};
    }
  }
  bool low_inside = lower <= 4 * s;
  bool high_inside = 4 * s + 4 <= upper;
  if (low_inside != high_inside) {
    return (mochi_decimal){.digits = s + high_inside, .exponent = k};
  }
  uint64_t half = 4 * s + 2;
  bool up = value > half || (value == half && (s & 1) != 0);
  return (mochi_decimal){.digits = s + up, .exponent = k};
}

mochi_decimal mochi_shortest_decimal(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  uint64_t fraction = bits & (hidden_bit - 1);
  uint32_t biased = (uint32_t)(bits >> 52 & 0x7ff);
  mochi_decimal decimal = {0};
  if (fraction != 0 || biased != 0) {
    decimal = shortest(fraction, biased);
    while (decimal.digits % 10 == 0) {
      decimal.digits /= 10;
      decimal.exponent++;
    }
  }
  decimal.negative = bits >> 63 != 0;
  return decimal;
}

// ---------------------------------------------------------------- layouts

enum { MOST_DIGITS = 17 };

typedef struct digit_text {
  char digits[MOST_DIGITS + 3];
  int32_t count;
  int32_t exponent;  // of the first digit: d.ddd · 10^exponent
} digit_text;

static digit_text split_digits(const mochi_decimal *decimal) {
  digit_text text = {.count = 0};
  char reversed[MOST_DIGITS + 3];
  uint64_t rest = decimal->digits;
  do {
    reversed[text.count++] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  for (int32_t i = 0; i < text.count; i++) {
    text.digits[i] = reversed[text.count - 1 - i];
  }
  text.exponent = decimal->digits == 0 ? 0 : decimal->exponent + text.count - 1;
  return text;
}

// True for NaN and the infinities, which are written then.
static bool write_special(mochi_writer *writer, double value) {
  if (value != value) {
    mochi_write_literal(writer, "NaN");
    return true;
  }
  if (value - value != 0) {
    mochi_write_literal(writer, value > 0 ? "+Inf" : "-Inf");
    return true;
  }
  return false;
}

static void write_positional(mochi_writer *writer, const digit_text *text) {
  if (text->exponent < 0) {
    mochi_write_literal(writer, "0.");
    mochi_write_repeated(writer, '0', (size_t)(-text->exponent - 1));
    mochi_write_bytes(writer, text->digits, (size_t)text->count);
    return;
  }
  int32_t whole = text->exponent + 1;
  if (whole >= text->count) {
    mochi_write_bytes(writer, text->digits, (size_t)text->count);
    mochi_write_repeated(writer, '0', (size_t)(whole - text->count));
    return;
  }
  mochi_write_bytes(writer, text->digits, (size_t)whole);
  mochi_write_byte(writer, '.');
  mochi_write_bytes(writer, text->digits + whole, (size_t)(text->count - whole));
}

static void write_exponent_form(mochi_writer *writer, const digit_text *text, bool two_digits) {
  mochi_write_byte(writer, text->digits[0]);
  if (text->count > 1) {
    mochi_write_byte(writer, '.');
    mochi_write_bytes(writer, text->digits + 1, (size_t)text->count - 1);
  }
  mochi_write_byte(writer, 'e');
  mochi_write_byte(writer, text->exponent < 0 ? '-' : '+');
  int32_t size = text->exponent < 0 ? -text->exponent : text->exponent;
  if (two_digits && size < 10) {
    mochi_write_byte(writer, '0');
  }
  mochi_write_int(writer, size);
}

// Writes the minus of a finite number, and gives the digits that belong behind it.
static digit_text write_sign(mochi_writer *writer, double value) {
  mochi_decimal decimal = mochi_shortest_decimal(value);
  digit_text text = split_digits(&decimal);
  if (decimal.negative) {
    mochi_write_byte(writer, '-');
  }
  return text;
}

void mochi_write_float(mochi_writer *writer, double value) {
  if (write_special(writer, value)) {
    return;
  }
  digit_text text = write_sign(writer, value);
  if (text.exponent < -4 || text.exponent >= 6) {
    write_exponent_form(writer, &text, true);
  } else {
    write_positional(writer, &text);
  }
}

void mochi_write_float_nested(mochi_writer *writer, double value) {
  if (write_special(writer, value)) {
    mochi_write_literal(writer, ".0");
    return;
  }
  digit_text text = write_sign(writer, value);
  write_positional(writer, &text);
  if (text.exponent >= text.count - 1) {
    mochi_write_literal(writer, ".0");
  }
}

void mochi_write_float_plain(mochi_writer *writer, double value) {
  if (write_special(writer, value)) {
    return;
  }
  digit_text text = write_sign(writer, value);
  write_positional(writer, &text);
}

void mochi_write_float_json(mochi_writer *writer, double value) {
  digit_text text = write_sign(writer, value);
  if (text.exponent < -6 || text.exponent >= 21) {
    write_exponent_form(writer, &text, false);
  } else {
    write_positional(writer, &text);
  }
}
