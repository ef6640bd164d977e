// Texts, bytes and hashes for JavaScript: functions of `host`, as cli/quick/host.ts has them.

#include "call.h"

#include "../../launcher/blake3.h"
#include "../../script/compiler/sha256.h"

MOCHI_HOST_FUNCTION(host_encode) {
  size_t size;
  const char *text = JS_ToCStringLen(context, &size, given[0]);
  if (text == NULL) {
    return JS_EXCEPTION;
  }
  JSValue result = mochi_bytes(context, text, size);
  JS_FreeCString(context, text);
  return result;
}

MOCHI_HOST_FUNCTION(host_decode) {
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  return bytes == NULL ? JS_EXCEPTION : JS_NewStringLen(context, (const char *)bytes, size);
}

/** How many bytes a UTF-8 sequence has that begins here; 0: none does. */
static size_t sequence_size(const uint8_t *at, size_t rest) {
  if (at[0] < 0x80) {
    return 1;
  }
  size_t size = at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
  if (size == 0 || size > rest) {
    return 0;
  }
  // The second byte's range leaves out what could be shorter, surrogates, and what is beyond Unicode.
  uint8_t least = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
  uint8_t most = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
  if (at[1] < least || at[1] > most) {
    return 0;
  }
  for (size_t index = 2; index < size; index++) {
    if ((at[index] & 0xc0) != 0x80) {
      return 0;
    }
  }
  return size;
}

MOCHI_HOST_FUNCTION(host_is_utf8) {
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  if (bytes == NULL) {
    return JS_EXCEPTION;
  }
  size_t step = 1;
  for (size_t at = 0; at < size && step > 0; at += step) {
    step = sequence_size(bytes + at, size - at);
  }
  return JS_NewBool(context, step > 0);
}

MOCHI_HOST_FUNCTION(host_blake3) {
  size_t size;
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  if (bytes == NULL) {
    return JS_EXCEPTION;
  }
  struct mochi_blake3 hash;
  unsigned char result[MOCHI_BLAKE3_SIZE];
  mochi_blake3_begin(&hash);
  mochi_blake3_add(&hash, bytes, size);
  mochi_blake3_finish(&hash, result);
  return mochi_bytes(context, result, sizeof result);
}

MOCHI_HOST_FUNCTION(host_sha256) {
  size_t size;
  char digits[MOCHI_SHA256_DIGITS + 1];
  uint8_t *bytes = JS_GetUint8Array(context, &size, given[0]);
  if (bytes == NULL) {
    return JS_EXCEPTION;
  }
  mochi_sha256(bytes, size, digits);
  return JS_NewString(context, digits);
}

static const JSCFunctionListEntry functions[] = {
    MOCHI_HOST_ENTRY("encode", 1, host_encode),
    MOCHI_HOST_ENTRY("decode", 1, host_decode),
    MOCHI_HOST_ENTRY("isUtf8", 1, host_is_utf8),
    MOCHI_HOST_ENTRY("blake3", 1, host_blake3),
    MOCHI_HOST_ENTRY("sha256", 1, host_sha256),
};

void mochi_host_offer_texts(JSContext *context, JSValue host) {
  JS_SetPropertyFunctionList(context, host, functions, sizeof functions / sizeof *functions);
}
