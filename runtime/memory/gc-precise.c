// Our own collector: mark and sweep in one thread, on the heap of heap.h. When to collect, what to do
// with the blocks afterwards, how much memory to keep, and what is told about it.
//
// Pace: the next collection comes when 3/4 of what was alive after the last one was handed out (stacks
// count: they are scanned as well), but at least LEAST bytes. So marking costs a bounded share of the time
// however large the heap is, and peaks stay at or below those of Go's collector, which lets a heap double.
//
// Environment: MOCHI_MAX_HEAP=512m is the most that may be used; reaching it collects, then ends the
// program with error −11. MOCHI_GC_STATS=1 prints collections, pauses and bytes to standard error at the
// end. MOCHI_GC_VERIFY=1 checks the heap after each collection, MOCHI_GC_POISON=1 overwrites what is free,
// MOCHI_GC_MARK_STACK=n bounds the marking stack. See gc.h for the others.

#include "memory/gc.h"

#include "memory/heap.h"
#include "memory/mark.h"
#include "memory/statistics.h"
#include "memory/switches.h"
#include "platform/stack.h"
#include "platform/system.h"

enum { LEAST = 4 << 20, GROWTH_EIGHTHS = 6, DISCARD = 4 << 20 };

static size_t trigger = LEAST;
static bool verifies;

static void start(void) {
  if (!mochi_heap_start(mochi_gc_switch("MOCHI_MAX_HEAP"))) {
    return;  // the first allocation finds no memory
  }
  verifies = mochi_gc_switch("MOCHI_GC_VERIFY") != 0;
  mochi_heap.poisons = mochi_gc_switch("MOCHI_GC_POISON") != 0;
  mochi_heap_mark_limit = (size_t)mochi_gc_switch("MOCHI_GC_MARK_STACK");
  mochi_gc_statistics_start();
}

// ---------------------------------------------------------------- collecting

static void poison_cells(uint32_t block) {
  const mochi_heap_block *record = &mochi_heap.records[block];
  const uint64_t *marks = mochi_heap_marks(block);
  for (uint32_t cell = 0; cell < record->cells; cell++) {
    if ((marks[cell / 64] >> (cell % 64) & 1) == 0) {
      mochi_heap_poison(mochi_heap_address(block) + cell * record->size, record->size);
    }
  }
}

// Blocks without live cells become free, others with room are queued at their pools, in ascending order.
static void sort_blocks(void) {
  mochi_heap.live = 0;
  for (mochi_gc_pool *pool = mochi_gc_pools; pool != NULL; pool = pool->more) {
    pool->partial = MOCHI_HEAP_NONE;
    pool->cursor = UINT16_MAX;
  }
  for (uint32_t block = mochi_heap.top; block-- > 0;) {
    mochi_heap_block *record = &mochi_heap.records[block];
    if (record->cells == 0) {
      continue;
    }
    record->live = mochi_heap_count_marks(block);
    if (record->live == 0) {
      mochi_heap_free_blocks(block, record->state == HEAP_LARGE ? record->blocks : 1);
      continue;
    }
    mochi_heap.live += record->state == HEAP_LARGE ? (size_t)record->blocks << HEAP_BLOCK_SHIFT : record->live * record->size;
    if (record->live < record->cells) {
      record->next = record->pool->partial;
      record->pool->partial = block;
      if (mochi_heap.poisons) {
        poison_cells(block);
      }
    }
  }
}

// Scans the stack from its own frame on: what its caller has saved lies above.
static MOCHI_NOINLINE void collect_below(void) {
  int64_t begin = mochi_platform_steady_clock();
  mochi_gc_empty_pools();
  mochi_heap_mark(__builtin_frame_address(0));
  sort_blocks();
  if (verifies) {
    mochi_heap_verify();
  }
  size_t alive = mochi_heap.live + mochi_heap_stack_bytes;
  trigger = alive / 8 * GROWTH_EIGHTHS;
  trigger = trigger < LEAST ? LEAST : trigger;
  // What will be handed out until the next collection, and an eighth; the rest goes back.
  mochi_heap_discard((uint32_t)((trigger + trigger / 8) >> HEAP_BLOCK_SHIFT));
  mochi_gc_statistics_add(begin, mochi_heap.taken, mochi_heap.live, (size_t)(mochi_heap.top - mochi_heap.free_blocks + mochi_heap.dirty) << HEAP_BLOCK_SHIFT);
  mochi_heap.taken = 0;
}

static MOCHI_NOINLINE void collect(void) {
  if (mochi_heap.base == NULL) {
    return;
  }
  // Saves the registers that functions preserve in this frame; what lies in others is gone at a call.
  __builtin_unwind_init();
  collect_below();
  __asm__ volatile("");  // this frame stays until then
}

static void collect_when_due(size_t size) {
  if (mochi_heap.taken + size > trigger) {
    collect();
  }
}

// ---------------------------------------------------------------- handing out

// Only the taken cell of a run stays taken: the next call finds the others again.
static void give_back_rest(mochi_gc_pool *pool) {
  size_t cells = (size_t)(pool->limit - pool->next) / pool->size;
  mochi_heap.taken -= cells * pool->size;
  pool->cursor = (uint16_t)(pool->cursor - cells);
  pool->next = NULL;
  pool->limit = NULL;
}

static void *refill(mochi_gc_pool *pool, bool single) {
  collect_when_due(0);
  if (mochi_heap.base == NULL) {
    return NULL;
  }
  if (!mochi_heap_next_run(pool)) {
    collect();
    if (!mochi_heap_next_run(pool)) {
      return NULL;
    }
  }
  char *cell = pool->next;
  pool->next = cell + pool->size;
  if (single || mochi_heap.poisons) {
    give_back_rest(pool);
    mochi_heap_unpoison(cell, pool->size);
  }
  return cell;
}

// Above MOCHI_GC_SMALL. Two to 51 cells fill a block but for a hundredth.
static const uint16_t medium_sizes[] = {320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2336, 2720, 3264, 4096, 5456, MOCHI_GC_LARGE};
enum { MEDIUM_CLASSES = sizeof medium_sizes / sizeof medium_sizes[0] };

static mochi_gc_pool medium_pools[2][MEDIUM_CLASSES];

static void *medium(size_t size, bool atomic) {
  size_t class = 0;
  while (medium_sizes[class] < size) {
    class++;
  }
  mochi_gc_pool *pool = &medium_pools[atomic][class];
  char *cell = pool->next;
  if (cell != pool->limit) {
    pool->next = cell + pool->size;
  } else {
    pool->size = medium_sizes[class];
    pool->scan = atomic ? MOCHI_GC_SCAN_NOTHING : MOCHI_GC_SCAN_EVERYTHING;
    mochi_gc_know(pool);
    cell = refill(pool, mochi_gc_is_watched());
  }
  if (cell != NULL && !atomic) {
    __builtin_memset(cell, 0, pool->size);
  }
  return cell;
}

static void *large(size_t size, bool atomic) {
  if (size <= MOCHI_GC_LARGE) {
    return medium(size, atomic);
  }
  collect_when_due(size);
  if (mochi_heap.base == NULL) {
    return NULL;
  }
  mochi_gc_scan scan = atomic ? MOCHI_GC_SCAN_NOTHING : MOCHI_GC_SCAN_EVERYTHING;
  void *block = mochi_heap_take_large(size, scan);
  if (block == NULL) {
    collect();
    block = mochi_heap_take_large(size, scan);
  }
  return block;
}

static void free_block(void *block, size_t size) {
  size_t bytes = mochi_heap_free_large(block);
  mochi_heap.taken -= mochi_heap.taken < bytes ? mochi_heap.taken : bytes;
  if (size >= DISCARD) {
    mochi_heap_discard((uint32_t)(trigger >> HEAP_BLOCK_SHIFT));
  }
}

static void *grow(void *block, size_t used, size_t old_size, size_t size) {
  collect_when_due(size - old_size);
  return mochi_heap_grow_large(block, used, size);
}

static void expect(size_t size) {
  if (mochi_heap.taken + size > trigger) {
    trigger = mochi_heap.taken + size;
  }
}

static size_t used(void) {
  return mochi_heap.live + mochi_heap.taken;
}

const mochi_gc_backend_functions mochi_gc_precise = {
    .name = "precise",
    .start = start,
    .refill = refill,
    .large = large,
    .free = free_block,
    .grow = grow,
    .collect = collect,
    .used = used,
    .expect = expect,
};
