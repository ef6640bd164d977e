// Taking numbers and texts out of bytes; see the header.

#include "reader.h"

const unsigned char *mochi_reader_take(struct mochi_reader *reader, size_t size) {
  if (!reader->ok || size > reader->left) {
    reader->ok = false;
    return NULL;
  }
  const unsigned char *bytes = reader->next;
  reader->next += size;
  reader->left -= size;
  return bytes;
}

uint64_t mochi_reader_number(struct mochi_reader *reader, size_t size) {
  const unsigned char *bytes = mochi_reader_take(reader, size);
  uint64_t number = 0;
  for (size_t at = size; bytes != NULL && at > 0; at--) {
    number = number << 8 | bytes[at - 1];
  }
  return number;
}

const char *mochi_reader_text(struct mochi_reader *reader) {
  size_t size = (size_t)mochi_reader_number(reader, 4);
  const unsigned char *bytes = mochi_reader_take(reader, size);
  return bytes != NULL && size > 0 && bytes[size - 1] == '\0' ? (const char *)bytes : NULL;
}
