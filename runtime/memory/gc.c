// The slow paths of allocation: refilling free lists, large blocks, the switches for tests.

#include "memory/gc.h"

#include "errors/raise.h"
#include "platform/system.h"

MOCHI_PER_THREAD void *mochi_gc_free_scanned[MOCHI_GC_CLASSES];
MOCHI_PER_THREAD void *mochi_gc_free_atomic[MOCHI_GC_CLASSES];

static bool started;
static bool stress;
// Allocations until one fails; 0: none does.
static uint64_t fail_at;

static uint64_t read_number(const char *text) {
  uint64_t number = 0;
  while (text != NULL && *text >= '0' && *text <= '9') {
    number = number * 10 + (uint64_t)(*text++ - '0');
  }
  return number;
}

static void start(void) {
  started = true;
  stress = read_number(mochi_platform_environment("MOCHI_GC_STRESS")) != 0;
  fail_at = read_number(mochi_platform_environment("MOCHI_GC_FAIL_AT"));
  mochi_gc_backend->start();
}

static void *alloc_one(size_t size, bool atomic) {
  if (fail_at != 0 && --fail_at == 0) {
    mochi_raise_out_of_memory();
  }
  if (stress) {
    mochi_gc_backend->collect();
  }
  void *block = mochi_gc_backend->large(size, atomic);
  if (block == NULL) {
    mochi_raise_out_of_memory();
  }
  return block;
}

// Pops the first block of a new list, whose rest becomes the class's free list.
static void *refill(void **list, size_t granules, bool atomic) {
  void **block = mochi_gc_backend->refill(granules * MOCHI_GC_GRANULE, atomic);
  if (block == NULL) {
    mochi_raise_out_of_memory();
  }
  list[granules] = *block;
  *block = NULL;
  return block;
}

static void *alloc(void **list, size_t size, bool atomic) {
  if (MOCHI_UNLIKELY(!started)) {
    start();
  }
  size_t granules = (size + MOCHI_GC_GRANULE - 1) / MOCHI_GC_GRANULE;
  if (granules >= MOCHI_GC_CLASSES || stress || fail_at != 0) {
    return alloc_one(size == 0 ? 1 : size, atomic);
  }
  return refill(list, granules == 0 ? 1 : granules, atomic);
}

void *mochi_gc_alloc_slow(size_t size) {
  return alloc(mochi_gc_free_scanned, size, false);
}

void *mochi_gc_alloc_atomic_slow(size_t size) {
  return alloc(mochi_gc_free_atomic, size, true);
}

void *mochi_gc_grow(void *old, size_t old_size, size_t size) {
  void *block = mochi_gc_alloc(size);
  mochi_copy(block, old, old_size < size ? old_size : size);
  return block;
}

void *mochi_gc_grow_atomic(void *old, size_t old_size, size_t size) {
  void *block = mochi_gc_alloc_atomic(size);
  mochi_copy(block, old, old_size < size ? old_size : size);
  return block;
}

void mochi_gc_drop_free_lists(void) {
  for (size_t i = 0; i < MOCHI_GC_CLASSES; i++) {
    mochi_gc_free_scanned[i] = NULL;
    mochi_gc_free_atomic[i] = NULL;
  }
}

void mochi_gc_expect(size_t size) {
  if (MOCHI_UNLIKELY(!started)) {
    start();
  }
  if (mochi_gc_backend->expect != NULL && !stress) {
    mochi_gc_backend->expect(size);
  }
}

void mochi_gc_collect(void) {
  if (started) {
    mochi_gc_backend->collect();
  }
}

size_t mochi_gc_used(void) {
  return started ? mochi_gc_backend->used() : 0;
}
