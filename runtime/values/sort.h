// Stable sorting of keys that were reduced to numbers.
//
// A sort reduces each element to an entry: 64 bits that order like it (ints, floats), or that order
// like it as far as they differ (the first bytes of a string), and its position. Where key and
// position fit into 64 bits together, they are one number, half as large. Entries whose bits
// decide are sorted by bytes (radix, passes that wouldn't move anything skipped); others by merging,
// where ties are broken by a comparison of positions.

#ifndef MOCHI_VALUES_SORT_H
#define MOCHI_VALUES_SORT_H

#include "values/value.h"

typedef struct mochi_sort_entry {
  uint64_t key;
  uint32_t position;
  uint32_t extra;  // breaks ties of `key` where mochi_sort_exact is used with ties
} mochi_sort_entry;

// Negative, 0, positive, for two elements whose keys are equal.
typedef int32_t mochi_sort_compare(const void *context, uint32_t left, uint32_t right);

// Sorts by `key`.
void mochi_sort_exact(mochi_sort_entry *entries, uint32_t count);
// Sorts by `key`, then `extra`.
void mochi_sort_paired(mochi_sort_entry *entries, uint32_t count);
// Sorts by `key`, then by `compare`.
void mochi_sort_refined(mochi_sort_entry *entries, uint32_t count, mochi_sort_compare *compare, const void *context);
// Sorts numbers.
void mochi_sort_numbers(uint64_t *numbers, uint32_t count);
// Sorts numbers that ascend already in their bits below `lowest` (positions, say).
void mochi_sort_packed(uint64_t *numbers, uint32_t count, uint32_t lowest);

// Order-preserving bits. Zeros are equal; NaN comes after everything.
static inline uint64_t mochi_sort_key_int(int64_t value) {
  return (uint64_t)value ^ (UINT64_C(1) << 63);
}

uint64_t mochi_sort_key_float(double value);
// The first eight bytes, zeros behind the end.
uint64_t mochi_sort_key_string(mochi_string value);

#endif
