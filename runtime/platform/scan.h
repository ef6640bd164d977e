// Looking for special bytes: bit i of the result tells of byte i. All bytes of the group (MOCHI_SCAN_BYTES, or
// MOCHI_SCAN_BLOCK) must be readable. SSE2 where the target has it, else words; the results are the same.

#ifndef MOCHI_PLATFORM_SCAN_H
#define MOCHI_PLATFORM_SCAN_H

#include "platform/compiler.h"

enum { MOCHI_SCAN_BYTES = 16, MOCHI_SCAN_BLOCK = 64, MOCHI_SCAN_GROUPS = 255 };

#if defined(__SSE2__)

#include <emmintrin.h>

/** Bytes that are `a`, a quote or a control character; `stops` are those that aren't `a`. */
static inline uint32_t mochi_scan_cell(const char *bytes, char a, uint32_t *stops) {
  __m128i group = _mm_loadu_si128((const __m128i *)(const void *)bytes);
  __m128i delimiters = _mm_cmpeq_epi8(group, _mm_set1_epi8(a));
  // Unsigned <= 0x1f.
  __m128i others = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(group, _mm_set1_epi8(0x1f)), group), _mm_cmpeq_epi8(group, _mm_set1_epi8('"')));
  others = _mm_andnot_si128(delimiters, others);
  *stops = (uint32_t)_mm_movemask_epi8(others);
  return (uint32_t)_mm_movemask_epi8(delimiters) | *stops;
}

/** How many bytes of up to 255 groups are `wanted`. */
static inline uint32_t mochi_scan_count(const char *bytes, size_t groups, char wanted) {
  __m128i counts = _mm_setzero_si128();
  for (size_t at = 0; at < groups; at++) {
    __m128i group = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at * MOCHI_SCAN_BYTES));
    counts = _mm_sub_epi8(counts, _mm_cmpeq_epi8(group, _mm_set1_epi8(wanted)));
  }
  __m128i sums = _mm_sad_epu8(counts, _mm_setzero_si128());
  return (uint32_t)(_mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4));
}

/** Bytes that end or interrupt a JSON string: quotes, backslashes, control characters. */
static inline uint32_t mochi_scan_json(const char *bytes) {
  __m128i group = _mm_loadu_si128((const __m128i *)(const void *)bytes);
  __m128i found = _mm_or_si128(_mm_cmpeq_epi8(group, _mm_set1_epi8('"')), _mm_cmpeq_epi8(group, _mm_set1_epi8('\\')));
  found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(group, _mm_set1_epi8(0x1f)), group));
  return (uint32_t)_mm_movemask_epi8(found);
}

#else

#define MOCHI_SCAN_LOW UINT64_C(0x7f7f7f7f7f7f7f7f)
#define MOCHI_SCAN_ONES UINT64_C(0x0101010101010101)

// The lowest bit of each byte, from bytes that are 0 or 0x80, gathered.
static inline uint32_t mochi_scan_gather(uint64_t high) {
  return (uint32_t)(((high >> 7) * UINT64_C(0x0102040810204080)) >> 56);
}

// 0x80 in bytes that are zero; exact.
static inline uint64_t mochi_scan_zero(uint64_t word) {
  return ~(((word & MOCHI_SCAN_LOW) + MOCHI_SCAN_LOW) | word | MOCHI_SCAN_LOW);
}

static inline uint64_t mochi_scan_equal(uint64_t word, char wanted) {
  return mochi_scan_zero(word ^ MOCHI_SCAN_ONES * (uint8_t)wanted);
}

// Bytes below 0x20: their upper three bits are clear.
static inline uint64_t mochi_scan_control(uint64_t word) {
  return mochi_scan_zero(word & MOCHI_SCAN_ONES * 0xe0);
}

static inline uint32_t mochi_scan_cell(const char *bytes, char a, uint32_t *stops) {
  uint32_t bits = 0;
  *stops = 0;
  for (uint32_t half = 0; half < 2; half++) {
    uint64_t word;
    __builtin_memcpy(&word, bytes + half * 8, sizeof word);
    uint64_t delimiters = mochi_scan_equal(word, a);
    uint64_t others = (mochi_scan_equal(word, '"') | mochi_scan_control(word)) & ~delimiters;
    *stops |= mochi_scan_gather(others) << half * 8;
    bits |= mochi_scan_gather(delimiters | others) << half * 8;
  }
  return bits;
}

static inline uint32_t mochi_scan_count(const char *bytes, size_t groups, char wanted) {
  uint32_t count = 0;
  for (size_t at = 0; at < groups * MOCHI_SCAN_BYTES; at += sizeof(uint64_t)) {
    uint64_t word;
    __builtin_memcpy(&word, bytes + at, sizeof word);
    count += (uint32_t)((mochi_scan_equal(word, wanted) >> 7) * MOCHI_SCAN_ONES >> 56);
  }
  return count;
}

static inline uint32_t mochi_scan_json(const char *bytes) {
  uint32_t bits = 0;
  for (uint32_t half = 0; half < 2; half++) {
    uint64_t word;
    __builtin_memcpy(&word, bytes + half * 8, sizeof word);
    uint64_t found = mochi_scan_equal(word, '"') | mochi_scan_equal(word, '\\') | mochi_scan_control(word);
    bits |= mochi_scan_gather(found) << half * 8;
  }
  return bits;
}

#endif

/** mochi_scan_cell of 64 bytes. */
static inline uint64_t mochi_scan_cells(const char *bytes, char a, uint64_t *stops) {
  uint64_t bits = 0;
  *stops = 0;
  for (uint32_t at = 0; at < MOCHI_SCAN_BLOCK; at += MOCHI_SCAN_BYTES) {
    uint32_t others;
    bits |= (uint64_t)mochi_scan_cell(bytes + at, a, &others) << at;
    *stops |= (uint64_t)others << at;
  }
  return bits;
}

#endif
