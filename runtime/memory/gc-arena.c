// Memory that is never given back: for programs that end before it matters, and for measuring what
// a collector costs.

#include "memory/gc.h"

#include "platform/system.h"

enum { CHUNK_SIZE = 4 << 20, REFILL_SIZE = 4096 };

static char *next;
static size_t left;
static size_t taken;

static void start(void) {}

// Pages of a mapping are zero already, and nothing is used twice.
static void *take(size_t size) {
  size = (size + 7) & ~(size_t)7;
  if (size > left) {
    if (size >= CHUNK_SIZE / 4) {
      void *block = mochi_platform_map(size);
      taken += block == NULL ? 0 : size;
      return block;
    }
    next = mochi_platform_map(CHUNK_SIZE);
    left = next == NULL ? 0 : CHUNK_SIZE;
    if (next == NULL) {
      return NULL;
    }
  }
  void *block = next;
  next += size;
  left -= size;
  taken += size;
  return block;
}

static void *refill(mochi_gc_pool *pool, bool single) {
  size_t size = pool->size;
  size_t run = single ? size : REFILL_SIZE / size * size;
  char *cell = take(run);
  if (cell != NULL && !single) {
    pool->next = cell + size;
    pool->limit = cell + run;
  }
  return cell;
}

static void *large(size_t size, bool atomic) {
  (void)atomic;
  return take(size);
}

static void free_block(void *block, size_t size) {
  (void)block;
  (void)size;
}

static void collect(void) {}

static size_t used(void) {
  return taken;
}

const mochi_gc_backend_functions mochi_gc_arena = {
    .name = "arena", .start = start, .refill = refill, .large = large, .free = free_block, .collect = collect, .used = used};
