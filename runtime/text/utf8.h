// UTF-8, byte by byte: decoding that never leaves its bounds, encoding, validation, white space.

#ifndef MOCHI_TEXT_UTF8_H
#define MOCHI_TEXT_UTF8_H

#include "platform/compiler.h"

enum { MOCHI_UTF8_MAX = 4, MOCHI_REPLACEMENT_CHARACTER = 0xfffd };

static inline bool mochi_utf8_is_continuation(char byte) {
  return ((uint8_t)byte & 0xc0) == 0x80;
}

/**
 * The code point at `bytes` and its length (1 to 4). An invalid sequence is MOCHI_REPLACEMENT_CHARACTER of
 * length 1. `size` > 0.
 */
uint32_t mochi_utf8_decode(const char *bytes, size_t size, uint32_t *length);

/** Writes a scalar value; returns its length. */
uint32_t mochi_utf8_encode(uint32_t code_point, char bytes[MOCHI_UTF8_MAX]);

/** Offset of the first byte that is no valid UTF-8, or `size`. */
size_t mochi_utf8_valid_prefix(const char *bytes, size_t size);

/** Bytes that begin a character. */
size_t mochi_utf8_count(const char *bytes, size_t size);

bool mochi_bytes_are_ascii(const char *bytes, size_t size);

/** Unicode's White_Space. */
bool mochi_is_white_space(uint32_t code_point);

/** Bytes of white space that `bytes` begins or ends with. */
size_t mochi_leading_white_space(const char *bytes, size_t size);
size_t mochi_trailing_white_space(const char *bytes, size_t size);

#endif
