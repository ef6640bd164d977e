// Memory that need not be freed by hand; large blocks may be, as soon as nothing refers to them.
//
// mochi_gc_alloc gives zeroed memory that may hold pointers anywhere; mochi_gc_alloc_atomic memory for
// bytes and numbers, not zeroed, never scanned; mochi_gc_new a struct whose pool says which words are
// pointers, not zeroed: the caller sets every pointer before the next allocation. All align to 8 bytes,
// never return NULL (out of memory ends the program with error −11) and may collect: whatever is
// reachable from C locals, roots or other blocks stays, interior pointers count. Programs with a shadow
// stack (memory/roots.h) collect at safepoints only, never while they allocate.
//
// A *pool* hands out cells of one size and layout from a run of free memory, `next` to `limit`: an
// addition and a comparison. The slow path (mochi_gc_refill) asks the backend for the next run.
// There is a pool per size class up to MOCHI_GC_SMALL for memory of either kind, and emitted code has
// one per type. Pools are emptied (mochi_gc_empty_pools) when a collection starts, so they are no roots.
// What several threads would need of their own is the pools alone: MOCHI_PER_THREAD stands at each.
//
// Roots are the stacks and registers (or the shadow stack), scanned conservatively, and the variables in mochi_gc_roots: emitted
// code defines that table when it has globals that hold pointers. Statics of the runtime hold no
// pointers into this memory.
//
// Backends (memory/gc-*.c) are separate objects; the program links the one that mochi_gc_backend names.
// Emitted code may define that pointer; else libmochi's default (memory/gc-default.c) holds.
//
// Environment, for all backends: MOCHI_GC_STRESS=1 collects at every allocation (of a large heap at every
// used / 128 KB-th), MOCHI_GC_FAIL_AT=n lets the n-th fail. Either keeps the pools empty, so that each allocation takes the slow path.

#ifndef MOCHI_MEMORY_GC_H
#define MOCHI_MEMORY_GC_H

#include "platform/compiler.h"

enum {
  MOCHI_GC_SMALL = 256,
  MOCHI_GC_CLASSES = 21,
  MOCHI_GC_LARGE = 8192  // above this, freeing by hand pays
};

// What the collector looks for in a cell.
typedef enum mochi_gc_scan {
  MOCHI_GC_SCAN_NOTHING,
  MOCHI_GC_SCAN_EVERYTHING,  // any word may be a pointer
  MOCHI_GC_SCAN_SOME         // those whose bits are set in `pointers`
} mochi_gc_scan;

typedef struct mochi_gc_pool {
  char *next;         // of the run that is being filled; NULL, as `limit`, when there is none
  char *limit;
  uint64_t pointers;  // bit i: word i may be a pointer (MOCHI_GC_SCAN_SOME)
  uint32_t size;      // of a cell; known from the first on
  uint8_t scan;       // a mochi_gc_scan
  bool known;         // it is in the list of pools that have been used
  uint16_t cursor;    // the backend's: the next cell of `block` to look at,
  uint32_t block;     // the block that cells come from,
  uint32_t partial;   // and blocks to take after it
  void *rest;         // the backend's, too
  struct mochi_gc_pool *more;
} mochi_gc_pool;

typedef struct mochi_gc_root {
  void *variable;
  size_t size;  // in bytes
} mochi_gc_root;

/** A table that a NULL variable ends. */
extern const mochi_gc_root *const mochi_gc_roots;

typedef struct mochi_gc_backend_functions {
  const char *name;
  void (*start)(void);
  // One cell of `pool`, and unless `single`, the free cells behind it as the pool's next run. NULL when there is no memory.
  void *(*refill)(mochi_gc_pool *pool, bool single);
  // One block of more than MOCHI_GC_SMALL bytes; zeroed unless atomic. NULL when there is no memory.
  void *(*large)(size_t size, bool atomic);
  // Gives back a block of `large`, of more than MOCHI_GC_LARGE bytes.
  void (*free)(void *block, size_t size);
  // Makes a block of `large` larger, here or elsewhere, keeping its first `used` bytes; NULL when only copying can do that.
  void *(*grow)(void *block, size_t used, size_t old_size, size_t size);
  void (*collect)(void);
  size_t (*used)(void);
  void (*expect)(size_t size);
} mochi_gc_backend_functions;

extern const mochi_gc_backend_functions mochi_gc_precise;
extern const mochi_gc_backend_functions mochi_gc_bdw;
extern const mochi_gc_backend_functions mochi_gc_arena;
extern const mochi_gc_backend_functions mochi_gc_none;

extern const mochi_gc_backend_functions *const mochi_gc_backend;

// By size class.
extern MOCHI_PER_THREAD mochi_gc_pool mochi_gc_scanned_pools[MOCHI_GC_CLASSES];
extern MOCHI_PER_THREAD mochi_gc_pool mochi_gc_atomic_pools[MOCHI_GC_CLASSES];

// Classes: 16, 24 … 64 by eights (numbered 2 to 8), then 80, 96 … 256 by sixteens.
static inline size_t mochi_gc_class(size_t size) {
  size_t words = (size + 7) / 8;
  return words <= 2 ? 2 : words <= 8 ? words : (words + 1) / 2 + 4;
}

static inline size_t mochi_gc_class_size(size_t class) {
  return class <= 8 ? class * 8 : (class - 4) * 16;
}

// Bytes there are in a block that is asked for with `size`, at least.
static inline uint64_t mochi_gc_room(uint64_t size) {
  return size <= MOCHI_GC_SMALL ? mochi_gc_class_size(mochi_gc_class((size_t)size)) : size;
}

void *mochi_gc_refill(mochi_gc_pool *pool, size_t size);
void *mochi_gc_alloc_large(size_t size, bool atomic);

/** A cell of `size` bytes, the same for all of `pool`: a multiple of 8, at least 16. Not zeroed. */
static inline void *mochi_gc_take(mochi_gc_pool *pool, size_t size) {
  char *cell = pool->next;
  if (MOCHI_LIKELY((size_t)(pool->limit - cell) >= size)) {
    pool->next = cell + size;
    return cell;
  }
  return mochi_gc_refill(pool, size);
}

/** A struct of `size` bytes from its type's pool, not zeroed. */
static inline void *mochi_gc_new(mochi_gc_pool *pool, size_t size) {
  return mochi_gc_take(pool, size <= 16 ? 16 : (size + 7) / 8 * 8);
}

static inline void *mochi_gc_alloc(size_t size) {
  if (MOCHI_LIKELY(size <= MOCHI_GC_SMALL)) {
    size_t class = mochi_gc_class(size);
    size_t rounded = mochi_gc_class_size(class);
    void *cell = mochi_gc_take(&mochi_gc_scanned_pools[class], rounded);
    __builtin_memset(cell, 0, rounded);
    return cell;
  }
  return mochi_gc_alloc_large(size, false);
}

static inline void *mochi_gc_alloc_atomic(size_t size) {
  if (MOCHI_LIKELY(size <= MOCHI_GC_SMALL)) {
    size_t class = mochi_gc_class(size);
    return mochi_gc_take(&mochi_gc_atomic_pools[class], mochi_gc_class_size(class));
  }
  return mochi_gc_alloc_large(size, true);
}

/**
 * A block of `size` bytes that starts with the first `used` bytes of `old`, which was asked for with
 * `old_size` (or is NULL). Nothing may refer to `old` any more: it may be given back, or have become the result.
 */
void *mochi_gc_grow(void *old, size_t used, size_t old_size, size_t size);
void *mochi_gc_grow_atomic(void *old, size_t used, size_t old_size, size_t size);

/**
 * Gives back a block that nothing refers to any more: scratch memory, an array that has grown out of
 * its place. Only a hint: small blocks wait for the next collection. `size` is what it was asked for with.
 */
static inline void mochi_gc_free(void *block, size_t size) {
  if (size > MOCHI_GC_LARGE) {
    mochi_gc_backend->free(block, size);
  }
}

/** About so many bytes will be allocated soon and stay: collecting meanwhile would find nothing. A hint. */
void mochi_gc_expect(size_t size);

/** Collects now. */
void mochi_gc_collect(void);
/** Bytes in live and not yet collected blocks. */
size_t mochi_gc_used(void);

/** The pools that have been used, linked by `more`. */
extern MOCHI_PER_THREAD mochi_gc_pool *mochi_gc_pools;

/** Puts `pool` into that list. */
void mochi_gc_know(mochi_gc_pool *pool);

/** Allocations are watched by MOCHI_GC_STRESS or MOCHI_GC_FAIL_AT: each must take the slow path. */
bool mochi_gc_is_watched(void);

/** Forgets what the pools still have to hand out; backends call it when a collection starts. */
void mochi_gc_empty_pools(void);

#endif
