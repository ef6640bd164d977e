// Each block from malloc, freed only by hand: what AddressSanitizer and valgrind can watch byte by byte.

#include "memory/gc.h"

#include <stdlib.h>

static size_t taken;

static void start(void) {}

static void *large(size_t size, bool atomic) {
  taken += size;
  return atomic ? malloc(size) : calloc(1, size);
}

// A run would be one block of malloc's.
static void *refill(mochi_gc_pool *pool, bool single) {
  (void)single;
  taken += pool->size;
  return malloc(pool->size);
}

static void free_block(void *block, size_t size) {
  taken -= size;
  free(block);
}

static void collect(void) {}

static size_t used(void) {
  return taken;
}

const mochi_gc_backend_functions mochi_gc_none = {
    .name = "none", .start = start, .refill = refill, .large = large, .free = free_block, .collect = collect, .used = used};
