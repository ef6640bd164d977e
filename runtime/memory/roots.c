// The shadow stack: see roots.h.

#include "memory/roots.h"

#include "errors/frame.h"
#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/system.h"
#include "text/string.h"

// As large as the stack that runs the functions, or larger: each root lies in a frame there, too.
static const size_t size = (size_t)1 << (sizeof(size_t) > 4 ? 28 : 21);

// Behind the limit, for functions without a safepoint at their entry: none of them calls itself.
static const size_t reserve = (size_t)1 << (sizeof(size_t) > 4 ? 20 : 18);

MOCHI_PER_THREAD void **mochi_roots;
MOCHI_PER_THREAD const void *mochi_roots_limit;
MOCHI_PER_THREAD void **mochi_roots_bottom;
MOCHI_PER_THREAD void **mochi_roots_top;

static const void *end_of_room(void) {
  return (const char *)mochi_roots_bottom + size - reserve;
}

void mochi_roots_begin(void) {
  mochi_roots_bottom = mochi_platform_map(size);
  if (mochi_roots_bottom == NULL) {
    mochi_raise_out_of_memory();
  }
  mochi_roots = mochi_roots_bottom;
  mochi_roots_limit = end_of_room();
}

MOCHI_NOINLINE void mochi_gc_safepoint(void **roots, uint32_t count) {
  if ((const void *)roots >= end_of_room()) {
    mochi_raise_uncaught(mochi_string_static("stack overflow"), mochi_frame_innermost_call());
  }
  mochi_roots_top = roots + count;
  mochi_roots_limit = end_of_room();
  mochi_gc_collect();
  mochi_roots_top = NULL;
}
