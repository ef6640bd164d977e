// SHA-256, block by block.

#include "values/sha256.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/string.h"
#include "values/list.h"

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t word, uint32_t count) {
  return (word >> count) | (word << (32 - count));
}

static void add_block(uint32_t state[8], const uint8_t block[64]) {
  uint32_t words[64];
  for (uint32_t at = 0; at < 16; at++) {
    const uint8_t *bytes = block + 4 * at;
    words[at] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  }
  for (uint32_t at = 16; at < 64; at++) {
    uint32_t early = words[at - 15];
    uint32_t late = words[at - 2];
    uint32_t sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3);
    uint32_t sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10);
    words[at] = words[at - 16] + sigma0 + words[at - 7] + sigma1;
  }
  uint32_t s[8];
  memcpy(s, state, sizeof s);
  for (uint32_t at = 0; at < 64; at++) {
    uint32_t sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
    uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    uint32_t first = s[7] + sum1 + choice + constants[at] + words[at];
    uint32_t sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
    uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += first;
    s[0] = first + sum0 + majority;
  }
  for (uint32_t at = 0; at < 8; at++) {
    state[at] += s[at];
  }
}

static mochi_list *digest(const uint8_t *bytes, uint32_t count) {
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint32_t whole = count / 64 * 64;
  for (uint32_t at = 0; at < whole; at += 64) {
    add_block(state, bytes + at);
  }
  // What is left, a one bit, zeros, and the length in bits fill one or two blocks.
  uint8_t tail[128] = {0};
  uint32_t rest = count - whole;
  if (rest > 0) {
    memcpy(tail, bytes + whole, rest);
  }
  tail[rest] = 0x80;
  uint32_t end = rest < 56 ? 64 : 128;
  uint64_t bits = (uint64_t)count * 8;
  for (uint32_t at = 0; at < 8; at++) {
    tail[end - 1 - at] = (uint8_t)(bits >> (8 * at));
  }
  for (uint32_t at = 0; at < end; at += 64) {
    add_block(state, tail + at);
  }
  mochi_list *result = mochi_list_sized(&mochi_type_int, 32);
  for (uint32_t at = 0; at < 32; at++) {
    ((int64_t *)result->data)[at] = (state[at / 4] >> (24 - 8 * (at % 4))) & 255;
  }
  return result;
}

mochi_list *mochi_sha256_string(mochi_string text) {
  return digest((const uint8_t *)mochi_string_data(&text), mochi_string_size(text));
}

mochi_list *mochi_sha256_bytes(const mochi_list *list, const mochi_site *site) {
  uint32_t count = mochi_list_length(list);
  uint8_t *bytes = mochi_gc_alloc_atomic(count == 0 ? 1 : count);
  for (uint32_t at = 0; at < count; at++) {
    int64_t value = ((const int64_t *)list->data)[at];
    if (value < 0 || value > 255) {
      mochi_raise_format(MOCHI_ERROR_TYPE, site, "sha256 expects bytes (0 to 255), got %d", value);
    }
    bytes[at] = (uint8_t)value;
  }
  return digest(bytes, count);
}

mochi_list *mochi_sha256_any(mochi_any value, const mochi_site *site) {
  if (value.type != NULL && value.type->kind == MOCHI_KIND_STRING) {
    return mochi_sha256_string(*value.as.string);
  }
  if (value.type == NULL || value.type->kind != MOCHI_KIND_LIST) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "sha256 expects string or list", site);
  }
  mochi_list *bytes;
  mochi_any_elements(value, &bytes, &mochi_type_list_int, site);
  return mochi_sha256_bytes(bytes, site);
}
