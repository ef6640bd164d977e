// Filling slots from text: what the readers of CSV, JSON and YAML share.

#ifndef MOCHI_DATA_SLOT_H
#define MOCHI_DATA_SLOT_H

#include "platform/compiler.h"
#include "text/string.h"
#include "values/value.h"

// Slots have 16 bytes at most.
typedef union mochi_slot_value {
  int64_t integer;
  mochi_string string;
  mochi_any any;
  mochi_option_int option;
} mochi_slot_value;

/** none, or nil. */
void mochi_slot_set_none(void *slot, const mochi_type *type);
/** Says that the option in the slot has the value that was put there. */
void mochi_slot_set_some(void *slot, const mochi_type *option);
/** Whether what isn't there is none: `T?`. */
bool mochi_type_takes_none(const mochi_type *type);
/** A struct without its values: zeros. */
void *mochi_new_instance(const mochi_type *type, bool pointer_free);

// Structs of the rows' type that nobody needs any more, to be filled again.
typedef struct mochi_spare_rows {
  void **rows;
  uint32_t count;
} mochi_spare_rows;

/** A spare struct, which holds what it held, else a new one. */
static inline void *mochi_spare_or_new(mochi_spare_rows *spare, const mochi_type *type, bool pointer_free) {
  return spare->count > 0 ? spare->rows[--spare->count] : mochi_new_instance(type, pointer_free);
}
bool mochi_fields_are_pointer_free(const mochi_type *type);

/** The value slot of a key of type `key` that is written as `text`; NULL when the text is no such key. */
void *mochi_slot_of_key(mochi_map *map, const mochi_type *key, mochi_string text);

/** Digits, at most 18 of them, from `at` on; moves behind them. The count, 0 when there is none or there are more. */
static inline uint32_t mochi_read_digits(const char **at, uint64_t *value) {
  const char *digit = *at;
  uint64_t number = 0;
  while ((uint8_t)(*digit - '0') < 10) {
    number = number * 10 + (uint64_t)(*digit - '0');
    digit++;
  }
  uint64_t count = (uint64_t)(digit - *at);
  *at = digit;
  *value = number;
  return count <= 18 ? (uint32_t)count : 0;
}

/** A string of `size` bytes, of which 16 may be read in any case. (By words: a value of 16 bytes that was put together on the stack would be waited for.) */
static inline void mochi_read_text(const char *bytes, size_t size, mochi_string *result) {
  if (MOCHI_UNLIKELY(size > MOCHI_STRING_SMALL_MAX)) {
    *result = mochi_string_from_bytes(bytes, size);
    return;
  }
  uint64_t words[2];
  __builtin_memcpy(words, bytes, sizeof words);
  uint64_t behind = (UINT64_C(1) << (size & 7) * 8) - 1;
  result->words[0] = words[0] & (size < 8 ? behind : ~UINT64_C(0));
  result->words[1] = (words[1] & (size < 8 ? 0 : behind)) | (uint64_t)size << MOCHI_STRING_TAG_SHIFT;
}

// The number of 1 to 8 digits, which begin at the word's low end; bytes behind them are ignored. False when they
// aren't all digits. The digits move to the word's high end, zeros before them, and are added up pairwise.
static inline bool mochi_digits_of_word(uint64_t word, size_t count, uint64_t *value) {
  uint64_t digits = (word ^ UINT64_C(0x3030303030303030)) << (8 - count) * 8;
  if ((((digits + UINT64_C(0x7676767676767676)) | digits) & UINT64_C(0x8080808080808080)) != 0) {
    return false;
  }
  digits = digits * 10 + (digits >> 8);
  uint64_t even = (digits & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064);
  uint64_t odd = (digits >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001);
  *value = (even + odd) >> 32;
  return true;
}

/** `-digits` of at most 16 digits; false for other numbers. `size` isn't 0; 16 bytes may be read in any case. */
static inline bool mochi_read_sized_int(const char *bytes, size_t size, int64_t *result) {
  bool negative = *bytes == '-';
  bytes += negative;
  size -= negative;
  uint64_t high = 0;
  uint64_t low;
  uint64_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  if (MOCHI_UNLIKELY(size > 8)) {
    if (size > 16 || !mochi_digits_of_word(word, size - 8, &high)) {
      return false;
    }
    __builtin_memcpy(&word, bytes + size - 8, sizeof word);
    size = 8;
  }
  if (size == 0 || !mochi_digits_of_word(word, size, &low)) {
    return false;
  }
  uint64_t value = high * 100000000 + low;
  *result = negative ? -(int64_t)value : (int64_t)value;
  return true;
}

/** 10^n for n <= 22: exact doubles. */
extern const double mochi_exact_powers[23];

/** `-digits.digits` of at most 8 digits; false for other numbers. `size` isn't 0; 16 bytes may be read in any case. */
static inline bool mochi_read_sized_float(const char *bytes, size_t size, double *result) {
  bool negative = *bytes == '-';
  bytes += negative;
  size -= negative;
  uint64_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  // The lowest byte that is a point; those above it may be wrong.
  uint64_t points = word ^ UINT64_C(0x2e2e2e2e2e2e2e2e);
  points = (points - UINT64_C(0x0101010101010101)) & ~points & UINT64_C(0x8080808080808080);
  size_t whole = points == 0 ? 8 : (size_t)__builtin_ctzll(points) / 8;
  size_t digits = size;
  size_t places = 0;
  if (whole < size) {
    // Without the point.
    uint64_t behind;
    __builtin_memcpy(&behind, bytes + 1, sizeof behind);
    uint64_t before = (UINT64_C(1) << (whole & 7) * 8) - 1;
    word = (word & before) | (behind & ~before);
    digits = size - 1;
    places = digits - whole;
  }
  uint64_t value;
  bool has_digits = digits - 1 < 8 && whole > 0 && (whole >= size || places > 0);
  if (!has_digits || (whole > 1 && *bytes == '0') || !mochi_digits_of_word(word, digits, &value)) {
    return false;
  }
  double number = (double)value / mochi_exact_powers[places];
  *result = negative ? -number : number;
  return true;
}

/** `digits[.digits]` of at most 15 digits, from `at` on; false, without moving, for other numbers. */
static inline bool mochi_read_short_float(const char **at, double *result) {
  const char *digit = *at;
  bool negative = *digit == '-';
  digit += negative;
  const char *first = digit;
  uint64_t number = 0;
  while ((uint8_t)(*digit - '0') < 10) {
    number = number * 10 + (uint64_t)(*digit - '0');
    digit++;
  }
  int64_t count = digit - first;
  int64_t places = 0;
  if (count == 0 || (count > 1 && *first == '0')) {
    return false;
  }
  if (*digit == '.') {
    const char *point = ++digit;
    while ((uint8_t)(*digit - '0') < 10) {
      number = number * 10 + (uint64_t)(*digit - '0');
      digit++;
    }
    places = digit - point;
    if (places == 0) {
      return false;
    }
  }
  if (count + places > 15 || (*digit | 0x20) == 'e') {
    return false;
  }
  double value = (double)number / mochi_exact_powers[places];
  *result = negative ? -value : value;
  *at = digit;
  return true;
}

#endif
