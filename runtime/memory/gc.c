// The slow paths of allocation: refilling pools, large blocks, the switches for tests.

#include "memory/gc.h"

#include "errors/raise.h"
#include "memory/switches.h"

MOCHI_PER_THREAD mochi_gc_pool mochi_gc_scanned_pools[MOCHI_GC_CLASSES];
MOCHI_PER_THREAD mochi_gc_pool mochi_gc_atomic_pools[MOCHI_GC_CLASSES];
MOCHI_PER_THREAD mochi_gc_pool *mochi_gc_pools;

enum { STRESSED = 1 << 17 };

static bool started;
static bool stress;
// Allocations since the last collection that stress made.
static uint64_t since;
// Allocations until one fails; 0: none does.
static uint64_t fail_at;

static void start(void) {
  started = true;
  stress = mochi_gc_switch("MOCHI_GC_STRESS") != 0;
  fail_at = mochi_gc_switch("MOCHI_GC_FAIL_AT");
  for (size_t class = 2; class < MOCHI_GC_CLASSES; class++) {
    mochi_gc_scanned_pools[class].scan = MOCHI_GC_SCAN_EVERYTHING;
  }
  mochi_gc_backend->start();
}

// What every slow path does first.
static void prepare(void) {
  if (MOCHI_UNLIKELY(!started)) {
    start();
  }
  if (fail_at != 0 && --fail_at == 0) {
    mochi_raise_out_of_memory();
  }
  // Every allocation while the heap is small, then fewer and fewer: the time stays linear.
  if (stress && ++since > mochi_gc_backend->used() / STRESSED) {
    since = 0;
    mochi_gc_backend->collect();
  }
}

static void *checked(void *block) {
  if (block == NULL) {
    mochi_raise_out_of_memory();
  }
  return block;
}

void mochi_gc_know(mochi_gc_pool *pool) {
  if (!pool->known) {
    pool->known = true;
    pool->cursor = UINT16_MAX;
    pool->partial = UINT32_MAX;
    pool->more = mochi_gc_pools;
    mochi_gc_pools = pool;
  }
}

bool mochi_gc_is_watched(void) {
  return stress || fail_at != 0;
}

MOCHI_NOINLINE void *mochi_gc_refill(mochi_gc_pool *pool, size_t size) {
  prepare();
  pool->size = (uint32_t)size;
  mochi_gc_know(pool);
  return checked(mochi_gc_backend->refill(pool, mochi_gc_is_watched()));
}

MOCHI_NOINLINE void *mochi_gc_alloc_large(size_t size, bool atomic) {
  prepare();
  return checked(mochi_gc_backend->large(size, atomic));
}

static void *grow(void *old, size_t used, size_t old_size, size_t size, bool atomic) {
  if (old_size > MOCHI_GC_LARGE && size > old_size && mochi_gc_backend->grow != NULL && !mochi_gc_is_watched()) {
    void *grown = mochi_gc_backend->grow(old, used, old_size, size);
    if (grown != NULL) {
      return grown;
    }
  }
  void *block = atomic ? mochi_gc_alloc_atomic(size) : mochi_gc_alloc(size);
  mochi_copy(block, old, used < size ? used : size);
  mochi_gc_free(old, old_size);
  return block;
}

void *mochi_gc_grow(void *old, size_t used, size_t old_size, size_t size) {
  return grow(old, used, old_size, size, false);
}

void *mochi_gc_grow_atomic(void *old, size_t used, size_t old_size, size_t size) {
  return grow(old, used, old_size, size, true);
}

void mochi_gc_empty_pools(void) {
  for (mochi_gc_pool *pool = mochi_gc_pools; pool != NULL; pool = pool->more) {
    pool->next = NULL;
    pool->limit = NULL;
    pool->rest = NULL;
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
