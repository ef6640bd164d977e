// Our own collector: mark and sweep on the heap of heap.h. When to collect and how, what to do
// with the blocks afterwards, how much memory to keep, and what is told about it.
//
// Pace: the next collection comes when 3/4 of what was alive after the last one was handed out (stacks
// count: they are scanned as well), 5/8 beyond MUCH, but at least LEAST bytes. So marking costs a bounded share
// of the time however large the heap is, and peaks stay below those of Go's collector, which lets a heap double.
//
// Where marking would have to read more than ASIDE bytes, the program would stand still for more than some
// milliseconds: it is left to a snapshot (aside.h). What is handed out meanwhile stays until the next collection,
// which comes earlier for it. A program that hands out half its heap (an eighth of a small one) before the
// snapshot is through waits. One that makes garbage faster than a snapshot is marked would need half as much
// memory again: there the next STANDING collections are made here, unless MOCHI_GC_ASIDE says that pauses matter more.
//
// Environment: MOCHI_MAX_HEAP=512m is the most that may be used; reaching it collects, then ends the
// program with error −11. MOCHI_GC_STATS=1 prints collections, pauses and bytes to standard error at the
// end. MOCHI_GC_VERIFY=1 checks the heap after each collection, MOCHI_GC_POISON=1 overwrites what is free,
// MOCHI_GC_MARK_STACK=n bounds the marking stack. MOCHI_GC_ASIDE=n replaces ASIDE (0: never), and
// MOCHI_GC_EVERY=n collects when n bytes were handed out, if that is earlier. See gc.h for the others.

#include "memory/gc.h"

#include "memory/aside.h"
#include "memory/heap.h"
#include "memory/mark.h"
#include "memory/roots.h"
#include "memory/statistics.h"
#include "memory/switches.h"
#include "platform/stack.h"
#include "platform/system.h"

enum { LEAST = 4 << 20, MUCH = 32 << 20, DISCARD = 4 << 20, ASIDE = 24 << 20, STANDING = 64 };

// When so many bytes were handed out, it is time: to collect, or, if that goes on aside, to wait for it.
static size_t due = LEAST;
// A snapshot is being marked, or has not ended quite: each slow path looks after it.
static bool attends;
// Bytes that the last collection found alive and had to read, and whether most of what had been handed out
// before it was among them.
static size_t scanned;
static bool grows;
// Bytes alive from which on that is so.
static size_t growth;
// Bytes of the snapshot's stacks.
static size_t stacks_aside;
// Collections that come before the next one aside.
static uint32_t standing;
static bool prefers_aside;
static size_t least_aside = ASIDE;
static size_t every = SIZE_MAX;
static bool verifies;

static void start(void) {
  if (!mochi_heap_start(mochi_gc_switch("MOCHI_MAX_HEAP"))) {
    return;  // the first allocation finds no memory
  }
  verifies = mochi_gc_switch("MOCHI_GC_VERIFY") != 0;
  mochi_heap.poisons = mochi_gc_switch("MOCHI_GC_POISON") != 0;
  mochi_heap_mark_limit = (size_t)mochi_gc_switch("MOCHI_GC_MARK_STACK");
  prefers_aside = mochi_platform_environment("MOCHI_GC_ASIDE") != NULL;
  least_aside = (size_t)mochi_gc_switch_or("MOCHI_GC_ASIDE", ASIDE);
  every = (size_t)mochi_gc_switch_or("MOCHI_GC_EVERY", SIZE_MAX);
  due = every < LEAST ? every : LEAST;
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
  scanned = 0;
  for (mochi_gc_pool *pool = mochi_gc_pools; pool != NULL; pool = pool->more) {
    pool->partial = MOCHI_HEAP_NONE;
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
    size_t bytes = record->state == HEAP_LARGE ? (size_t)record->blocks << HEAP_BLOCK_SHIFT : record->live * record->size;
    mochi_heap.live += bytes;
    scanned += record->scan == MOCHI_GC_SCAN_NOTHING ? 0 : bytes;
    if (record->live < record->cells) {
      if (!mochi_heap_is_current(block)) {
        record->next = record->pool->partial;
        record->pool->partial = block;
      }
      if (mochi_heap.poisons) {
        poison_cells(block);
      }
    }
  }
}

// Pools have no cells to hand out, and no block.
static void empty_pools(void) {
  mochi_gc_empty_pools();
  for (mochi_gc_pool *pool = mochi_gc_pools; pool != NULL; pool = pool->more) {
    pool->cursor = UINT16_MAX;
  }
}

// What is to be done after marking. `next`: bytes until the next collection, if that isn't too often.
static void conclude(bool aside, size_t next) {
  if (verifies) {
    mochi_heap_verify();
  }
  due = next < LEAST ? LEAST : next;
  if (mochi_roots_bottom != NULL) {
    // The heap grows past that until the next safepoint: half as much is kept for it.
    size_t room = mochi_heap_room(due + due / 2);
    due = due < room / 3 * 2 ? due : room / 3 * 2;
  }
  // What will be handed out until the next collection, and an eighth; the rest goes back.
  mochi_heap_discard((uint32_t)((due + due / 8) >> HEAP_BLOCK_SHIFT));
  due = due < every ? due : every;
  mochi_gc_statistics_taken(mochi_heap.taken);
  mochi_gc_statistics_collection(aside, mochi_heap.live, (size_t)(mochi_heap.top - mochi_heap.free_blocks + mochi_heap.dirty) << HEAP_BLOCK_SHIFT);
  mochi_heap.taken = 0;
}

// Marks and sweeps while the program stands still.
static void collect_from(const void *pointer) {
  int64_t begin = mochi_gc_statistics_begin();
  if (mochi_heap.aside) {
    mochi_heap_end_aside();
  }
  empty_pools();
  growth = mochi_heap.live + mochi_heap.taken / 2;
  __builtin_memset(mochi_heap.marks, 0, (size_t)mochi_heap.top * HEAP_MARK_WORDS * sizeof *mochi_heap.marks);
  mochi_heap_mark(pointer);
  sort_blocks();
  size_t alive = mochi_heap.live + mochi_heap_stack_bytes(pointer);
  grows = mochi_heap.live > growth;
  conclude(false, alive / 8 * (alive < MUCH ? 6 : 5));
  standing -= standing == 0 ? 0 : 1;
  mochi_gc_statistics_pause(begin);
}

// Whether marking takes long, and there is room for what is handed out meanwhile.
static bool is_better_aside(const void *pointer) {
  size_t room = (size_t)(mochi_heap.limit - mochi_heap.top + mochi_heap.free_blocks) << HEAP_BLOCK_SHIFT;
  size_t reads = scanned + (grows ? scanned / 4 * 3 : 0) + mochi_heap_stack_bytes(pointer);
  return standing == 0 && least_aside != 0 && reads >= least_aside && room >= mochi_heap.live;
}

static void begin_from(const void *pointer) {
  int64_t begin = mochi_gc_statistics_begin();
  if (!is_better_aside(pointer)) {
    collect_from(pointer);
    return;
  }
  empty_pools();
  if (!mochi_heap_mark_aside(pointer)) {
    collect_from(pointer);
    return;
  }
  stacks_aside = mochi_heap_stack_bytes(pointer);
  growth = mochi_heap.live + mochi_heap.taken / 2;
  attends = true;
  mochi_heap.live += mochi_heap.taken;
  mochi_gc_statistics_taken(mochi_heap.taken);
  mochi_heap.taken = 0;
  // Where the heap is small, waiting is short.
  size_t most = mochi_heap.live / (mochi_heap.live < MUCH ? 8 : 2);
  due = most < LEAST / 4 ? LEAST / 4 : most;
  mochi_gc_statistics_pause(begin);
}

// Calls `body` with the frame from which on the stack is to be scanned: what its caller has saved lies above.
static MOCHI_NOINLINE void call_below(void (*body)(const void *pointer)) {
  body(__builtin_frame_address(0));
  __asm__ volatile("");  // this frame stays until then
}

static MOCHI_NOINLINE void with_registers_saved(void (*body)(const void *pointer)) {
  // Saves the registers that functions preserve in this frame; what lies in others is gone at a call.
  __builtin_unwind_init();
  call_below(body);
  __asm__ volatile("");
}

// Whether all roots are known here. Where they are only at safepoints, it asks for one.
static bool may_collect(void) {
  if (mochi_roots_bottom == NULL) {
    return mochi_heap.base != NULL && MOCHI_STACK_IS_VISIBLE;
  }
  if (mochi_roots_top == NULL) {
    mochi_roots_want_collection();
  }
  return mochi_heap.base != NULL && mochi_roots_top != NULL;
}

static void collect(void) {
  if (may_collect()) {
    with_registers_saved(collect_from);
  }
}

static void finish_aside(int64_t begin) {
  mochi_heap_take_marks();
  sort_blocks();
  // What was handed out since the snapshot is taken for alive, and counts twice: it is there now, and as
  // much will be while the next one is marked.
  size_t since = mochi_heap.taken < mochi_heap.live ? mochi_heap.taken : mochi_heap.live;
  size_t alive = mochi_heap.live - since + stacks_aside;
  size_t most = alive / 4 * 3;
  size_t least = alive / 4;
  grows = mochi_heap.live - since > growth;
  if (since > least && !grows && !prefers_aside) {
    standing = STANDING;
  }
  conclude(true, most > least + 2 * since ? most - 2 * since : least);
  mochi_heap_end_aside();
  mochi_gc_statistics_pause(begin);
}

static MOCHI_NOINLINE void attend(size_t size) {
  bool is_due = mochi_heap.taken + size > due;
  if (!may_collect()) {
    return;
  }
  if (!mochi_heap.aside) {
    attends = mochi_heap_aside_lingers();
    if (is_due) {
      with_registers_saved(begin_from);
    }
  } else if (is_due || mochi_heap_is_marked_aside()) {
    int64_t begin = mochi_gc_statistics_begin();
    if (mochi_heap_wait_aside()) {
      finish_aside(begin);
    } else {
      collect();
    }
  }
}

static void collect_when_due(size_t size) {
  if (MOCHI_UNLIKELY(attends) || mochi_heap.taken + size > due) {
    attend(size);
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
    mochi_heap_discard((uint32_t)(due >> HEAP_BLOCK_SHIFT));
  }
}

static void *grow(void *block, size_t used, size_t old_size, size_t size) {
  collect_when_due(size - old_size);
  return mochi_heap_grow_large(block, used, size);
}

static void expect(size_t size) {
  if (mochi_heap.taken + size > due) {
    due = mochi_heap.taken + size;
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
