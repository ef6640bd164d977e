// UTF-8: see utf8.h. Counting and ASCII tests go eight bytes at a time.

#include "text/utf8.h"

static uint64_t load_word(const char *bytes) {
  uint64_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return word;
}

#define HIGH_BITS UINT64_C(0x8080808080808080)

uint32_t mochi_utf8_decode(const char *bytes, size_t size, uint32_t *length) {
  const uint8_t *at = (const uint8_t *)bytes;
  *length = 1;
  if (at[0] < 0x80) {
    return at[0];
  }
  uint32_t count = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
  if (at[0] < 0xc2 || at[0] > 0xf4 || count > size) {
    return MOCHI_REPLACEMENT_CHARACTER;
  }
  uint32_t code_point = at[0] & (0x7fu >> count);
  for (uint32_t i = 1; i < count; i++) {
    if ((at[i] & 0xc0) != 0x80) {
      return MOCHI_REPLACEMENT_CHARACTER;
    }
    code_point = code_point << 6 | (at[i] & 0x3f);
  }
  // Longer than need be, a surrogate, or beyond Unicode.
  if ((count == 3 && (code_point < 0x800 || (code_point >= 0xd800 && code_point < 0xe000))) ||
      (count == 4 && (code_point < 0x10000 || code_point > 0x10ffff))) {
    return MOCHI_REPLACEMENT_CHARACTER;
  }
  *length = count;
  return code_point;
}

uint32_t mochi_utf8_encode(uint32_t code_point, char bytes[MOCHI_UTF8_MAX]) {
  if (code_point < 0x80) {
    bytes[0] = (char)code_point;
    return 1;
  }
  if (code_point < 0x800) {
    bytes[0] = (char)(0xc0 | code_point >> 6);
    bytes[1] = (char)(0x80 | (code_point & 0x3f));
    return 2;
  }
  if (code_point < 0x10000) {
    bytes[0] = (char)(0xe0 | code_point >> 12);
    bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
    bytes[2] = (char)(0x80 | (code_point & 0x3f));
    return 3;
  }
  bytes[0] = (char)(0xf0 | code_point >> 18);
  bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
  bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
  bytes[3] = (char)(0x80 | (code_point & 0x3f));
  return 4;
}

size_t mochi_utf8_valid_prefix(const char *bytes, size_t size) {
  size_t at = 0;
  while (at < size) {
    while (size - at >= 32 && ((load_word(bytes + at) | load_word(bytes + at + 8) | load_word(bytes + at + 16) | load_word(bytes + at + 24)) & HIGH_BITS) == 0) {
      at += 32;
    }
    while (size - at >= 8 && (load_word(bytes + at) & HIGH_BITS) == 0) {
      at += 8;
    }
    if (at == size) {
      break;
    }
    uint32_t length;
    uint32_t code_point = mochi_utf8_decode(bytes + at, size - at, &length);
    if (code_point == MOCHI_REPLACEMENT_CHARACTER && length == 1) {
      return at;
    }
    at += length;
  }
  return size;
}

size_t mochi_utf8_count(const char *bytes, size_t size) {
  size_t continuations = 0;
  size_t at = 0;
  for (; size - at >= 8; at += 8) {
    uint64_t word = load_word(bytes + at);
    // Top bit set, next bit clear.
    uint64_t marks = (word & ~(word << 1)) & HIGH_BITS;
    continuations += (marks >> 7) * UINT64_C(0x0101010101010101) >> 56;
  }
  for (; at < size; at++) {
    continuations += mochi_utf8_is_continuation(bytes[at]);
  }
  // A text that begins in the middle of a character still begins one.
  return size - continuations + (size > 0 && mochi_utf8_is_continuation(bytes[0]));
}

bool mochi_bytes_are_ascii(const char *bytes, size_t size) {
  uint64_t seen = 0;
  size_t at = 0;
  for (; size - at >= 32; at += 32) {
    seen = load_word(bytes + at) | load_word(bytes + at + 8) | load_word(bytes + at + 16) | load_word(bytes + at + 24);
    if ((seen & HIGH_BITS) != 0) {
      return false;
    }
  }
  for (; size - at >= 8; at += 8) {
    seen |= load_word(bytes + at);
  }
  for (; at < size; at++) {
    seen |= (uint8_t)bytes[at];
  }
  return (seen & HIGH_BITS) == 0;
}

bool mochi_is_white_space(uint32_t code_point) {
  if (code_point < 0x80) {
    return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
  }
  return code_point == 0x85 || code_point == 0xa0 || code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200a) ||
         code_point == 0x2028 || code_point == 0x2029 || code_point == 0x202f || code_point == 0x205f || code_point == 0x3000;
}

size_t mochi_leading_white_space(const char *bytes, size_t size) {
  size_t at = 0;
  while (at < size) {
    uint32_t length;
    if (!mochi_is_white_space(mochi_utf8_decode(bytes + at, size - at, &length))) {
      break;
    }
    at += length;
  }
  return at;
}

size_t mochi_trailing_white_space(const char *bytes, size_t size) {
  size_t end = size;
  while (end > 0) {
    size_t first = end - 1;
    while (first > 0 && end - first < MOCHI_UTF8_MAX && mochi_utf8_is_continuation(bytes[first])) {
      first--;
    }
    uint32_t length;
    uint32_t code_point = mochi_utf8_decode(bytes + first, end - first, &length);
    if (length != end - first || !mochi_is_white_space(code_point)) {
      break;
    }
    end = first;
  }
  return size - end;
}
