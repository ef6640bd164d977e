// Memory that need not be freed by hand; large blocks may be, as soon as nothing refers to them.
//
// mochi_gc_alloc gives zeroed memory that may hold pointers; mochi_gc_alloc_atomic memory for bytes
// and numbers, not zeroed, never scanned. Both align to 16 bytes, never return NULL (out of memory
// ends the program with error −11) and may collect: whatever is reachable from C locals, globals or
// other blocks stays, interior pointers count.
//
// Sizes up to MOCHI_GC_SMALL are popped from free lists, one per multiple of 16 and kind, that the
// backend refills a page at a time. Their links are the first word of each free block. The heads are
// *dropped* when a collection starts (what was on them is swept again), so they are no roots.
//
// Backends (memory/gc-*.c) are separate objects; the program links the one that
// mochi_gc_backend names. Emitted code may define that pointer; else libmochi's default is bdw.
//
// Environment: MOCHI_GC_STRESS=1 collects at every allocation, MOCHI_GC_FAIL_AT=n lets the n-th
// fail. Either keeps the free lists empty, so that each allocation takes the slow path.

#ifndef MOCHI_MEMORY_GC_H
#define MOCHI_MEMORY_GC_H

#include "platform/compiler.h"

enum {
  MOCHI_GC_GRANULE = 16,
  MOCHI_GC_SMALL = 256,
  MOCHI_GC_CLASSES = MOCHI_GC_SMALL / MOCHI_GC_GRANULE + 1,
  MOCHI_GC_LARGE = 2048  // from here on freeing by hand pays
};

typedef struct mochi_gc_backend_functions {
  const char *name;
  void (*start)(void);
  // A list of zeroed (`atomic`: any) blocks of exactly `size` bytes, linked by their first words; NULL when there is no memory.
  void *(*refill)(size_t size, bool atomic);
  // One block; zeroed unless atomic. NULL when there is no memory.
  void *(*large)(size_t size, bool atomic);
  // Gives back a block of `large`, of MOCHI_GC_LARGE bytes or more.
  void (*free)(void *block, size_t size);
  void (*collect)(void);
  size_t (*used)(void);
  void (*expect)(size_t size);  // may be NULL
} mochi_gc_backend_functions;

extern const mochi_gc_backend_functions mochi_gc_bdw;
extern const mochi_gc_backend_functions mochi_gc_arena;
extern const mochi_gc_backend_functions mochi_gc_none;

extern const mochi_gc_backend_functions *const mochi_gc_backend;

// Heads of the free lists, by size in granules.
extern MOCHI_PER_THREAD void *mochi_gc_free_scanned[MOCHI_GC_CLASSES];
extern MOCHI_PER_THREAD void *mochi_gc_free_atomic[MOCHI_GC_CLASSES];

void *mochi_gc_alloc_slow(size_t size);
void *mochi_gc_alloc_atomic_slow(size_t size);

static inline void *mochi_gc_alloc(size_t size) {
  size_t granules = (size + MOCHI_GC_GRANULE - 1) / MOCHI_GC_GRANULE;
  if (MOCHI_LIKELY(granules < MOCHI_GC_CLASSES)) {
    void **block = (void **)mochi_gc_free_scanned[granules];
    if (MOCHI_LIKELY(block != NULL)) {
      mochi_gc_free_scanned[granules] = *block;
      *block = NULL;
      return block;
    }
  }
  return mochi_gc_alloc_slow(size);
}

static inline void *mochi_gc_alloc_atomic(size_t size) {
  size_t granules = (size + MOCHI_GC_GRANULE - 1) / MOCHI_GC_GRANULE;
  if (MOCHI_LIKELY(granules < MOCHI_GC_CLASSES)) {
    void **block = (void **)mochi_gc_free_atomic[granules];
    if (MOCHI_LIKELY(block != NULL)) {
      mochi_gc_free_atomic[granules] = *block;
      return block;
    }
  }
  return mochi_gc_alloc_atomic_slow(size);
}

/** A block of `size` bytes that starts with `old_size` bytes of `old` (which may be NULL); `old` is garbage then. */
void *mochi_gc_grow(void *old, size_t old_size, size_t size);
void *mochi_gc_grow_atomic(void *old, size_t old_size, size_t size);

/**
 * Gives back a block that nothing refers to any more: scratch memory, an array that has grown out of
 * its place. Only a hint: small blocks wait for the next collection. `size` is what it was asked for with.
 */
static inline void mochi_gc_free(void *block, size_t size) {
  if (size >= MOCHI_GC_LARGE) {
    mochi_gc_backend->free(block, size);
  }
}

/** About so many bytes will be allocated soon and stay: collecting meanwhile would find nothing. A hint. */
void mochi_gc_expect(size_t size);

/** Collects now. */
void mochi_gc_collect(void);
/** Bytes in live and not yet collected blocks. */
size_t mochi_gc_used(void);

/** Forgets the free lists; backends call it when a collection starts. */
void mochi_gc_drop_free_lists(void);

#endif
