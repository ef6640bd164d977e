// Filling slots from text: what the readers of CSV, JSON and YAML share.

#ifndef MOCHI_DATA_SLOT_H
#define MOCHI_DATA_SLOT_H

#include "platform/compiler.h"
#include "text/string.h"
#include "values/value.h"

// Slots have 16 bytes at most.
typedef union mochi_any_slot {
  int64_t integer;
  mochi_string string;
  mochi_any any;
  mochi_option_int option;
} mochi_any_slot;

/** none, or nil. */
void mochi_slot_set_none(void *slot, const mochi_type *type);
/** Says that the option in the slot has the value that was put there. */
void mochi_slot_set_some(void *slot, const mochi_type *option);
/** Whether what isn't there is none: `T?`. */
bool mochi_type_takes_none(const mochi_type *type);
/** A struct without its values: zeros. */
void *mochi_new_instance(const mochi_type *type, bool pointer_free);
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

/** A string of `size` bytes, of which 16 may be read in any case. */
static inline mochi_string mochi_read_text(const char *bytes, size_t size) {
  if (MOCHI_UNLIKELY(size > MOCHI_STRING_SMALL_MAX)) {
    return mochi_string_from_bytes(bytes, size);
  }
  mochi_string text;
  __builtin_memcpy(&text, bytes, sizeof text);
  uint64_t bits = (uint64_t)size * 8;
  if (size < 8) {
    text.words[0] &= (UINT64_C(1) << bits) - 1;
    text.words[1] = 0;
  } else {
    text.words[1] &= (UINT64_C(1) << (bits - 64)) - 1;
  }
  text.words[1] |= (uint64_t)size << MOCHI_STRING_TAG_SHIFT;
  return text;
}

/** 10^n for n <= 22: exact doubles. */
extern const double mochi_exact_powers[23];

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
