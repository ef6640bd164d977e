// Trimming, padding, repeating, reversing, joining, and taking strings apart.

#include "text/string.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/utf8.h"
#include "values/list.h"

static mochi_string trim(mochi_string text, bool start, bool end) {
  const char *data = mochi_string_data(&text);
  uint32_t size = mochi_string_size(text);
  uint32_t first = start ? (uint32_t)mochi_leading_white_space(data, size) : 0;
  uint32_t last = end ? size - (uint32_t)mochi_trailing_white_space(data + first, size - first) : size;
  return first == 0 && last == size ? text : mochi_string_bytes_slice(&text, first, last - first);
}

mochi_string mochi_string_trim(mochi_string text) {
  return trim(text, true, true);
}

mochi_string mochi_string_trim_start(mochi_string text) {
  return trim(text, true, false);
}

mochi_string mochi_string_trim_end(mochi_string text) {
  return trim(text, false, true);
}

// A block for `total` bytes, which a string can hold.
static char *block_for(uint64_t total) {
  if (total > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  return mochi_gc_alloc_atomic((size_t)total + 1);
}

// `size` · `count`, or more than any string holds.
static uint64_t bytes_of(uint32_t size, uint64_t count) {
  return size != 0 && count > UINT32_MAX / size ? UINT64_MAX / 4 : size * count;
}

mochi_string mochi_string_repeat(mochi_string text, int64_t count, const mochi_site *site) {
  (void)site;
  uint32_t size = mochi_string_size(text);
  if (count <= 0 || size == 0) {
    return mochi_string_empty();
  }
  uint64_t total = bytes_of(size, (uint64_t)count);
  char *block = block_for(total);
  mochi_copy(block, mochi_string_data(&text), size);
  // Doubles what is there.
  for (uint64_t done = size; done < total;) {
    uint64_t part = done < total - done ? done : total - done;
    mochi_copy(block + done, block, (size_t)part);
    done += part;
  }
  return mochi_string_share(block, (size_t)total);
}

// Writes `count` characters of `pad`, over and over.
static char *write_padding(char *to, const mochi_string *pad, uint64_t count) {
  const char *data = mochi_string_data(pad);
  uint32_t size = mochi_string_size(*pad);
  uint32_t at = 0;
  while (count > 0) {
    do {
      *to++ = data[at++];
    } while (at < size && mochi_utf8_is_continuation(data[at]));
    at = at == size ? 0 : at;
    count--;
  }
  return to;
}

static mochi_string pad_to(mochi_string text, int64_t width, mochi_string pad, bool at_start) {
  int64_t length = mochi_string_length(text);
  if (width <= length) {
    return text;
  }
  if (mochi_string_size(pad) == 0) {
    pad = mochi_string_of_byte(' ');
  }
  uint32_t size = mochi_string_size(text);
  uint64_t missing = (uint64_t)width - (uint64_t)length;
  // As if every character had as many bytes as the whole pad: too much, but bounded.
  uint64_t pad_length = (uint64_t)mochi_string_length(pad);
  uint64_t most = bytes_of(mochi_string_size(pad), missing / pad_length + 1);
  char *block = block_for(size + most);
  char *to = block;
  if (at_start) {
    to = write_padding(to, &pad, missing);
  }
  mochi_copy(to, mochi_string_data(&text), size);
  to += size;
  if (!at_start) {
    to = write_padding(to, &pad, missing);
  }
  return mochi_string_share(block, (size_t)(to - block));
}

mochi_string mochi_string_pad_start(mochi_string text, int64_t width, mochi_string pad) {
  return pad_to(text, width, pad, true);
}

mochi_string mochi_string_pad_end(mochi_string text, int64_t width, mochi_string pad) {
  return pad_to(text, width, pad, false);
}

mochi_string mochi_string_reverse(mochi_string text) {
  uint32_t size = mochi_string_size(text);
  const char *data = mochi_string_data(&text);
  char *block = block_for(size);
  uint32_t to = size;
  for (uint32_t at = 0; at < size;) {
    uint32_t start = at;
    do {
      at++;
    } while (at < size && mochi_utf8_is_continuation(data[at]));
    to -= at - start;
    mochi_copy(block + to, data + start, at - start);
  }
  return mochi_string_share(block, size);
}

static void push(mochi_list *list, mochi_string text) {
  *(mochi_string *)mochi_list_push(list, &mochi_type_string, sizeof(mochi_string)) = text;
}

mochi_list *mochi_string_lines(mochi_string text) {
  mochi_list *list = mochi_list_new(&mochi_type_string, 0);
  const char *data = mochi_string_data(&text);
  uint32_t size = mochi_string_size(text);
  uint32_t start = 0;
  for (uint32_t at = 0; at < size; at++) {
    if (data[at] == '\n') {
      uint32_t end = at > start && data[at - 1] == '\r' ? at - 1 : at;
      push(list, mochi_string_bytes_slice(&text, start, end - start));
      start = at + 1;
    }
  }
  if (start < size) {
    push(list, mochi_string_bytes_slice(&text, start, size - start));
  }
  return list;
}

mochi_list *mochi_string_chars(mochi_string text) {
  mochi_list *list = mochi_list_new(&mochi_type_string, mochi_string_length(text));
  uint32_t offset = 0;
  mochi_string character;
  while (mochi_string_next(text, &offset, &character)) {
    push(list, character);
  }
  return list;
}

mochi_list *mochi_string_bytes(mochi_string text) {
  uint32_t size = mochi_string_size(text);
  const char *data = mochi_string_data(&text);
  mochi_list *list = mochi_list_new(&mochi_type_int, size);
  for (uint32_t i = 0; i < size; i++) {
    *(int64_t *)mochi_list_push(list, &mochi_type_int, sizeof(int64_t)) = (uint8_t)data[i];
  }
  return list;
}

mochi_string mochi_string_join(const mochi_list *parts, mochi_string separator) {
  uint32_t count = parts == NULL ? 0 : parts->length;
  if (count == 0) {
    return mochi_string_empty();
  }
  const mochi_string *items = parts->data;
  uint64_t total = (uint64_t)mochi_string_size(separator) * (count - 1);
  for (uint32_t i = 0; i < count; i++) {
    total += mochi_string_size(items[i]);
  }
  char *block = block_for(total);
  char *to = block;
  for (uint32_t i = 0; i < count; i++) {
    if (i > 0) {
      mochi_copy(to, mochi_string_data(&separator), mochi_string_size(separator));
      to += mochi_string_size(separator);
    }
    mochi_copy(to, mochi_string_data(&items[i]), mochi_string_size(items[i]));
    to += mochi_string_size(items[i]);
  }
  return mochi_string_share(block, (size_t)total);
}
