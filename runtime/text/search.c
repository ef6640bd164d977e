// Searching, replacing and splitting.
//
// find() looks for candidates with memchr and compares; text that makes this quadratic (aaaa…ab in
// aaaa…) is noticed by the bytes that were compared in vain, and the rest is searched with a rolling
// hash (Karp and Rabin 1987), whose hits are compared too.

#include "text/string.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/utf8.h"
#include "values/list.h"

#include <string.h>

#define NOT_FOUND UINT32_MAX

static const uint32_t hash_base = 16777619;

static uint32_t hash_bytes(const uint8_t *bytes, uint32_t size) {
  uint32_t hash = 0;
  for (uint32_t i = 0; i < size; i++) {
    hash = hash * hash_base + bytes[i];
  }
  return hash;
}

static uint32_t find_by_hash(const char *text, uint32_t size, const char *part, uint32_t part_size) {
  const uint8_t *bytes = (const uint8_t *)text;
  if (part_size > size) {
    return NOT_FOUND;
  }
  uint32_t wanted = hash_bytes((const uint8_t *)part, part_size);
  uint32_t hash = hash_bytes(bytes, part_size);
  uint32_t leaving = 1;
  for (uint32_t i = 1; i < part_size; i++) {
    leaving *= hash_base;
  }
  for (uint32_t at = 0;; at++) {
    if (hash == wanted && __builtin_memcmp(text + at, part, part_size) == 0) {
      return at;
    }
    if (at == size - part_size) {
      return NOT_FOUND;
    }
    hash = (hash - leaving * bytes[at]) * hash_base + bytes[at + part_size];
  }
}

// Byte offset of the first `part` in `text`, or NOT_FOUND. An empty part is at 0.
static uint32_t find(const char *text, uint32_t size, const char *part, uint32_t part_size) {
  if (part_size == 0) {
    return 0;
  }
  uint64_t wasted = 0;
  uint32_t at = 0;
  while (size - at >= part_size) {
    const char *candidate = memchr(text + at, part[0], size - at - part_size + 1);
    if (candidate == NULL) {
      return NOT_FOUND;
    }
    at = (uint32_t)(candidate - text);
    uint32_t same = 1;
    while (same < part_size && candidate[same] == part[same]) {
      same++;
    }
    if (same == part_size) {
      return at;
    }
    at++;
    wasted += same;
    if (wasted > 64 + 4 * (uint64_t)at) {
      uint32_t rest = find_by_hash(text + at, size - at, part, part_size);
      return rest == NOT_FOUND ? NOT_FOUND : at + rest;
    }
  }
  return NOT_FOUND;
}

static uint32_t find_string(const mochi_string *text, uint32_t from, const mochi_string *part) {
  uint32_t found = find(mochi_string_data(text) + from, mochi_string_size(*text) - from, mochi_string_data(part), mochi_string_size(*part));
  return found == NOT_FOUND ? NOT_FOUND : from + found;
}

bool mochi_string_contains(mochi_string text, mochi_string part) {
  return find_string(&text, 0, &part) != NOT_FOUND;
}

bool mochi_string_starts_with(mochi_string text, mochi_string prefix) {
  uint32_t size = mochi_string_size(prefix);
  return size == 0 || (size <= mochi_string_size(text) && __builtin_memcmp(mochi_string_data(&text), mochi_string_data(&prefix), size) == 0);
}

bool mochi_string_ends_with(mochi_string text, mochi_string suffix) {
  uint32_t size = mochi_string_size(text);
  uint32_t suffix_size = mochi_string_size(suffix);
  return suffix_size == 0 ||
         (suffix_size <= size && __builtin_memcmp(mochi_string_data(&text) + (size - suffix_size), mochi_string_data(&suffix), suffix_size) == 0);
}

static int64_t character_position(const mochi_string *text, uint32_t offset) {
  return mochi_string_is_ascii(*text) ? (int64_t)offset : (int64_t)mochi_utf8_count(mochi_string_data(text), offset);
}

int64_t mochi_string_index_of(mochi_string text, mochi_string part) {
  uint32_t found = find_string(&text, 0, &part);
  return found == NOT_FOUND ? -1 : character_position(&text, found);
}

int64_t mochi_string_last_index_of(mochi_string text, mochi_string part) {
  uint32_t size = mochi_string_size(text);
  uint32_t part_size = mochi_string_size(part);
  const char *data = mochi_string_data(&text);
  const char *wanted = mochi_string_data(&part);
  if (part_size == 0) {
    return mochi_string_length(text);
  }
  for (uint32_t end = size; end >= part_size; end--) {
    uint32_t at = end - part_size;
    if (data[at] == wanted[0] && __builtin_memcmp(data + at, wanted, part_size) == 0) {
      return character_position(&text, at);
    }
  }
  return -1;
}

// An empty `old` stands before every character and at the end, as in Go.
static mochi_string replace_between(const mochi_string *text, const mochi_string *replacement) {
  uint32_t size = mochi_string_size(*text);
  const char *data = mochi_string_data(text);
  uint64_t gaps = (uint64_t)mochi_string_length(*text) + 1;
  uint32_t inserted = mochi_string_size(*replacement);
  if (size + gaps * inserted > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  size_t total = (size_t)(size + gaps * inserted);
  char *block = mochi_gc_alloc_atomic(total + 1);
  char *to = block;
  for (uint32_t at = 0; at < size;) {
    mochi_copy(to, mochi_string_data(replacement), inserted);
    to += inserted;
    do {
      *to++ = data[at++];
    } while (at < size && mochi_utf8_is_continuation(data[at]));
  }
  mochi_copy(to, mochi_string_data(replacement), inserted);
  return mochi_string_share(block, total);
}

mochi_string mochi_string_replace(mochi_string text, mochi_string old, mochi_string replacement) {
  uint32_t size = mochi_string_size(text);
  uint32_t old_size = mochi_string_size(old);
  uint32_t new_size = mochi_string_size(replacement);
  if (old_size == 0) {
    return replace_between(&text, &replacement);
  }
  uint64_t count = 0;
  for (uint32_t at = 0; (at = find_string(&text, at, &old)) != NOT_FOUND; at += old_size) {
    count++;
  }
  if (count == 0) {
    return text;
  }
  uint64_t total = size - count * old_size + count * new_size;
  if (total > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  char *block = mochi_gc_alloc_atomic((size_t)total + 1);
  char *to = block;
  const char *data = mochi_string_data(&text);
  uint32_t from = 0;
  for (uint32_t at; (at = find_string(&text, from, &old)) != NOT_FOUND; from = at + old_size) {
    mochi_copy(to, data + from, at - from);
    to += at - from;
    mochi_copy(to, mochi_string_data(&replacement), new_size);
    to += new_size;
  }
  mochi_copy(to, data + from, size - from);
  return mochi_string_share(block, (size_t)total);
}

static void push_slice(mochi_list *list, const mochi_string *text, uint32_t start, uint32_t size) {
  mochi_string part = mochi_string_bytes_slice(text, start, size);
  *(mochi_string *)mochi_list_push(list, &mochi_type_string, sizeof(mochi_string)) = part;
}

mochi_list *mochi_string_split(mochi_string text, mochi_string separator) {
  uint32_t size = mochi_string_size(text);
  uint32_t separator_size = mochi_string_size(separator);
  if (separator_size == 0) {
    return mochi_string_chars(text);
  }
  uint32_t count = 1;
  for (uint32_t at = 0; (at = find_string(&text, at, &separator)) != NOT_FOUND; at += separator_size) {
    count++;
  }
  mochi_list *list = mochi_list_new(&mochi_type_string, count);
  uint32_t from = 0;
  for (uint32_t at; (at = find_string(&text, from, &separator)) != NOT_FOUND; from = at + separator_size) {
    push_slice(list, &text, from, at - from);
  }
  push_slice(list, &text, from, size - from);
  return list;
}
