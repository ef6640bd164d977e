// Arithmetic that C11 has no word for.
//
//   mochi_*_overflows     two's complement arithmetic: stores the wrapped result, says if it was wrapped
//   mochi_multiply_128    all 128 bits of a product
//   mochi_count_*_zeros   zero bits below the lowest one, or above the highest; `value` isn't 0

#ifndef MOCHI_PLATFORM_ARITHMETIC_H
#define MOCHI_PLATFORM_ARITHMETIC_H

#include "platform/compiler.h"

#if (defined(__GNUC__) && __GNUC__ >= 5) || defined(__clang__)

static inline bool mochi_add_overflows(int64_t left, int64_t right, int64_t *result) {
  return __builtin_add_overflow(left, right, result);
}

static inline bool mochi_subtract_overflows(int64_t left, int64_t right, int64_t *result) {
  return __builtin_sub_overflow(left, right, result);
}

static inline bool mochi_multiply_overflows(int64_t left, int64_t right, int64_t *result) {
  return __builtin_mul_overflow(left, right, result);
}

static inline uint32_t mochi_count_trailing_zeros(uint64_t value) {
  return (uint32_t)__builtin_ctzll(value);
}

static inline uint32_t mochi_count_leading_zeros(uint64_t value) {
  return (uint32_t)__builtin_clzll(value);
}

#else

// Conversions of out-of-range values to int64_t wrap in every compiler that we know.
static inline bool mochi_add_overflows(int64_t left, int64_t right, int64_t *result) {
  uint64_t sum = (uint64_t)left + (uint64_t)right;
  *result = (int64_t)sum;
  return (((uint64_t)left ^ sum) & ((uint64_t)right ^ sum)) >> 63 != 0;
}

static inline bool mochi_subtract_overflows(int64_t left, int64_t right, int64_t *result) {
  uint64_t difference = (uint64_t)left - (uint64_t)right;
  *result = (int64_t)difference;
  return (((uint64_t)left ^ (uint64_t)right) & ((uint64_t)left ^ difference)) >> 63 != 0;
}

static inline bool mochi_multiply_overflows(int64_t left, int64_t right, int64_t *result) {
  *result = (int64_t)((uint64_t)left * (uint64_t)right);
  int64_t small = INT64_C(0x7fffffff);
  if (left <= small && left >= -small && right <= small && right >= -small) {
    return false;
  }
  if (left == 0 || right == 0) {
    return false;
  }
  if ((left == -1 && right == INT64_MIN) || (right == -1 && left == INT64_MIN)) {
    return true;
  }
  return *result / right != left;
}

static inline uint32_t mochi_count_trailing_zeros(uint64_t value) {
  uint32_t count = 0;
  while ((value & 1) == 0) {
    value >>= 1;
    count++;
  }
  return count;
}

static inline uint32_t mochi_count_leading_zeros(uint64_t value) {
  uint32_t count = 0;
  while (value >> 63 == 0) {
    value <<= 1;
    count++;
  }
  return count;
}

#endif

// The low half is returned, the high half stored.
static inline uint64_t mochi_multiply_128(uint64_t left, uint64_t right, uint64_t *high) {
#if defined(__SIZEOF_INT128__)
  __extension__ typedef unsigned __int128 wide;
  wide product = (wide)left * right;
  *high = (uint64_t)(product >> 64);
  return (uint64_t)product;
#else
  uint64_t left_low = left & 0xffffffffu;
  uint64_t left_high = left >> 32;
  uint64_t right_low = right & 0xffffffffu;
  uint64_t right_high = right >> 32;
  uint64_t low = left_low * right_low;
  uint64_t middle = left_high * right_low + (low >> 32);
  uint64_t other = left_low * right_high + (middle & 0xffffffffu);
  *high = left_high * right_high + (middle >> 32) + (other >> 32);
  return (other << 32) | (low & 0xffffffffu);
#endif
}

#endif
