// Reading doubles, correctly rounded.
//
// Up to 19 digits w and a power of ten: exact in doubles when both are small (Clinger 1990); else
// 128 bits of w · 10^q, which decide unless the product is too near the middle between two doubles
// (Lemire, «Number parsing at a gigabyte per second», 2021, in the form of Go's standard library).
// What is left, and more digits that matter, is compared exactly with that middle.

#include "text/float.h"

#define INFINITY_BITS (UINT64_C(0x7ff) << 52)

// Digits beyond this many can't change a result, if one that isn't zero is remembered.
enum { MOST_DIGITS = 780 };

static double from_bits(uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

static int32_t floor_shift(int64_t value, int32_t shift) {
  return (int32_t)(value >= 0 ? value >> shift : ~(~value >> shift));
}

// ---------------------------------------------------------------- approximation

// The bits of w · 10^q rounded to nearest; false when 128 bits can't tell. w > 0.
static bool approximate(uint64_t w, int32_t q, uint64_t *bits) {
  if (q < -348 || q > 310) {
    return false;
  }
  int32_t zeros = __builtin_clzll(w);
  w <<= zeros;
  int64_t exponent = floor_shift((int64_t)217706 * q, 16) + 64 + 1023 - zeros;
  uint64_t high;
  uint64_t low;
  mochi_power_of_ten(q, &high, &low);
  mochi_uint128 product = (mochi_uint128)w * high;
  uint64_t upper = (uint64_t)(product >> 64);
  uint64_t lower = (uint64_t)product;
  if ((upper & 0x1ff) == 0x1ff && lower + w < w) {
    mochi_uint128 more = (mochi_uint128)w * low;
    uint64_t merged = lower + (uint64_t)(more >> 64);
    upper += merged < lower;
    lower = merged;
    if ((upper & 0x1ff) == 0x1ff && merged + 1 == 0 && (uint64_t)more + w < w) {
      return false;
    }
  }
  uint64_t top = upper >> 63;
  uint64_t mantissa = upper >> (top + 9);
  exponent -= (int64_t)(1 ^ top);
  // Exactly in the middle, as far as can be seen.
  if (lower == 0 && (upper & 0x1ff) == 0 && (mantissa & 3) == 1) {
    return false;
  }
  mantissa += mantissa & 1;
  mantissa >>= 1;
  if (mantissa >> 53 != 0) {
    mantissa >>= 1;
    exponent++;
  }
  // Subnormal numbers and overflow are left to the exact way.
  if (exponent < 1 || exponent >= 0x7ff) {
    return false;
  }
  *bits = (uint64_t)exponent << 52 | (mantissa & ((UINT64_C(1) << 52) - 1));
  return true;
}

// ---------------------------------------------------------------- exact comparison

// Little-endian. The largest: 780 digits scaled by 2^1130, or 5^1130 times 55 bits.
enum { BIG_WORDS = 128 };

typedef struct big {
  uint32_t count;
  uint32_t words[BIG_WORDS];
} big;

static void big_multiply_add(big *number, uint32_t factor, uint32_t addend) {
  uint64_t carry = addend;
  for (uint32_t i = 0; i < number->count; i++) {
    carry += (uint64_t)number->words[i] * factor;
    number->words[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry != 0 && number->count < BIG_WORDS) {
    number->words[number->count++] = (uint32_t)carry;
  }
}

static void big_times_five_to(big *number, uint32_t exponent) {
  for (; exponent >= 13; exponent -= 13) {
    big_multiply_add(number, 1220703125, 0);
  }
  for (; exponent > 0; exponent--) {
    big_multiply_add(number, 5, 0);
  }
}

static void big_shift_left(big *number, uint32_t shift) {
  for (; shift >= 16; shift -= 16) {
    big_multiply_add(number, 1u << 16, 0);
  }
  big_multiply_add(number, 1u << shift, 0);
}

static int big_compare(const big *left, const big *right) {
  if (left->count != right->count) {
    return left->count < right->count ? -1 : 1;
  }
  for (uint32_t i = left->count; i-- > 0;) {
    if (left->words[i] != right->words[i]) {
      return left->words[i] < right->words[i] ? -1 : 1;
    }
  }
  return 0;
}

typedef struct decimal_text {
  const char *digits;     // with a point among them, perhaps
  const char *end;
  int64_t count;          // significant digits
  int64_t exponent;       // value = 0.ddd · 10^exponent
} decimal_text;

// Orders digits · 10^… against (2m + 1) · 2^(e − 1), the middle above the double m · 2^e.
static int compare_with_middle(const decimal_text *text, uint64_t bits) {
  uint64_t biased = bits >> 52;
  uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
  int32_t binary = biased == 0 ? -1074 : (int32_t)biased - 1075;
  mantissa |= biased == 0 ? 0 : UINT64_C(1) << 52;

  big decimal = {.count = 0};
  int64_t used = 0;
  bool more = false;
  for (const char *at = text->digits; at != text->end; at++) {
    if (*at == '.') {
      continue;
    }
    if (used == MOST_DIGITS) {
      more = more || *at != '0';
      continue;
    }
    used++;
    if (decimal.count == 0) {
      decimal.count = *at != '0';
      decimal.words[0] = (uint32_t)(*at - '0');
    } else {
      big_multiply_add(&decimal, 10, (uint32_t)(*at - '0'));
    }
  }
  if (more) {
    // One more digit stands for all that were left out: it only matters that there is something.
    big_multiply_add(&decimal, 10, 1);
    used++;
  }
  int32_t ten = (int32_t)(text->exponent - used);

  uint64_t odd = 2 * mantissa + 1;
  big middle = {.count = odd >> 32 != 0 ? 2 : 1, .words = {(uint32_t)odd, (uint32_t)(odd >> 32)}};
  int32_t two = binary - 1;
  // decimal · 5^ten · 2^ten against middle · 2^two, both sides as integers.
  if (ten >= 0) {
    big_times_five_to(&decimal, (uint32_t)ten);
  } else {
    big_times_five_to(&middle, (uint32_t)-ten);
  }
  int32_t shift = ten - two;
  if (shift >= 0) {
    big_shift_left(&decimal, (uint32_t)shift);
  } else {
    big_shift_left(&middle, (uint32_t)-shift);
  }
  return big_compare(&decimal, &middle);
}

// From a near guess, step to the right double. Guesses are within a few units.
static uint64_t settle(const decimal_text *text, uint64_t guess) {
  for (;;) {
    int above = compare_with_middle(text, guess);
    if (above > 0 || (above == 0 && (guess & 1) != 0)) {
      guess++;
      if (guess >= INFINITY_BITS) {
        return INFINITY_BITS;
      }
      continue;
    }
    if (guess == 0) {
      return 0;
    }
    int below = compare_with_middle(text, guess - 1);
    if (below < 0 || (below == 0 && (guess & 1) != 0)) {
      guess--;
      continue;
    }
    return guess;
  }
}

// A double near w · 10^q, by doubles with enough care not to overflow in between.
static uint64_t guess_bits(uint64_t w, int32_t q) {
  double value = (double)w;
  for (; q > 0; q--) {
    value *= 10;
  }
  for (; q < 0; q++) {
    value /= 10;
  }
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits >= INFINITY_BITS ? INFINITY_BITS - 1 : bits;
}

static double convert(const decimal_text *text, uint64_t w, int32_t q, bool truncated) {
  static const double small_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (!truncated && w <= UINT64_C(1) << 53 && q >= -22 && q <= 22) {
    return q < 0 ? (double)w / small_powers[-q] : (double)w * small_powers[q];
  }
  uint64_t bits;
  uint64_t next;
  if (approximate(w, q, &bits) && (!truncated || (approximate(w + 1, q, &next) && next == bits))) {
    return from_bits(bits);
  }
  if (text->exponent > 310) {
    return from_bits(INFINITY_BITS);
  }
  if (text->exponent < -324) {
    return 0;
  }
  return from_bits(settle(text, guess_bits(w, q)));
}

// ---------------------------------------------------------------- the text

static bool is_digit(const char *at, const char *end) {
  return at != end && *at >= '0' && *at <= '9';
}

// Reads what follows an `e`; 0 bytes when there are no digits.
static size_t read_exponent(const char *at, const char *end, int64_t *exponent) {
  const char *start = at;
  if (at == end || (*at | 0x20) != 'e') {
    return 0;
  }
  at++;
  bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) {
    at++;
  }
  if (!is_digit(at, end)) {
    return 0;
  }
  int64_t value = 0;
  for (; is_digit(at, end); at++) {
    if (value < INT64_C(1) << 40) {
      value = value * 10 + (*at - '0');
    }
  }
  *exponent = negative ? -value : value;
  return (size_t)(at - start);
}

size_t mochi_read_float(const char *bytes, size_t size, double *result) {
  const char *at = bytes;
  const char *end = bytes + size;
  bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) {
    at++;
  }
  const char *first = at;
  const char *point = NULL;
  while (is_digit(at, end) || (at != end && *at == '.' && point == NULL)) {
    if (*at == '.') {
      point = at;
    }
    at++;
  }
  if (at - first == (point != NULL)) {
    return 0;
  }
  const char *last = at;
  int64_t written = 0;
  at += read_exponent(at, end, &written);

  // Zeros at the front carry nothing; those behind the point move it.
  const char *digits = first;
  while (digits != last && (*digits == '0' || *digits == '.')) {
    digits++;
  }
  const char *whole_end = point == NULL ? last : point;
  int64_t scale = digits <= whole_end ? whole_end - digits : -(digits - whole_end - 1);
  uint64_t w = 0;
  int64_t kept = 0;
  int64_t count = 0;
  bool truncated = false;
  for (const char *digit = digits; digit != last; digit++) {
    if (*digit == '.') {
      continue;
    }
    count++;
    if (kept < 19) {
      w = w * 10 + (uint64_t)(*digit - '0');
      kept++;
    } else {
      truncated = truncated || *digit != '0';
    }
  }
  double value = 0;
  if (w != 0) {
    decimal_text text = {.digits = digits, .end = last, .count = count, .exponent = scale + written};
    int64_t q = text.exponent - kept;
    value = convert(&text, w, q < -100000 ? -100000 : q > 100000 ? 100000 : (int32_t)q, truncated);
  }
  *result = negative ? -value : value;
  return (size_t)(at - bytes);
}
