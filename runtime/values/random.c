// xoshiro256** and splitmix64, after the public domain code by David Blackman and Sebastiano Vigna.

#include "values/random.h"

#include "errors/raise.h"
#include "platform/arithmetic.h"

// splitmix64 of seed 0.
static uint64_t state[4] = {
    UINT64_C(0xe220a8397b1dcdaf), UINT64_C(0x6e789e6aa1b965f4), UINT64_C(0x06c45d188009454f), UINT64_C(0xf88bb8a8724c81ec)};

void mochi_random_seed(int64_t seed) {
  uint64_t counter = (uint64_t)seed;
  for (uint32_t at = 0; at < 4; at++) {
    counter += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t word = counter;
    word = (word ^ (word >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94d049bb133111eb);
    state[at] = word ^ (word >> 31);
  }
}

static uint64_t rotate(uint64_t word, uint32_t count) {
  return (word << count) | (word >> (64 - count));
}

static uint64_t next(void) {
  uint64_t result = rotate(state[1] * 5, 7) * 9;
  uint64_t shifted = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate(state[3], 45);
  return result;
}

double mochi_random_float(void) {
  return (double)(next() >> 11) * 0x1.0p-53;
}

int64_t mochi_random_int(int64_t low, int64_t high, const mochi_site *site) {
  if (low >= high) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "randomInt expects a < b, got %d and %d", low, high);
  }
  uint64_t span = (uint64_t)high - (uint64_t)low;
  uint64_t whole;
  uint64_t fraction = mochi_multiply_128(next(), span, &whole);
  if (fraction < span) {
    uint64_t threshold = (0 - span) % span;
    while (fraction < threshold) {
      fraction = mochi_multiply_128(next(), span, &whole);
    }
  }
  return (int64_t)((uint64_t)low + whole);
}
