// What functions of `host` are made of: arguments taken from JavaScript, results given back.

#ifndef MOCHI_QUICK_CALL_H
#define MOCHI_QUICK_CALL_H

#include "javascript.h"

#include <errno.h>
#include <stddef.h>

/** The arguments of a call; as many as the function's entry names. */
typedef JSValueConst *mochi_arguments;

/** A function of `host`, without the parts of a call that none of them looks at. */
#define MOCHI_HOST_FUNCTION(name)                                                                    \
  static JSValue name(JSContext *context, mochi_arguments given);                                     \
  static JSValue name##_call(JSContext *context, JSValueConst self, int count, mochi_arguments given) { \
    (void)self, (void)count;                                                                          \
    return name(context, given);                                                                      \
  }                                                                                                   \
  static JSValue name(JSContext *context, mochi_arguments given)

/** A function whose first argument is a path. */
#define MOCHI_HOST_PATH_FUNCTION(name)                                                                \
  static JSValue name##_at(JSContext *context, const char *path, mochi_arguments given);              \
  MOCHI_HOST_FUNCTION(name) {                                                                         \
    const char *path = JS_ToCString(context, given[0]);                                               \
    JSValue result = path == NULL ? JS_EXCEPTION : name##_at(context, path, given);                   \
    JS_FreeCString(context, path);                                                                    \
    return result;                                                                                    \
  }                                                                                                   \
  static JSValue name##_at(JSContext *context, const char *path, mochi_arguments given)

/** Its entry in the table. */
#define MOCHI_HOST_ENTRY(script_name, count, name) JS_CFUNC_DEF(script_name, count, name##_call)

static inline int mochi_number_of(JSContext *context, JSValueConst argument) {
  int32_t number = 0;
  JS_ToInt32(context, &number, argument);
  return number;
}

/** What a call of the system gave: below zero the number of its error. */
static inline JSValue mochi_answer(JSContext *context, int result) {
  return JS_NewInt32(context, result < 0 ? -errno : result);
}

/** A text that a call has stored, or the number of its error. */
static inline JSValue mochi_text_or_error(JSContext *context, const char *text) {
  return text == NULL ? mochi_answer(context, -1) : JS_NewString(context, text);
}

static inline JSValue mochi_bytes(JSContext *context, const void *bytes, size_t size) {
  return JS_NewUint8ArrayCopy(context, bytes, size);
}

/** Add functions to the object `host`. */
void mochi_host_offer_files(JSContext *context, JSValue host);
void mochi_host_offer_texts(JSContext *context, JSValue host);

#endif
