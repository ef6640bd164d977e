// Checks that an expression raises: its code and its message.

#ifndef MOCHI_TESTS_RUNTIME_RAISES_H
#define MOCHI_TESTS_RUNTIME_RAISES_H

#include "check.h"

#include "errors/try.h"

#define CHECK_RAISES(expression, wanted_code, wanted_message)                    \
  do {                                                                           \
    mochi_try frame_;                                                            \
    mochi_try_push(&frame_);                                                     \
    if (mochi_jump_set(frame_.jump) == 0) {                                      \
      (void)(expression);                                                        \
      mochi_try_pop(&frame_);                                                    \
      check_failures++;                                                          \
      fprintf(stderr, "%s:%d: %s did not raise\n", __FILE__, __LINE__, #expression); \
    } else {                                                                     \
      CHECK_INT(mochi_try_code(&frame_), wanted_code);                           \
      CHECK_TEXT(mochi_try_message(&frame_), wanted_message);                    \
    }                                                                            \
  } while (0)

#endif
