// 128 bits of any power of ten from 192 bits of every sixteenth: the generator has checked that the
// product with a power of five gives the same bits as the exact power for every exponent.

#include "text/float.h"

#include "text/power-of-ten-table.h"

void mochi_power_of_ten(int32_t exponent, uint64_t *high, uint64_t *low) {
  uint32_t step = (uint32_t)(exponent - MOCHI_POWER_LOWEST);
  const uint64_t *base = mochi_powers_of_ten[step / MOCHI_POWER_STEP];
  uint64_t five = mochi_powers_of_five[step % MOCHI_POWER_STEP];
  mochi_uint128 part = (mochi_uint128)base[2] * five;
  part = (mochi_uint128)base[1] * five + (uint64_t)(part >> 64);
  uint64_t third = (uint64_t)part;
  part = (mochi_uint128)base[0] * five + (uint64_t)(part >> 64);
  uint64_t second = (uint64_t)part;
  uint64_t first = (uint64_t)(part >> 64);
  if (first == 0) {
    *high = second;
    *low = third;
    return;
  }
  // Up to 36 bits spilled over the top: move everything down.
  uint32_t shift = 64 - (uint32_t)__builtin_clzll(first);
  uint32_t up = 64 - shift;
  *high = first << up | second >> shift;
  *low = second << up | third >> shift;
}
