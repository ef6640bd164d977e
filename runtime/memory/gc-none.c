// Each block from malloc, freed only by hand: what AddressSanitizer and valgrind can watch byte by byte.

#include "memory/gc.h"

#include <stdlib.h>

static size_t taken;

static void start(void) {}

static void *large(size_t size, bool atomic) {
  taken += size;
  return atomic ? malloc(size) : calloc(1, size);
}

// One block: mochi_gc_alloc clears its link, and the free list stays empty.
static void *refill(size_t size, bool atomic) {
  (void)atomic;
  return (taken += size, calloc(1, size));
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
