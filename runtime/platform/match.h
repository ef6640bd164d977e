// Comparing the control bytes of a hash table's group at once: bit i of the result tells of byte i.
// SSE2 and NEON where the target has them, else two words; the results are the same.

#ifndef MOCHI_PLATFORM_MATCH_H
#define MOCHI_PLATFORM_MATCH_H

#include "platform/compiler.h"

enum { MOCHI_MATCH_BYTES = 12, MOCHI_MATCH_ALL = (1 << MOCHI_MATCH_BYTES) - 1 };

#if defined(__SSE2__)

#include <emmintrin.h>

// Of the first 12 of 16 readable bytes, those equal to `wanted`.
static inline uint32_t mochi_match_bytes(const uint8_t *bytes, uint8_t wanted) {
  __m128i group = _mm_loadu_si128((const __m128i *)(const void *)bytes);
  __m128i equal = _mm_cmpeq_epi8(group, _mm_set1_epi8((char)wanted));
  return (uint32_t)_mm_movemask_epi8(equal) & MOCHI_MATCH_ALL;
}

#else

// Gathers the lowest bits of eight bytes.
static inline uint32_t mochi_gather_bits(uint64_t bytes) {
  return (uint32_t)((bytes * UINT64_C(0x0102040810204080)) >> 56);
}

#if defined(__ARM_NEON) && defined(__aarch64__)

#include <arm_neon.h>

static inline uint32_t mochi_match_bytes(const uint8_t *bytes, uint8_t wanted) {
  uint8x16_t equal = vandq_u8(vceqq_u8(vld1q_u8(bytes), vdupq_n_u8(wanted)), vdupq_n_u8(1));
  uint64x2_t words = vreinterpretq_u64_u8(equal);
  uint32_t bits = mochi_gather_bits(vgetq_lane_u64(words, 0)) | mochi_gather_bits(vgetq_lane_u64(words, 1)) << 8;
  return bits & MOCHI_MATCH_ALL;
}

#else

static inline uint64_t mochi_equal_bytes(uint64_t word, uint8_t wanted) {
  const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
  uint64_t difference = word ^ (UINT64_C(0x0101010101010101) * wanted);
  return ~(((difference & low) + low) | difference | low) >> 7;
}

static inline uint32_t mochi_match_bytes(const uint8_t *bytes, uint8_t wanted) {
  uint64_t words[2];
  __builtin_memcpy(words, bytes, sizeof words);
  uint32_t bits = mochi_gather_bits(mochi_equal_bytes(words[0], wanted)) | mochi_gather_bits(mochi_equal_bytes(words[1], wanted)) << 8;
  return bits & MOCHI_MATCH_ALL;
}

#endif
#endif

#endif
