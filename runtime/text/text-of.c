// Texts as strings: the allocating side of format.h.

#include "text/format.h"

#include "text/float.h"
#include "text/string.h"

mochi_string mochi_text_of(const void *value, const mochi_type *type) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_text(&text.writer, value, type);
  return mochi_text_writer_end(&text);
}

mochi_string mochi_str_of(const void *value, const mochi_type *type) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_str(&text.writer, value, type);
  return mochi_text_writer_end(&text);
}

static mochi_string json_of(const void *value, const mochi_type *type, bool indented) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  if (!mochi_write_json(&text.writer, value, type, indented)) {
    return mochi_string_empty();
  }
  return mochi_text_writer_end(&text);
}

mochi_string mochi_to_json(const void *value, const mochi_type *type) {
  return json_of(value, type, false);
}

mochi_string mochi_to_json_indented(const void *value, const mochi_type *type) {
  return json_of(value, type, true);
}

mochi_string mochi_key_text(const void *key, const mochi_type *type) {
  mochi_payload payload = mochi_payload_of(key, type);
  if (payload.type != NULL && payload.type->kind == MOCHI_KIND_STRING) {
    return *(const mochi_string *)payload.slot;
  }
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_nested(&text.writer, key, type);
  return mochi_text_writer_end(&text);
}
