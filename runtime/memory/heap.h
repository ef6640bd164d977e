// The heap of our own collector: what lies where, and what holds.
//
//   reserved addresses:  │ marks: 128 bytes a block │ records: 64 bytes a block │ blocks of 16 KB … │
//
// Everything is reserved at once and gets memory from the front, as the heap grows. So "does this word
// point into the heap, and at which block" is a subtraction, a comparison and a shift.
//
//   small block   cells of one pool: of one size, up to 8 KB, and one layout. Cell k starts at k * size;
//                 the number of the cell under an interior pointer is a multiplication (`reciprocal`).
//   large block   one object in a run of whole blocks; the first has the record, the others lead to it.
//   free run      blocks without use, in a list with runs of similar length.
//   taken block   somebody else's: on WASI, memory is one row of pages for all who ask for some.
//
// A bit per cell says whether it was reached by the last collection. These bits lie apart from the cells:
// marking an object without pointers touches nothing of it, and the bits of 100 MB fit a cache.
//
// Collecting (gc-precise.c): mark what is reachable (mark.c), then look at the records alone: a block with no
// marked cell becomes free, one with some is queued at its pool. Sweeping is lazy and has no pass of its
// own: a pool that needs cells looks for clear bits from its cursor on; a run of them is its next run.
// A large heap is marked aside, by a snapshot of the process (aside.h), while the program goes on.
//
// Invariants, checked by mochi_heap_verify (verify.c, MOCHI_GC_VERIFY=1) after each collection:
//   H1  `cells` is 0 in the records of free, inner and taken blocks, so no word marks anything there
//   H2  a marked object's pointers lead to marked objects (those of a cell that waits in a pool's run mean nothing)
//   H3  `live` is the number of set bits of a block
//   H4  free runs are maximal, each is in the list of its length, and both its ends know it
//   H5  blocks at `top` and above have never been used: their memory is zero
//   H6  a block whose record says `is_zero` is
//
// Where a stack can't be scanned (WebAssembly), roots lie in a shadow stack, and safepoints are the only
// places where this heap is collected: memory/roots.h.
//
// What comes later finds its place: a fiber's stack is registered with mochi_gc_stack (mark.c scans all of
// them); threads get pools of their own (MOCHI_PER_THREAD), stop where they allocate, and mark.c scans
// their stacks as it does fibers'. Nothing but gc-precise.c, aside.c and pools' slow paths writes to this heap's records.

#ifndef MOCHI_MEMORY_HEAP_H
#define MOCHI_MEMORY_HEAP_H

#include "memory/gc.h"

enum {
  HEAP_BLOCK_SHIFT = 14,
  HEAP_BLOCK_SIZE = 1 << HEAP_BLOCK_SHIFT,
  HEAP_SMALLEST_CELL = 16,
  HEAP_MARK_WORDS = HEAP_BLOCK_SIZE / HEAP_SMALLEST_CELL / 64,
  HEAP_LISTS = 32
};

typedef enum mochi_heap_state { HEAP_FREE, HEAP_SMALL, HEAP_LARGE, HEAP_INNER, HEAP_TAKEN } mochi_heap_state;

// What became of a block since the snapshot that is being marked.
typedef enum mochi_heap_since {
  HEAP_AS_BEFORE,  // nothing was taken from it
  HEAP_SWEPT,      // a pool took its free cells, up to its cursor
  HEAP_NEW         // it wasn't there
} mochi_heap_since;

typedef struct mochi_heap_block {
  uint64_t pointers;    // as in the pool
  size_t size;          // of a cell; of a large object: what was asked for, in whole words
  uint32_t reciprocal;  // 2^32 / size, rounded up; of a large object 0
  uint32_t cells;       // of a small block; of a large one 1
  uint32_t live;        // marked cells, counted after marking
  uint32_t blocks;      // of a large object, of a free run
  uint32_t next;        // in the pool's queue, in the list of free runs
  uint32_t previous;    // in the list of free runs; of an inner block the first one
  uint8_t state;        // a mochi_heap_state
  uint8_t scan;         // a mochi_gc_scan
  bool is_zero;         // free: its memory is
  bool again;           // it has marked cells that the marking stack had no room for
  uint8_t since;        // a mochi_heap_since; HEAP_AS_BEFORE unless marking aside
  mochi_gc_pool *pool;
} mochi_heap_block;

typedef struct mochi_heap_state_of_all {
  char *base;           // of block 0
  uint64_t *marks;
  mochi_heap_block *records;
  uint32_t top;         // blocks below have been used
  uint32_t committed;   // blocks below have memory
  uint32_t reserved;    // blocks there are addresses for
  uint32_t limit;       // blocks that may be used, MOCHI_MAX_HEAP
  uint32_t free_blocks; // in runs
  uint32_t dirty;       // of those, blocks that aren't zero: memory that could go back to the system
  uint32_t lists[HEAP_LISTS];  // of free runs, by log2 of their length; MOCHI_HEAP_NONE ends them
  size_t taken;         // bytes handed out since the last collection, or the snapshot that is being marked
  size_t live;          // bytes that it found, or that were in use then
  bool aside;           // a snapshot is being marked
  bool poisons;         // what becomes free is overwritten, MOCHI_GC_POISON=1
} mochi_heap_state_of_all;

#define MOCHI_HEAP_NONE UINT32_MAX

extern mochi_heap_state_of_all mochi_heap;

/** False when the system gives no addresses. `limit` in bytes, or 0. */
bool mochi_heap_start(uint64_t limit);

/** A run of `count` blocks, whose records the caller fills; MOCHI_HEAP_NONE when there is no memory for it. */
uint32_t mochi_heap_take_blocks(uint32_t count);
void mochi_heap_free_blocks(uint32_t first, uint32_t count);
/** How much can be handed out without asking the system, which is asked for as much as is `wanted` first. */
size_t mochi_heap_room(size_t wanted);
/** Gives memory of free runs back to the system until at most `keep` blocks of it are left. */
void mochi_heap_discard(uint32_t keep);

/** The next run of free cells of `pool`, in blocks that it has or gets; false when there is no memory. */
bool mochi_heap_next_run(mochi_gc_pool *pool);
void *mochi_heap_take_large(size_t size, mochi_gc_scan scan);
/** The object's place with room for `size` bytes, here or elsewhere; NULL when only copying can do that. */
void *mochi_heap_grow_large(void *object, size_t used, size_t size);
/** Returns how many bytes that gave. */
size_t mochi_heap_free_large(void *object);

static inline char *mochi_heap_address(uint32_t block) {
  return mochi_heap.base + ((size_t)block << HEAP_BLOCK_SHIFT);
}

static inline uint64_t *mochi_heap_marks(uint32_t block) {
  return mochi_heap.marks + (size_t)block * HEAP_MARK_WORDS;
}

/** Whether its pool takes cells from this block. A pool without block has a cursor that is behind every block's end. */
static inline bool mochi_heap_is_current(uint32_t block) {
  const mochi_gc_pool *pool = mochi_heap.records[block].pool;
  return pool != NULL && pool->block == block && pool->cursor != UINT16_MAX;
}

/** Marked cells of a block in use. */
uint32_t mochi_heap_count_marks(uint32_t block);

/** Overwrites what nobody may use any more, with 0xdb, and tells AddressSanitizer; mochi_heap_unpoison tells it that it was taken. */
void mochi_heap_poison(char *memory, size_t size);
void mochi_heap_unpoison(char *memory, size_t size);

/** Panics with the broken invariant's name. */
void mochi_heap_verify(void);

#endif
