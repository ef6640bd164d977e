// Radix and merge sort over entries; see sort.h. Scratch space is the collector's, without pointers,
// and given back by hand: it is as large as what is sorted. (A comparison that raises leaves it behind.)

#include "values/sort.h"

#include <string.h>

#include "memory/gc.h"
#include "text/string.h"

enum {
  RADIX_FROM = 128,  // fewer are merged
  RUN = 12           // runs that insertion makes
};

uint64_t mochi_sort_key_float(double value) {
  if (value != value) {
    return UINT64_MAX;
  }
  value += 0.0;  // −0.0 becomes 0.0
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 != 0 ? ~bits : bits | (UINT64_C(1) << 63);
}

uint64_t mochi_sort_key_string(mochi_string value) {
  const unsigned char *bytes = (const unsigned char *)mochi_string_data(&value);
  uint32_t size = mochi_string_size(value);
  uint64_t key = 0;
  for (uint32_t at = 0; at < 8; at++) {
    key = (key << 8) | (at < size ? bytes[at] : 0);
  }
  return key;
}

static void *scratch(uint32_t count, size_t size) {
  return mochi_gc_alloc_atomic((size_t)count * size);
}

// The items lie in `from`, which is one of `items` and `other`; frees `other`.
static void settle(void *items, void *other, const void *from, size_t size) {
  if (from == other) {
    memcpy(items, other, size);
  }
  mochi_gc_free(other, size);
}

// ---------------------------------------------------------------- numbers alone

static void insert_numbers(uint64_t *numbers, uint32_t count) {
  for (uint32_t at = 1; at < count; at++) {
    uint64_t number = numbers[at];
    uint32_t to = at;
    while (to > 0 && numbers[to - 1] > number) {
      numbers[to] = numbers[to - 1];
      to--;
    }
    numbers[to] = number;
  }
}

// Least significant byte first, from bit `lowest` on; one pass counts all bytes.
static void radix_numbers(uint64_t *numbers, uint32_t count, uint32_t lowest) {
  uint32_t counts[8][256];
  memset(counts, 0, sizeof counts);
  for (uint32_t at = 0; at < count; at++) {
    uint64_t number = numbers[at] >> lowest;
    for (uint32_t byte = 0; byte < 8; byte++) {
      counts[byte][(number >> (8 * byte)) & 255]++;
    }
  }
  uint64_t *other = scratch(count, sizeof *other);
  uint64_t *from = numbers;
  uint64_t *to = other;
  for (uint32_t byte = 0; byte < 8; byte++) {
    uint32_t *offsets = counts[byte];
    if (offsets[((from[0] >> lowest) >> (8 * byte)) & 255] == count) {
      continue;
    }
    uint32_t sum = 0;
    for (uint32_t digit = 0; digit < 256; digit++) {
      uint32_t here = offsets[digit];
      offsets[digit] = sum;
      sum += here;
    }
    uint32_t shift = lowest + 8 * byte;  // below 64: bytes beyond are all zero
    for (uint32_t at = 0; at < count; at++) {
      uint64_t number = from[at];
      to[offsets[(number >> shift) & 255]++] = number;
    }
    uint64_t *swap = from;
    from = to;
    to = swap;
  }
  settle(numbers, other, from, (size_t)count * sizeof *numbers);
}

void mochi_sort_packed(uint64_t *numbers, uint32_t count, uint32_t lowest) {
  uint32_t ordered = 1;
  while (ordered < count && numbers[ordered - 1] <= numbers[ordered]) {
    ordered++;
  }
  if (ordered >= count) {
    return;
  }
  if (count <= 32) {
    insert_numbers(numbers, count);
  } else {
    radix_numbers(numbers, count, lowest);
  }
}

void mochi_sort_numbers(uint64_t *numbers, uint32_t count) {
  mochi_sort_packed(numbers, count, 0);
}

// ---------------------------------------------------------------- entries

static void radix_entries(mochi_sort_entry *entries, uint32_t count) {
  uint32_t counts[8][256];
  memset(counts, 0, sizeof counts);
  for (uint32_t at = 0; at < count; at++) {
    uint64_t key = entries[at].key;
    for (uint32_t byte = 0; byte < 8; byte++) {
      counts[byte][(key >> (8 * byte)) & 255]++;
    }
  }
  mochi_sort_entry *other = scratch(count, sizeof *other);
  mochi_sort_entry *from = entries;
  mochi_sort_entry *to = other;
  for (uint32_t byte = 0; byte < 8; byte++) {
    uint32_t *offsets = counts[byte];
    if (offsets[(from[0].key >> (8 * byte)) & 255] == count) {
      continue;
    }
    uint32_t sum = 0;
    for (uint32_t digit = 0; digit < 256; digit++) {
      uint32_t here = offsets[digit];
      offsets[digit] = sum;
      sum += here;
    }
    for (uint32_t at = 0; at < count; at++) {
      to[offsets[(from[at].key >> (8 * byte)) & 255]++] = from[at];
    }
    mochi_sort_entry *swap = from;
    from = to;
    to = swap;
  }
  settle(entries, other, from, (size_t)count * sizeof *entries);
}

// Whether `left` belongs strictly behind `right`.
static inline bool behind(const mochi_sort_entry *left, const mochi_sort_entry *right, mochi_sort_compare *compare, const void *context) {
  if (left->key != right->key) {
    return left->key > right->key;
  }
  if (compare == NULL) {
    return left->extra > right->extra;
  }
  return compare(context, left->position, right->position) > 0;
}

// Bottom-up merge sort over insertion-sorted runs; runs that are in order already aren't merged.
static void merge_entries(mochi_sort_entry *entries, uint32_t count, mochi_sort_compare *compare, const void *context) {
  for (uint32_t start = 0; start < count; start += RUN) {
    uint32_t end = count - start < RUN ? count : start + RUN;
    for (uint32_t at = start + 1; at < end; at++) {
      mochi_sort_entry entry = entries[at];
      uint32_t to = at;
      while (to > start && behind(&entries[to - 1], &entry, compare, context)) {
        entries[to] = entries[to - 1];
        to--;
      }
      entries[to] = entry;
    }
    if (end == count) {
      break;
    }
  }
  if (count <= RUN) {
    return;
  }
  mochi_sort_entry *other = scratch(count, sizeof *other);
  mochi_sort_entry *from = entries;
  mochi_sort_entry *to = other;
  for (uint64_t width = RUN; width < count; width *= 2) {
    for (uint64_t start = 0; start < count; start += 2 * width) {
      uint64_t middle = start + width < count ? start + width : count;
      uint64_t end = start + 2 * width < count ? start + 2 * width : count;
      if (middle == end || !behind(&from[middle - 1], &from[middle], compare, context)) {
        memcpy(&to[start], &from[start], (size_t)(end - start) * sizeof *to);
        continue;
      }
      uint64_t left = start;
      uint64_t right = middle;
      uint64_t at = start;
      while (left < middle && right < end) {
        to[at++] = behind(&from[left], &from[right], compare, context) ? from[right++] : from[left++];
      }
      memcpy(&to[at], &from[left], (size_t)(middle - left) * sizeof *to);
      memcpy(&to[at + (middle - left)], &from[right], (size_t)(end - right) * sizeof *to);
    }
    mochi_sort_entry *swap = from;
    from = to;
    to = swap;
  }
  settle(entries, other, from, (size_t)count * sizeof *entries);
}

static int32_t tie(const void *context, uint32_t left, uint32_t right) {
  (void)context;
  (void)left;
  (void)right;
  return 0;
}

void mochi_sort_exact(mochi_sort_entry *entries, uint32_t count) {
  if (count >= RADIX_FROM) {
    uint32_t ordered = 1;
    while (ordered < count && entries[ordered - 1].key <= entries[ordered].key) {
      ordered++;
    }
    if (ordered < count) {
      radix_entries(entries, count);
    }
  } else {
    merge_entries(entries, count, tie, NULL);
  }
}

void mochi_sort_paired(mochi_sort_entry *entries, uint32_t count) {
  merge_entries(entries, count, NULL, NULL);
}

void mochi_sort_refined(mochi_sort_entry *entries, uint32_t count, mochi_sort_compare *compare, const void *context) {
  merge_entries(entries, count, compare, context);
}
