// Putting values of several words onto the shadow stack (memory/roots.h): only their pointer counts.

#ifndef MOCHI_VALUES_ROOT_H
#define MOCHI_VALUES_ROOT_H

#include "memory/roots.h"
#include "values/value.h"

/** Of a small string these are bytes of it, which is harmless: roots are words that may be pointers. */
static inline void mochi_root_string(void **roots, uint32_t at, mochi_string text) {
  mochi_root(roots, at, text.large.data);
}

static inline void mochi_root_any(void **roots, uint32_t at, mochi_any value) {
  mochi_root(roots, at, value.as.pointer);
}

static inline void mochi_root_strings(void **roots, uint32_t at, const mochi_string *texts, uint32_t count) {
  for (uint32_t index = 0; index < count; index++) {
    mochi_root_string(roots, at + index, texts[index]);
  }
}

static inline void mochi_root_anys(void **roots, uint32_t at, const mochi_any *values, uint32_t count) {
  for (uint32_t index = 0; index < count; index++) {
    mochi_root_any(roots, at + index, values[index]);
  }
}

#endif
