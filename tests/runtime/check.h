// The frame of a unit test of libmochi: checks that say where and what, and the runtime's pieces that a
// test needs to stand alone. A test is a program; it ends with status 0 if all checks held.

#ifndef MOCHI_TESTS_RUNTIME_CHECK_H
#define MOCHI_TESTS_RUNTIME_CHECK_H

#include "mochi.h"

#include "platform/stack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_failures;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      check_failures++;                                                        \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);          \
    }                                                                          \
  } while (0)

#define CHECK_TEXT(actual, expected) check_text((actual), (expected), __FILE__, __LINE__)
#define CHECK_INT(actual, expected) check_int((actual), (expected), #actual, __FILE__, __LINE__)

static inline mochi_string text_of_c(const char *text) {
  return mochi_string_from_bytes(text, strlen(text));
}

static inline void check_text(mochi_string actual, const char *expected, const char *file, int line) {
  if (mochi_string_size(actual) != strlen(expected) || memcmp(mochi_string_data(&actual), expected, strlen(expected)) != 0) {
    check_failures++;
    fprintf(stderr, "%s:%d: got «%.*s», expected «%s»\n", file, line, (int)mochi_string_size(actual), mochi_string_data(&actual), expected);
  }
}

static inline void check_int(int64_t actual, int64_t expected, const char *what, const char *file, int line) {
  if (actual != expected) {
    check_failures++;
    fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", file, line, what, (long long)actual, (long long)expected);
  }
}

static inline int check_result(void) {
  if (check_failures > 20) {
    fprintf(stderr, "%d checks failed\n", check_failures);
  }
  return check_failures == 0 ? 0 : 1;
}

// A generator of test data; the seed is fixed, so that a failure happens again.
static uint64_t random_state = UINT64_C(0x853c49e6748fea9b);

static inline uint64_t random_bits(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

#endif
