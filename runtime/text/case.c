// Upper and lower case by Unicode's simple mappings, code point by code point: ß stays ß.

#include "text/string.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/unicode-case-table.h"
#include "text/utf8.h"

typedef struct case_mapping {
  const mochi_case_run *runs;
  size_t count;
  char first;  // of the ASCII letters that change
} case_mapping;

static const case_mapping to_upper = {mochi_upper_runs, sizeof mochi_upper_runs / sizeof mochi_upper_runs[0], 'a'};
static const case_mapping to_lower = {mochi_lower_runs, sizeof mochi_lower_runs / sizeof mochi_lower_runs[0], 'A'};

static uint32_t map_code_point(const case_mapping *mapping, uint32_t code_point) {
  size_t low = 0;
  size_t high = mapping->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (code_point > mapping->runs[middle].start + mapping->runs[middle].length) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == mapping->count) {
    return code_point;
  }
  const mochi_case_run *run = &mapping->runs[low];
  if (code_point < run->start || (run->every_other && ((code_point - run->start) & 1) != 0)) {
    return code_point;
  }
  return code_point + (uint32_t)run->delta;
}

static bool changes(const case_mapping *mapping, char byte) {
  return byte >= mapping->first && byte < mapping->first + 26;
}

static mochi_string map_case(const case_mapping *mapping, mochi_string text) {
  const char *data = mochi_string_data(&text);
  uint32_t size = mochi_string_size(text);
  uint32_t same = 0;
  while (same < size && (uint8_t)data[same] < 0x80 && !changes(mapping, data[same])) {
    same++;
  }
  if (same == size) {
    return text;
  }
  // A mapping makes two bytes three at most; that is 3/2 of the text, and more than enough.
  uint64_t room = (uint64_t)size + size / 2 + MOCHI_UTF8_MAX;
  if (room > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  char *block = mochi_gc_alloc_atomic(mochi_string_is_ascii(text) ? size : (size_t)room);
  mochi_copy(block, data, same);
  char *to = block + same;
  for (uint32_t at = same; at < size;) {
    if ((uint8_t)data[at] < 0x80) {
      *to++ = changes(mapping, data[at]) ? (char)(data[at] ^ 0x20) : data[at];
      at++;
      continue;
    }
    uint32_t length;
    uint32_t code_point = mochi_utf8_decode(data + at, size - at, &length);
    if (length == 1) {
      *to++ = data[at];
    } else {
      to += mochi_utf8_encode(map_code_point(mapping, code_point), to);
    }
    at += length;
  }
  return mochi_string_share(block, (size_t)(to - block));
}

mochi_string mochi_string_upper(mochi_string text) {
  return map_case(&to_upper, text);
}

mochi_string mochi_string_lower(mochi_string text) {
  return map_case(&to_lower, text);
}
