// The seed, and the hash of long strings (after Wang Yi's wyhash, public domain).

#include "values/hash.h"

#include <string.h>

#include "platform/entropy.h"

uint64_t mochi_hash_seed = 0;

MOCHI_COLD void mochi_hash_seed_now(void) {
  mochi_hash_seed = mochi_entropy() | 1;
}

static uint64_t read_word(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

uint64_t mochi_hash_bytes(const char *bytes, uint32_t count) {
  uint64_t state = mochi_hash_seed;
  if (count < 16) {
    // Only none, and parts of what is no string, are that short.
    char padded[16] = {0};
    if (count > 0) {
      memcpy(padded, bytes, count);
    }
    state = mochi_hash_mix(read_word(padded) ^ state, read_word(padded + 8) ^ UINT64_C(0xe7037ed1a0b428db));
    return mochi_hash_mix(state ^ count, UINT64_C(0x8ebc6af09c88c6e3));
  }
  const char *at = bytes;
  uint32_t left = count;
  uint64_t other = state;
  while (left > 32) {
    state = mochi_hash_mix(read_word(at) ^ UINT64_C(0xa0761d6478bd642f), read_word(at + 8) ^ state);
    other = mochi_hash_mix(read_word(at + 16) ^ UINT64_C(0x8ebc6af09c88c6e3), read_word(at + 24) ^ other);
    at += 32;
    left -= 32;
  }
  state ^= other;
  if (left > 16) {
    state = mochi_hash_mix(read_word(at) ^ UINT64_C(0xe7037ed1a0b428db), read_word(at + 8) ^ state);
  }
  // The last 16 bytes, which may overlap what was read already.
  const char *end = bytes + count - 16;
  state = mochi_hash_mix(read_word(end) ^ UINT64_C(0x589965cc75374cc3), read_word(end + 8) ^ state);
  return mochi_hash_mix(state ^ count, UINT64_C(0x1d8e4e27c47d124f));
}
