// SHA-256 of Mochi values; see the header.

#include "values/sha256.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/string.h"
#include "values/list.h"
#include "values/sha256-hash.h"

static mochi_list *digest(const uint8_t *bytes, uint32_t count) {
  unsigned char hash[MOCHI_SHA256_BYTES];
  mochi_sha256_hash(bytes, count, mochi_sha256_plain, hash);
  mochi_list *result = mochi_list_sized(&mochi_type_int, MOCHI_SHA256_BYTES);
  for (uint32_t at = 0; at < MOCHI_SHA256_BYTES; at++) {
    ((int64_t *)result->data)[at] = hash[at];
  }
  return result;
}

mochi_list *mochi_sha256_string(mochi_string text) {
  return digest((const uint8_t *)mochi_string_data(&text), mochi_string_size(text));
}

mochi_list *mochi_sha256_bytes(const mochi_list *list, const mochi_site *site) {
  uint32_t count = mochi_list_length(list);
  uint8_t *bytes = mochi_gc_alloc_atomic(count == 0 ? 1 : count);
  for (uint32_t at = 0; at < count; at++) {
    int64_t value = ((const int64_t *)list->data)[at];
    if (value < 0 || value > 255) {
      mochi_raise_format(MOCHI_ERROR_TYPE, site, "sha256 expects bytes (0 to 255), got %d", value);
    }
    bytes[at] = (uint8_t)value;
  }
  return digest(bytes, count);
}

mochi_list *mochi_sha256_any(mochi_any value, const mochi_site *site) {
  if (value.type != NULL && value.type->kind == MOCHI_KIND_STRING) {
    return mochi_sha256_string(*value.as.string);
  }
  if (value.type == NULL || value.type->kind != MOCHI_KIND_LIST) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "sha256 expects string or list", site);
  }
  mochi_list *bytes;
  mochi_any_elements(value, &bytes, &mochi_type_list_int, site);
  return mochi_sha256_bytes(bytes, site);
}
