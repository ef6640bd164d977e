// Texts of scalars whose type is known: without the walker over descriptors.

#include "text/format.h"

#include "text/float.h"
#include "text/string.h"

// Up to 15 characters are put together in two words, the last digit first.
mochi_string mochi_string_from_int(int64_t value) {
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  if (value >= 0 && rest < 100000000) {
    // Most numbers: their digits fit in one word.
    uint32_t left = (uint32_t)rest;
    uint64_t digits = 0;
    uint64_t count = 0;
    do {
      digits = digits << 8 | ('0' + left % 10);
      left /= 10;
      count++;
    } while (left != 0);
    mochi_string text = {.words = {digits, count << MOCHI_STRING_TAG_SHIFT}};
    return text;
  }
  if (rest < UINT64_C(100000000000000)) {
    mochi_uint128 characters = 0;
    uint64_t count = value < 0;
    do {
      characters = characters << 8 | ('0' + rest % 10);
      rest /= 10;
      count++;
    } while (rest != 0);
    if (value < 0) {
      characters = characters << 8 | '-';
    }
    mochi_string text = {.words = {(uint64_t)characters, (uint64_t)(characters >> 64) | count << MOCHI_STRING_TAG_SHIFT}};
    return text;
  }
  char buffer[24];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
  mochi_write_int(&writer, value);
  return mochi_string_from_bytes(buffer, writer.length);
}

mochi_string mochi_string_from_float(double value) {
  char buffer[40];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
  mochi_write_float(&writer, value);
  return mochi_string_from_bytes(buffer, writer.length);
}

mochi_string mochi_string_from_bool(bool value) {
  return mochi_string_static(value ? "true" : "false");
}

mochi_string mochi_string_from_duration(int64_t nanoseconds) {
  char buffer[40];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
  mochi_write_duration(&writer, nanoseconds);
  return mochi_string_from_bytes(buffer, writer.length);
}
