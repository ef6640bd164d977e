// The string type: immutable UTF-8, 16 bytes by value (representation: values/value.h).
//
// Invariants, kept by every constructor:
//   - up to 15 bytes are small, more are large: small and large are never equal, and small strings
//     are equal iff their two words are;
//   - unused bytes of a small string and `unused` of a large one are zero, so that all strings are
//     equal to themselves by words;
//   - a large string's data is kept alive by `data` itself, an interior pointer is enough.
//
// A *character* is a byte that is no continuation byte (10xxxxxx) with the continuation bytes behind
// it: in valid UTF-8 a code point. Text from outside may be invalid; nothing here reads outside it.
//
// Growing: mochi_string_concat puts its result behind a header {used, capacity}. When the left
// operand ends where the used part ends, the next concatenation writes behind it instead of copying,
// so `s = s + t` in a loop is linear; older values keep their length and don't see the new bytes.

#ifndef MOCHI_TEXT_STRING_H
#define MOCHI_TEXT_STRING_H

#include "platform/compiler.h"
#include "values/value.h"

// ---------------------------------------------------------------- reading

// The inline functions read a string by its two words only: the compiler then keeps it in registers.
_Static_assert(sizeof(mochi_string) == 16 && offsetof(mochi_large_string, tag) == 15 && offsetof(mochi_large_string, length) == 8, "tags are the last byte of 16");

enum { MOCHI_STRING_TAG_SHIFT = 56 };

static inline uint8_t mochi_string_tag(mochi_string text) {
  return (uint8_t)(text.words[1] >> MOCHI_STRING_TAG_SHIFT);
}

static inline bool mochi_string_is_none(mochi_string text) {
  return mochi_string_tag(text) == MOCHI_STRING_NONE;
}

static inline bool mochi_string_is_small(mochi_string text) {
  return mochi_string_tag(text) <= MOCHI_STRING_SMALL_MAX;
}

/** The bytes; borrowed from `text`, which must stay in place. Not ended by a NUL. */
static inline const char *mochi_string_data(const mochi_string *text) {
  return text->small.tag <= MOCHI_STRING_SMALL_MAX ? text->small.bytes : text->large.data;
}

/** Length in bytes; none has none. */
static inline uint32_t mochi_string_size(mochi_string text) {
  return mochi_string_is_small(text) ? mochi_string_tag(text) : (uint32_t)text.words[1];
}

/** The byte at `offset`, which must be less than the size. */
static inline uint8_t mochi_string_byte(mochi_string text, uint32_t offset) {
  if (mochi_string_is_small(text)) {
    uint64_t word = offset < 8 ? text.words[0] : text.words[1];
    return (uint8_t)(word >> ((offset & 7) * 8));
  }
  return (uint8_t)((const char *)(uintptr_t)text.words[0])[offset];
}

/** Every byte < 0x80. May be false for a large string that is, when nobody looked. */
static inline bool mochi_string_is_ascii(mochi_string text) {
  if (MOCHI_LIKELY(mochi_string_is_small(text))) {
    return ((text.words[0] | text.words[1]) & UINT64_C(0x8080808080808080)) == 0;
  }
  return (mochi_string_tag(text) & MOCHI_STRING_ASCII) != 0;
}

int64_t mochi_string_length_slow(mochi_string text);

/** Length in code points. */
static inline int64_t mochi_string_length(mochi_string text) {
  return MOCHI_LIKELY(mochi_string_is_ascii(text)) ? (int64_t)mochi_string_size(text) : mochi_string_length_slow(text);
}

bool mochi_string_equal_slow(mochi_string left, mochi_string right);

static inline bool mochi_string_equal(mochi_string left, mochi_string right) {
  if (left.words[0] == right.words[0] && left.words[1] == right.words[1]) {
    return true;
  }
  if (mochi_string_is_small(left) || mochi_string_is_small(right)) {
    return false;
  }
  return mochi_string_equal_slow(left, right);
}

int32_t mochi_string_compare_slow(mochi_string left, mochi_string right);

/** By bytes: negative, 0 or positive. */
static inline int32_t mochi_string_compare(mochi_string left, mochi_string right) {
  if (MOCHI_LIKELY(mochi_string_is_small(left) && mochi_string_is_small(right))) {
    // With the first byte highest; the size is behind all bytes and decides between a text and its beginning.
    uint64_t of_left = __builtin_bswap64(left.words[0]);
    uint64_t of_right = __builtin_bswap64(right.words[0]);
    if (of_left == of_right) {
      of_left = __builtin_bswap64(left.words[1]);
      of_right = __builtin_bswap64(right.words[1]);
    }
    return (of_left > of_right) - (of_left < of_right);
  }
  return mochi_string_compare_slow(left, right);
}

// ---------------------------------------------------------------- making

static inline mochi_string mochi_string_empty(void) {
  mochi_string text = {.words = {0, 0}};
  return text;
}

static inline mochi_string mochi_string_none(void) {
  mochi_string text = {.words = {0, (uint64_t)MOCHI_STRING_NONE << 56}};
  return text;
}

static inline mochi_string mochi_string_of_byte(uint8_t byte) {
  mochi_string text = {.words = {byte, UINT64_C(1) << 56}};
  return text;
}

/** The character at `index`, less than the size, of a text that is ASCII. */
static inline mochi_string mochi_string_ascii_at(mochi_string text, uint32_t index) {
  return mochi_string_of_byte(mochi_string_byte(text, index));
}

/** Copies. May collect. */
mochi_string mochi_string_from_bytes(const char *bytes, size_t size);
/** Shares `bytes` (static, or of the collector's); copies when it is short. */
mochi_string mochi_string_share(const char *bytes, size_t size);
/** Shares a static C string. */
mochi_string mochi_string_static(const char *text);
/** `size` bytes of `text` from byte `start`; shares memory. */
mochi_string mochi_string_bytes_slice(const mochi_string *text, uint32_t start, uint32_t size);
/** A NUL-terminated copy, for the system. May collect. */
const char *mochi_string_c_text(mochi_string text);

mochi_string mochi_string_concat(mochi_string left, mochi_string right);
mochi_string mochi_string_concat_all(const mochi_string *parts, uint32_t count);

// ---------------------------------------------------------------- code points

mochi_string mochi_string_index_slow(mochi_string text, int64_t index, const mochi_site *site);

/** The character at `index`, from the end when negative; −4 outside. */
static inline mochi_string mochi_string_index(mochi_string text, int64_t index, const mochi_site *site) {
  if (MOCHI_LIKELY(mochi_string_is_ascii(text) && (uint64_t)index < mochi_string_size(text))) {
    return mochi_string_of_byte(mochi_string_byte(text, (uint32_t)index));
  }
  return mochi_string_index_slow(text, index, site);
}

mochi_string mochi_string_slice_slow(mochi_string text, int64_t start, int64_t end);

/** `text[start:end]`, negative bounds from the end, clamped. Shares memory. */
static inline mochi_string mochi_string_slice(mochi_string text, int64_t start, int64_t end) {
  // One character is what most loops over a text take.
  if (MOCHI_LIKELY((uint64_t)end - (uint64_t)start == 1 && mochi_string_is_ascii(text) && (uint64_t)start < mochi_string_size(text))) {
    return mochi_string_of_byte(mochi_string_byte(text, (uint32_t)start));
  }
  return mochi_string_slice_slow(text, start, end);
}

// Bounds that were written in `x[a:b:step]`.
enum { MOCHI_SLICE_START = 1, MOCHI_SLICE_END = 2 };

/** `given`: which bounds were written (MOCHI_SLICE_*). A step of 0 is −3. */
mochi_string mochi_string_slice_step(mochi_string text, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_site *site);

/** The character at byte `start`, which must be less than the size. */
mochi_string mochi_string_character_at(mochi_string text, uint32_t start);

/** The character at byte `*offset`, which moves behind it; false at the end. */
static inline bool mochi_string_next(mochi_string text, uint32_t *offset, mochi_string *character) {
  uint32_t at = *offset;
  if (at >= mochi_string_size(text)) {
    return false;
  }
  if (MOCHI_LIKELY(mochi_string_is_ascii(text))) {
    *offset = at + 1;
    *character = mochi_string_of_byte(mochi_string_byte(text, at));
    return true;
  }
  // By value: the caller's variables stay in registers.
  mochi_string next = mochi_string_character_at(text, at);
  *offset = at + mochi_string_size(next);
  *character = next;
  return true;
}

/** −3 unless a Unicode scalar value. */
mochi_string mochi_string_from_code_point(int64_t code_point, const mochi_site *site);
/** First code point (an invalid byte is U+FFFD); −4 when empty. */
int64_t mochi_string_ord(mochi_string text, const mochi_site *site);

// ---------------------------------------------------------------- searching (text/search.c); positions in code points

bool mochi_string_contains(mochi_string text, mochi_string part);
bool mochi_string_starts_with(mochi_string text, mochi_string prefix);
bool mochi_string_ends_with(mochi_string text, mochi_string suffix);
int64_t mochi_string_index_of(mochi_string text, mochi_string part);
int64_t mochi_string_last_index_of(mochi_string text, mochi_string part);
mochi_string mochi_string_replace(mochi_string text, mochi_string old, mochi_string replacement);
/** Parts share memory with `text`; an empty separator splits into characters. */
mochi_list *mochi_string_split(mochi_string text, mochi_string separator);

// ---------------------------------------------------------------- changing (text/case.c, text/transform.c)

mochi_string mochi_string_upper(mochi_string text);
mochi_string mochi_string_lower(mochi_string text);
mochi_string mochi_string_trim(mochi_string text);
mochi_string mochi_string_trim_start(mochi_string text);
mochi_string mochi_string_trim_end(mochi_string text);
mochi_string mochi_string_repeat(mochi_string text, int64_t count, const mochi_site *site);
mochi_string mochi_string_pad_start(mochi_string text, int64_t width, mochi_string pad);
mochi_string mochi_string_pad_end(mochi_string text, int64_t width, mochi_string pad);
mochi_string mochi_string_reverse(mochi_string text);
/** Lines without their ends (LF or CRLF); a last empty one is none. */
mochi_list *mochi_string_lines(mochi_string text);
mochi_list *mochi_string_chars(mochi_string text);
mochi_list *mochi_string_bytes(mochi_string text);
/** `parts` is a list<string>. */
mochi_string mochi_string_join(const mochi_list *parts, mochi_string separator);

#endif
