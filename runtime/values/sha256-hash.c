// SHA-256; see the header.

#include "values/sha256-hash.h"

#include <string.h>

enum { BLOCK = 64, LENGTH = 8 };

const uint32_t mochi_sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t value, int by) {
  return value >> by | value << (32 - by);
}

static uint32_t big_endian(const unsigned char *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/** The message schedule's 64 words. */
static void schedule(uint32_t words[64], const unsigned char *block) {
  for (int at = 0; at < 16; at++) {
    words[at] = big_endian(block + 4 * at);
  }
  for (int at = 16; at < 64; at++) {
    uint32_t early = words[at - 15];
    uint32_t late = words[at - 2];
    words[at] = words[at - 16] + words[at - 7] + (rotate(early, 7) ^ rotate(early, 18) ^ early >> 3) + (rotate(late, 17) ^ rotate(late, 19) ^ late >> 10);
  }
}

void mochi_sha256_plain(uint32_t state[8], const unsigned char *blocks, size_t count) {
  for (; count > 0; count--, blocks += BLOCK) {
    uint32_t words[64];
    uint32_t v[8];
    schedule(words, blocks);
    memcpy(v, state, sizeof v);
    for (int round = 0; round < 64; round++) {
      uint32_t chosen = (v[4] & v[5]) ^ (~v[4] & v[6]);
      uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
      uint32_t first = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) + chosen + mochi_sha256_constants[round] + words[round];
      uint32_t second = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) + majority;
      memmove(v + 1, v, 7 * sizeof *v);
      v[4] += first;
      v[0] = first + second;
    }
    for (int at = 0; at < 8; at++) {
      state[at] += v[at];
    }
  }
}

void mochi_sha256_hash(const unsigned char *bytes, size_t size, mochi_sha256_function *hash_blocks, unsigned char hash[MOCHI_SHA256_BYTES]) {
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  unsigned char last[2 * BLOCK] = {0};
  size_t whole = size / BLOCK;
  size_t rest = size % BLOCK;
  hash_blocks(state, bytes, whole);
  // What is left, a one bit, zeros, and the length in bits fill one or two blocks.
  if (rest > 0) {
    memcpy(last, bytes + whole * BLOCK, rest);
  }
  last[rest] = 0x80;
  size_t blocks = rest + 1 + LENGTH > BLOCK ? 2 : 1;
  for (int at = 0; at < LENGTH; at++) {
    last[blocks * BLOCK - 1 - (size_t)at] = (unsigned char)((uint64_t)size * 8 >> 8 * at);
  }
  hash_blocks(state, last, blocks);
  for (int at = 0; at < MOCHI_SHA256_BYTES; at++) {
    hash[at] = (unsigned char)(state[at / 4] >> (24 - 8 * (at % 4)));
  }
}
