// Writers that make strings: the one kind of writer that allocates.

#include "text/writer.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/string.h"
#include "text/utf8.h"

static void grow(mochi_writer *writer, size_t wanted) {
  if (wanted > UINT32_MAX - writer->length) {
    mochi_raise_out_of_memory();
  }
  size_t capacity = writer->capacity * 2;
  if (capacity < writer->length + wanted) {
    capacity = writer->length + wanted;
  }
  writer->data = mochi_gc_grow_atomic(writer->data, writer->length, writer->capacity, capacity);
  writer->capacity = capacity;
}

void mochi_text_writer_begin(mochi_text_writer *text) {
  text->writer = (mochi_writer){.data = text->initial, .length = 0, .capacity = MOCHI_TEXT_WRITER_INITIAL, .room = grow};
}

mochi_string mochi_text_writer_end(mochi_text_writer *text) {
  const mochi_writer *writer = &text->writer;
  // A block that is mostly full becomes the string itself.
  if (writer->data != text->initial && writer->length >= writer->capacity / 4 * 3) {
    return mochi_string_share(writer->data, writer->length);
  }
  return mochi_string_from_bytes(writer->data, writer->length);
}
