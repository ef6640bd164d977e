// Clocks: see process.h.

#include "system/process.h"

#include "platform/system.h"
#include "system/output.h"
#include "text/number.h"

int64_t mochi_now(void) {
  static bool looked;
  static bool seeded;
  static int64_t seed;
  if (!looked) {
    looked = true;
    const char *text = mochi_platform_environment("MOCHI_NOW_SEED");
    seeded = text != NULL && mochi_read_int(text, __builtin_strlen(text), 10, &seed);
  }
  if (!seeded) {
    return mochi_platform_wall_clock();
  }
  // Wraps for large seeds; the sequence is small after the first step.
  seed = (int64_t)((uint64_t)seed * 1664525u + 1013904223u) % 2147483647;
  return seed;
}

int64_t mochi_clock(void) {
  return mochi_platform_steady_clock();
}

void mochi_sleep(int64_t nanoseconds) {
  // Somebody may be waiting for what was printed.
  mochi_output_flush();
  mochi_platform_sleep(nanoseconds);
}

int64_t mochi_test_index(void) {
  const char *text = mochi_platform_environment("MOCHI_TEST");
  int64_t index;
  return text != NULL && mochi_read_int(text, __builtin_strlen(text), 10, &index) ? index : -1;
}
