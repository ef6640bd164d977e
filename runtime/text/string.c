// Making, joining, comparing and indexing strings: see string.h.

#include "text/string.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/utf8.h"

// Stands before the bytes of a string that mochi_string_concat made.
typedef struct growing_header {
  uint32_t used;
  uint32_t capacity;
} growing_header;

static growing_header *header_of(const char *data) {
  return (growing_header *)(void *)(uintptr_t)(data - sizeof(growing_header));
}

static inline uint64_t load_8(const char *bytes) {
  uint64_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return word;
}

static inline uint64_t load_4(const char *bytes) {
  uint32_t word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return word;
}

// Loads that overlap instead of a loop or a call: nearly all pieces of texts are made here.
static mochi_string make_small(const char *bytes, size_t size) {
  uint64_t low = 0;
  uint64_t high = (uint64_t)size << MOCHI_STRING_TAG_SHIFT;
  if (size > 8) {
    low = load_8(bytes);
    high |= load_8(bytes + size - 8) >> (8 * (16 - size));
  } else if (size >= 4) {
    low = load_4(bytes) | load_4(bytes + size - 4) << (8 * (size - 4));
  } else if (size > 0) {
    size_t middle = size / 2;
    size_t last = size - 1;
    low = (uint8_t)bytes[0] | (uint64_t)(uint8_t)bytes[middle] << (8 * middle) | (uint64_t)(uint8_t)bytes[last] << (8 * last);
  }
  mochi_string text = {.words = {low, high}};
  return text;
}

static mochi_string make_large(const char *data, size_t size, bool ascii, uint8_t flags) {
  uint64_t tag = (uint64_t)MOCHI_STRING_LARGE | (ascii ? MOCHI_STRING_ASCII : 0) | flags;
  mochi_string text = {.words = {(uint64_t)(uintptr_t)data, (uint64_t)(uint32_t)size | tag << MOCHI_STRING_TAG_SHIFT}};
  return text;
}

mochi_string mochi_string_share(const char *bytes, size_t size) {
  if (size <= MOCHI_STRING_SMALL_MAX) {
    return make_small(bytes, size);
  }
  if (size > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  return make_large(bytes, size, mochi_bytes_are_ascii(bytes, size), 0);
}

mochi_string mochi_string_static(const char *text) {
  return mochi_string_share(text, __builtin_strlen(text));
}

mochi_string mochi_string_bytes_slice(const mochi_string *text, uint32_t start, uint32_t size) {
  const char *data = mochi_string_data(text) + start;
  if (size <= MOCHI_STRING_SMALL_MAX) {
    return make_small(data, size);
  }
  // Only a look at all bytes could tell that a slice of mixed text is ASCII.
  return make_large(data, size, mochi_string_is_ascii(*text), 0);
}

// ---------------------------------------------------------------- comparing

bool mochi_string_equal_slow(mochi_string left, mochi_string right) {
  return left.large.length == right.large.length && left.large.length != 0 &&
         __builtin_memcmp(left.large.data, right.large.data, left.large.length) == 0;
}

int32_t mochi_string_compare_slow(mochi_string left, mochi_string right) {
  uint32_t left_size = mochi_string_size(left);
  uint32_t right_size = mochi_string_size(right);
  uint32_t common = left_size < right_size ? left_size : right_size;
  int order = common == 0 ? 0 : __builtin_memcmp(mochi_string_data(&left), mochi_string_data(&right), common);
  if (order != 0) {
    return order < 0 ? -1 : 1;
  }
  return (left_size > right_size) - (left_size < right_size);
}

// ---------------------------------------------------------------- code points

int64_t mochi_string_length_slow(mochi_string text) {
  return (int64_t)mochi_utf8_count(mochi_string_data(&text), mochi_string_size(text));
}

// The byte where character `index` begins, or the end.
static uint32_t offset_of(const char *data, uint32_t size, uint64_t index) {
  uint32_t at = 0;
  while (at < size && index > 0) {
    // Whole blocks first: counting is faster than stepping.
    if (size - at > 64 && index >= 64) {
      index -= mochi_utf8_count(data + at, 64);
      at += 64;
      // Back into step: a character that began in the block ends behind it.
      while (at < size && mochi_utf8_is_continuation(data[at])) {
        at++;
      }
      continue;
    }
    do {
      at++;
    } while (at < size && mochi_utf8_is_continuation(data[at]));
    index--;
  }
  return at;
}

static uint32_t character_end(const char *data, uint32_t size, uint32_t start) {
  uint32_t end = start + 1;
  while (end < size && mochi_utf8_is_continuation(data[end])) {
    end++;
  }
  return end;
}

mochi_string mochi_string_index_slow(mochi_string text, int64_t index, const mochi_site *site) {
  int64_t length = mochi_string_length(text);
  int64_t position = index < 0 ? index + length : index;
  if (position < 0 || position >= length) {
    mochi_raise_format(MOCHI_ERROR_INDEX, site, "string index out of range: %d (len %d)", index, length);
  }
  const char *data = mochi_string_data(&text);
  if (mochi_string_is_ascii(text)) {
    return mochi_string_of_byte((uint8_t)data[position]);
  }
  uint32_t size = mochi_string_size(text);
  uint32_t start = offset_of(data, size, (uint64_t)position);
  return mochi_string_bytes_slice(&text, start, character_end(data, size, start) - start);
}

// Clamps `start` and `end` as slices do; false when nothing is between them.
static bool clamp(int64_t *start, int64_t *end, int64_t length) {
  *start = *start < 0 ? *start + length : *start;
  *end = *end < 0 ? *end + length : *end;
  *start = *start < 0 ? 0 : *start;
  *end = *end > length ? length : *end;
  return *start < *end;
}

mochi_string mochi_string_slice_slow(mochi_string text, int64_t start, int64_t end) {
  int64_t length = mochi_string_length(text);
  if (!clamp(&start, &end, length)) {
    return mochi_string_empty();
  }
  if (start == 0 && end == length) {
    return text;
  }
  if (mochi_string_is_ascii(text)) {
    return mochi_string_bytes_slice(&text, (uint32_t)start, (uint32_t)(end - start));
  }
  const char *data = mochi_string_data(&text);
  uint32_t size = mochi_string_size(text);
  uint32_t first = offset_of(data, size, (uint64_t)start);
  uint32_t count = offset_of(data + first, size - first, (uint64_t)(end - start));
  return mochi_string_bytes_slice(&text, first, count);
}

mochi_string mochi_string_character_at(mochi_string text, uint32_t start) {
  uint8_t byte = mochi_string_byte(text, start);
  uint32_t size = mochi_string_size(text);
  const char *data = mochi_string_data(&text);
  if (byte < 0x80 && (start + 1 == size || !mochi_utf8_is_continuation(data[start + 1]))) {
    return mochi_string_of_byte(byte);
  }
  return mochi_string_bytes_slice(&text, start, character_end(data, size, start) - start);
}

// ---------------------------------------------------------------- concatenation

mochi_string mochi_string_from_bytes(const char *bytes, size_t size) {
  if (size <= MOCHI_STRING_SMALL_MAX) {
    return make_small(bytes, size);
  }
  if (size > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  char *copy = mochi_gc_alloc_atomic(size);
  mochi_copy(copy, bytes, size);
  return make_large(copy, size, mochi_bytes_are_ascii(copy, size), 0);
}

const char *mochi_string_c_text(mochi_string text) {
  uint32_t size = mochi_string_size(text);
  char *copy = mochi_gc_alloc_atomic((size_t)size + 1);
  mochi_copy(copy, mochi_string_data(&text), size);
  copy[size] = 0;
  return copy;
}

static char *append(char *to, const mochi_string *part) {
  uint32_t size = mochi_string_size(*part);
  mochi_copy(to, mochi_string_data(part), size);
  return to + size;
}

mochi_string mochi_string_concat_all(const mochi_string *parts, uint32_t count) {
  uint64_t total = 0;
  bool ascii = true;
  // A lone part is returned as it is.
  uint32_t filled = 0;
  uint32_t last = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t size = mochi_string_size(parts[i]);
    total += size;
    ascii = ascii && mochi_string_is_ascii(parts[i]);
    if (size != 0) {
      filled++;
      last = i;
    }
  }
  if (filled <= 1) {
    return filled == 0 ? mochi_string_empty() : parts[last];
  }
  if (total <= MOCHI_STRING_SMALL_MAX) {
    mochi_string text = {.words = {0, 0}};
    char *to = text.small.bytes;
    for (uint32_t i = 0; i < count; i++) {
      to = append(to, &parts[i]);
    }
    text.small.tag = (uint8_t)total;
    return text;
  }
  if (total > UINT32_MAX - sizeof(growing_header)) {
    mochi_raise_out_of_memory();
  }
  const mochi_string *first = &parts[0];
  bool grows = !mochi_string_is_small(*first) && (first->large.tag & MOCHI_STRING_GROWS) != 0;
  if (grows) {
    growing_header *header = header_of(first->large.data);
    if (header->used == first->large.length && header->capacity >= total) {
      char *to = (char *)(uintptr_t)first->large.data + first->large.length;
      for (uint32_t i = 1; i < count; i++) {
        to = append(to, &parts[i]);
      }
      header->used = (uint32_t)total;
      return make_large(first->large.data, total, ascii, MOCHI_STRING_GROWS);
    }
  }
  // A text that is being built gets room for as much again; one that was put together once gets what
  // its block has left over.
  uint64_t block = mochi_gc_room((grows ? 2 * total : total) + sizeof(growing_header));
  if (block > UINT32_MAX) {
    block = UINT32_MAX;
  }
  growing_header *header = mochi_gc_alloc_atomic((size_t)block);
  header->used = (uint32_t)total;
  header->capacity = (uint32_t)(block - sizeof(growing_header));
  char *data = (char *)(header + 1);
  char *to = data;
  for (uint32_t i = 0; i < count; i++) {
    to = append(to, &parts[i]);
  }
  return make_large(data, total, ascii, MOCHI_STRING_GROWS);
}

// Two texts that fit in one small string together: the right one's bytes are shifted behind the left's.
static mochi_string join_small(mochi_string left, mochi_string right, uint32_t left_size, uint32_t right_size) {
  const uint64_t bytes = ~((uint64_t)0xff << MOCHI_STRING_TAG_SHIFT);
  mochi_uint128 all = (mochi_uint128)(right.words[1] & bytes) << 64 | right.words[0];
  all = left_size == 0 ? all : all << (8 * left_size);
  mochi_string text = {.words = {
    left.words[0] | (uint64_t)all,
    (left.words[1] & bytes) | (uint64_t)(all >> 64) | (uint64_t)(left_size + right_size) << MOCHI_STRING_TAG_SHIFT,
  }};
  return text;
}

mochi_string mochi_string_concat(mochi_string left, mochi_string right) {
  uint32_t left_size = mochi_string_size(left);
  uint32_t right_size = mochi_string_size(right);
  if ((uint64_t)left_size + right_size <= MOCHI_STRING_SMALL_MAX) {
    return join_small(left, right, left_size, right_size);
  }
  // A short piece behind a text that is being built.
  if (mochi_string_is_small(right) && !mochi_string_is_small(left) && (mochi_string_tag(left) & MOCHI_STRING_GROWS) != 0) {
    const char *data = (const char *)(uintptr_t)left.words[0];
    growing_header *header = header_of(data);
    if (header->used == left_size && header->capacity - left_size >= sizeof right.words) {
      // All 16 bytes: those behind the end are free, and will be written over.
      __builtin_memcpy((char *)(uintptr_t)data + left_size, right.words, sizeof right.words);
      header->used = left_size + right_size;
      bool ascii = mochi_string_is_ascii(left) && mochi_string_is_ascii(right);
      return make_large(data, (size_t)left_size + right_size, ascii, MOCHI_STRING_GROWS);
    }
  }
  const mochi_string parts[2] = {left, right};
  return mochi_string_concat_all(parts, 2);
}

// ---------------------------------------------------------------- characters

mochi_string mochi_string_from_code_point(int64_t code_point, const mochi_site *site) {
  if (code_point < 0 || code_point > 0x10ffff || (code_point >= 0xd800 && code_point < 0xe000)) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "chr expects a Unicode code point, got %d", code_point);
  }
  char bytes[MOCHI_UTF8_MAX];
  return make_small(bytes, mochi_utf8_encode((uint32_t)code_point, bytes));
}

int64_t mochi_string_ord(mochi_string text, const mochi_site *site) {
  uint32_t size = mochi_string_size(text);
  if (size == 0) {
    mochi_raise_text(MOCHI_ERROR_INDEX, "ord of an empty string", site);
  }
  uint32_t length;
  return mochi_utf8_decode(mochi_string_data(&text), size, &length);
}
