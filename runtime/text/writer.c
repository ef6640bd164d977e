// Writers: see writer.h.

#include "text/writer.h"

#include "text/string.h"

void mochi_write_bytes(mochi_writer *writer, const char *bytes, size_t size) {
  while (size > writer->capacity - writer->length) {
    size_t part = writer->capacity - writer->length;
    mochi_copy(writer->data + writer->length, bytes, part);
    writer->length += part;
    bytes += part;
    size -= part;
    writer->room(writer, size);
  }
  mochi_copy(writer->data + writer->length, bytes, size);
  writer->length += size;
}

void mochi_write_literal(mochi_writer *writer, const char *text) {
  mochi_write_bytes(writer, text, __builtin_strlen(text));
}

void mochi_write_string(mochi_writer *writer, mochi_string text) {
  mochi_write_bytes(writer, mochi_string_data(&text), mochi_string_size(text));
}

void mochi_write_unsigned(mochi_writer *writer, uint64_t value) {
  char digits[20];
  size_t first = sizeof digits;
  do {
    digits[--first] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  mochi_write_bytes(writer, digits + first, sizeof digits - first);
}

void mochi_write_int(mochi_writer *writer, int64_t value) {
  if (value < 0) {
    mochi_write_byte(writer, '-');
    mochi_write_unsigned(writer, 0 - (uint64_t)value);
  } else {
    mochi_write_unsigned(writer, (uint64_t)value);
  }
}

void mochi_write_repeated(mochi_writer *writer, char byte, size_t count) {
  while (count-- > 0) {
    mochi_write_byte(writer, byte);
  }
}

// ---------------------------------------------------------------- fixed

static void drop(mochi_writer *writer, size_t wanted) {
  mochi_fixed_writer *fixed = (mochi_fixed_writer *)(void *)writer;
  (void)wanted;
  if (fixed->cut == 0) {
    // Not into the middle of a character.
    size_t end = writer->capacity - 3;
    while (end > 0 && ((uint8_t)writer->data[end] & 0xc0) == 0x80) {
      end--;
    }
    __builtin_memcpy(writer->data + end, "\xe2\x80\xa6", 3);
    fixed->cut = end + 3;
    writer->data = fixed->scrap;
    writer->capacity = sizeof fixed->scrap;
  }
  writer->length = 0;
}

void mochi_fixed_writer_begin(mochi_fixed_writer *fixed, char *buffer, size_t capacity) {
  fixed->writer = (mochi_writer){.data = buffer, .length = 0, .capacity = capacity, .room = drop};
  fixed->cut = 0;
}

size_t mochi_fixed_writer_end(const mochi_fixed_writer *fixed) {
  return fixed->cut != 0 ? fixed->cut : fixed->writer.length;
}
