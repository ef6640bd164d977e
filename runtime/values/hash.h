// Seeded hashing. One multiplication to 128 bits whose halves are folded (wyhash's `mum`) hashes an
// int or a small string; longer strings take one such step per 16 bytes.
//
// The seed comes from the operating system once per process (mochi_hash_start, called by whatever
// makes a table). Nothing that a program can see depends on it: tables iterate in insertion order.

#ifndef MOCHI_VALUES_HASH_H
#define MOCHI_VALUES_HASH_H

#include "platform/arithmetic.h"
#include "text/string.h"

// Zero until mochi_hash_start ran.
extern uint64_t mochi_hash_seed;

MOCHI_COLD void mochi_hash_seed_now(void);

static inline void mochi_hash_start(void) {
  if (MOCHI_UNLIKELY(mochi_hash_seed == 0)) {
    mochi_hash_seed_now();
  }
}

static inline uint64_t mochi_hash_mix(uint64_t left, uint64_t right) {
  uint64_t high;
  uint64_t low = mochi_multiply_128(left, right, &high);
  return low ^ high;
}

static inline uint64_t mochi_hash_int(int64_t value) {
  return mochi_hash_mix((uint64_t)value ^ mochi_hash_seed, UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t mochi_hash_bytes(const char *bytes, uint32_t count);

static inline uint64_t mochi_hash_string(mochi_string text) {
  if (MOCHI_LIKELY(mochi_string_is_small(text))) {
    return mochi_hash_mix(text.words[0] ^ mochi_hash_seed, text.words[1] ^ UINT64_C(0xa0761d6478bd642f));
  }
  return mochi_hash_bytes(text.large.data, mochi_string_size(text));
}

#endif
