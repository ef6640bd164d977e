// Blocks and cells: getting them, giving them back. See heap.h.

#include "memory/heap.h"

#include "platform/sanitize.h"
#include "platform/system.h"

mochi_heap_state_of_all mochi_heap;

enum {
  LARGEST_RESERVE_SHIFT = sizeof(void *) > 4 ? 40 : 31,
  SMALLEST_RESERVE_SHIFT = 24,
  FIRST_COMMIT = 64,  // blocks: 1 MB
  LARGEST_PAGE = 1 << 16,  // of arm64 kernels; memory is committed in such steps
  PAGE_BLOCKS = LARGEST_PAGE / HEAP_BLOCK_SIZE
};

// ---------------------------------------------------------------- memory

static size_t round_up(size_t size, size_t unit) {
  return (size + unit - 1) / unit * unit;
}

// Parts of the tables for blocks `from` to `to` get memory, in steps of LARGEST_PAGE.
static bool commit_table(void *table, size_t each, uint32_t from, uint32_t to) {
  size_t start = round_up(from * each, LARGEST_PAGE);
  size_t end = round_up(to * each, LARGEST_PAGE);
  return start == end || mochi_platform_commit((char *)table + start, end - start);
}

static bool commit_tables(uint32_t from, uint32_t to) {
  return commit_table(mochi_heap.marks, HEAP_MARK_WORDS * sizeof *mochi_heap.marks, from, to) &&
         commit_table(mochi_heap.records, sizeof *mochi_heap.records, from, to);
}

static bool commit(uint32_t blocks) {
  uint32_t from = mochi_heap.committed;
  uint32_t to = (uint32_t)round_up(blocks, PAGE_BLOCKS);
  bool done = commit_tables(from, to) && mochi_platform_commit(mochi_heap_address(from), (size_t)(to - from) << HEAP_BLOCK_SHIFT);
  if (done) {
    mochi_heap.committed = to;
  }
  return done;
}

bool mochi_heap_start(uint64_t limit) {
  const size_t per_block = HEAP_MARK_WORDS * sizeof *mochi_heap.marks + sizeof *mochi_heap.records + HEAP_BLOCK_SIZE;
  for (unsigned shift = LARGEST_RESERVE_SHIFT; shift >= SMALLEST_RESERVE_SHIFT; shift--) {
    size_t size = (size_t)1 << shift;
    char *memory = mochi_platform_reserve(size);
    if (memory == NULL) {
      continue;
    }
    uint32_t blocks = (uint32_t)((size - 3 * LARGEST_PAGE) / per_block) / PAGE_BLOCKS * PAGE_BLOCKS;
    mochi_heap.reserved = blocks;
    mochi_heap.limit = limit == 0 || limit / HEAP_BLOCK_SIZE > blocks ? blocks : (uint32_t)(limit / HEAP_BLOCK_SIZE);
    mochi_heap.marks = (uint64_t *)(void *)memory;
    memory += round_up(blocks * HEAP_MARK_WORDS * sizeof *mochi_heap.marks, LARGEST_PAGE);
    mochi_heap.records = (mochi_heap_block *)(void *)memory;
    mochi_heap.base = memory + round_up(blocks * sizeof *mochi_heap.records, LARGEST_PAGE);
    for (size_t list = 0; list < HEAP_LISTS; list++) {
      mochi_heap.lists[list] = MOCHI_HEAP_NONE;
    }
    if (commit(mochi_heap.limit < FIRST_COMMIT ? mochi_heap.limit : FIRST_COMMIT)) {
      return true;
    }
  }
  mochi_heap.base = NULL;
  return false;
}

void mochi_heap_poison(char *memory, size_t size) {
  mochi_sanitize_allow(memory, size);
  __builtin_memset(memory, 0xdb, size);
  mochi_sanitize_forbid(memory, size);
}

void mochi_heap_unpoison(char *memory, size_t size) {
  if (mochi_heap.poisons) {
    mochi_sanitize_allow(memory, size);
  }
}

// ---------------------------------------------------------------- free runs

static unsigned list_of(uint32_t count) {
  return 31u - (unsigned)__builtin_clz(count);
}

static void unlink_run(uint32_t first) {
  mochi_heap_block *run = &mochi_heap.records[first];
  if (run->previous == MOCHI_HEAP_NONE) {
    mochi_heap.lists[list_of(run->blocks)] = run->next;
  } else {
    mochi_heap.records[run->previous].next = run->next;
  }
  if (run->next != MOCHI_HEAP_NONE) {
    mochi_heap.records[run->next].previous = run->previous;
  }
  mochi_heap.free_blocks -= run->blocks;
}

// Makes blocks, whose records say HEAP_FREE, a run. Its last record knows the length, too.
static void link_run(uint32_t first, uint32_t count) {
  mochi_heap_block *run = &mochi_heap.records[first];
  mochi_heap.records[first + count - 1].blocks = count;
  run->blocks = count;
  run->previous = MOCHI_HEAP_NONE;
  run->next = mochi_heap.lists[list_of(count)];
  if (run->next != MOCHI_HEAP_NONE) {
    mochi_heap.records[run->next].previous = first;
  }
  mochi_heap.lists[list_of(count)] = first;
  mochi_heap.free_blocks += count;
}

void mochi_heap_free_blocks(uint32_t first, uint32_t count) {
  for (uint32_t block = first; block < first + count; block++) {
    mochi_heap.records[block].state = HEAP_FREE;
    mochi_heap.records[block].cells = 0;
    mochi_heap.records[block].is_zero = false;
    mochi_heap.records[block].pool = NULL;
  }
  mochi_heap.dirty += count;
  if (mochi_heap.poisons) {
    mochi_heap_poison(mochi_heap_address(first), (size_t)count << HEAP_BLOCK_SHIFT);
  }
  if (first > 0 && mochi_heap.records[first - 1].state == HEAP_FREE) {
    uint32_t before = mochi_heap.records[first - 1].blocks;
    first -= before;
    count += before;
    unlink_run(first);
  }
  if (first + count < mochi_heap.top && mochi_heap.records[first + count].state == HEAP_FREE) {
    uint32_t behind = mochi_heap.records[first + count].blocks;
    unlink_run(first + count);
    count += behind;
  }
  link_run(first, count);
}

// A run that is long enough, from the list of its like or of longer ones.
static uint32_t find_run(uint32_t count) {
  enum { PATIENCE = 16 };
  unsigned list = list_of(count);
  uint32_t run = mochi_heap.lists[list];
  for (unsigned tries = 0; run != MOCHI_HEAP_NONE && tries < PATIENCE; tries++) {
    if (mochi_heap.records[run].blocks >= count) {
      return run;
    }
    run = mochi_heap.records[run].next;
  }
  while (++list < HEAP_LISTS) {
    if (mochi_heap.lists[list] != MOCHI_HEAP_NONE) {
      return mochi_heap.lists[list];
    }
  }
  return MOCHI_HEAP_NONE;
}

// Blocks leave a free run; the caller says what they are now.
static void take_from_run(uint32_t run, uint32_t count) {
  uint32_t length = mochi_heap.records[run].blocks;
  unlink_run(run);
  if (length > count) {
    link_run(run + count, length - count);
  }
  for (uint32_t block = run; block < run + count; block++) {
    mochi_heap.dirty -= mochi_heap.records[block].is_zero ? 0 : 1;
  }
}

// Behind our memory others have some: their blocks are never ours, what lies before them is free.
static void leave_out_taken(void) {
  size_t taken = mochi_platform_taken(mochi_heap_address(mochi_heap.committed));
  uint32_t first = mochi_heap.committed;
  uint32_t end = first + (uint32_t)((taken + HEAP_BLOCK_SIZE - 1) >> HEAP_BLOCK_SHIFT);
  if (end == first || end > mochi_heap.limit || !commit_tables(first, end)) {
    return;
  }
  uint32_t unused = mochi_heap.top;
  for (uint32_t block = first; block < end; block++) {
    mochi_heap.records[block].state = HEAP_TAKEN;
  }
  mochi_heap.committed = end;
  mochi_heap.top = end;
  if (unused < first) {
    mochi_heap_free_blocks(unused, first - unused);
  }
}

static bool grow_top(uint32_t count) {
  if (count > mochi_heap.limit - mochi_heap.top) {
    return false;
  }
  uint32_t top = mochi_heap.top + count;
  if (top > mochi_heap.committed) {
    // Steps grow with the heap, so that the system is asked rarely.
    uint32_t step = mochi_heap.committed / 8 < FIRST_COMMIT ? FIRST_COMMIT : mochi_heap.committed / 8;
    uint32_t wanted = top - mochi_heap.committed > step ? top : mochi_heap.committed + step;
    if (!commit(wanted < mochi_heap.limit ? wanted : mochi_heap.limit) && !commit(top)) {
      return false;
    }
  }
  for (uint32_t block = mochi_heap.top; block < top; block++) {
    mochi_heap.records[block].is_zero = true;
  }
  mochi_heap.top = top;
  return true;
}

uint32_t mochi_heap_take_blocks(uint32_t count) {
  uint32_t run = find_run(count);
  if (run != MOCHI_HEAP_NONE) {
    take_from_run(run, count);
    return run;
  }
  leave_out_taken();
  // A free run at the top needs only the rest.
  uint32_t first = mochi_heap.top;
  uint32_t length = first > 0 && mochi_heap.records[first - 1].state == HEAP_FREE ? mochi_heap.records[first - 1].blocks : 0;
  if (count > length && !grow_top(count - length)) {
    return MOCHI_HEAP_NONE;
  }
  if (length > 0) {
    take_from_run(first - length, count < length ? count : length);
  }
  return first - length;
}

// The blocks from `end` on, when they are free.
static bool take_blocks_at(uint32_t end, uint32_t more) {
  leave_out_taken();
  if (end < mochi_heap.top) {
    if (mochi_heap.records[end].state != HEAP_FREE || mochi_heap.records[end].blocks < more) {
      return false;
    }
    take_from_run(end, more);
    return true;
  }
  return grow_top(more);
}

size_t mochi_heap_room(size_t wanted) {
  leave_out_taken();
  uint32_t blocks = wanted >> HEAP_BLOCK_SHIFT > mochi_heap.limit ? mochi_heap.limit : (uint32_t)(wanted >> HEAP_BLOCK_SHIFT);
  uint32_t more = blocks > mochi_heap.free_blocks ? blocks - mochi_heap.free_blocks : 0;
  uint32_t to = more < mochi_heap.limit - mochi_heap.top ? mochi_heap.top + more : mochi_heap.limit;
  if (to > mochi_heap.committed) {
    commit(to);
  }
  uint32_t end = mochi_heap.committed < mochi_heap.limit ? mochi_heap.committed : mochi_heap.limit;
  return (size_t)(mochi_heap.free_blocks + end - mochi_heap.top) << HEAP_BLOCK_SHIFT;
}

void mochi_heap_discard(uint32_t keep) {
  if (mochi_heap.dirty <= keep || mochi_platform_page_size() > HEAP_BLOCK_SIZE) {
    return;
  }
  for (unsigned list = HEAP_LISTS; list-- > 0 && mochi_heap.dirty > keep;) {
    for (uint32_t run = mochi_heap.lists[list]; run != MOCHI_HEAP_NONE && mochi_heap.dirty > keep; run = mochi_heap.records[run].next) {
      uint32_t count = mochi_heap.records[run].blocks;
      if (!mochi_platform_discard(mochi_heap_address(run), (size_t)count << HEAP_BLOCK_SHIFT)) {
        return;
      }
      for (uint32_t block = run; block < run + count; block++) {
        mochi_heap.dirty -= mochi_heap.records[block].is_zero ? 0 : 1;
        mochi_heap.records[block].is_zero = true;
      }
    }
  }
}

// ---------------------------------------------------------------- cells

static bool new_small_block(mochi_gc_pool *pool) {
  uint32_t block = mochi_heap_take_blocks(1);
  if (block == MOCHI_HEAP_NONE) {
    return false;
  }
  mochi_heap.records[block] = (mochi_heap_block){
      .pointers = pool->pointers,
      .size = pool->size,
      .reciprocal = (uint32_t)(((UINT64_C(1) << 32) + pool->size - 1) / pool->size),
      .cells = HEAP_BLOCK_SIZE / pool->size,
      .state = HEAP_SMALL,
      .scan = pool->scan,
      .since = mochi_heap.aside ? HEAP_NEW : HEAP_AS_BEFORE,
      .pool = pool,
  };
  __builtin_memset(mochi_heap_marks(block), 0, HEAP_MARK_WORDS * sizeof(uint64_t));
  pool->block = block;
  pool->cursor = 0;
  return true;
}

// The first cell from `at` on whose bit isn't `bit`.
static inline uint32_t next_change(const uint64_t *marks, uint32_t at, uint32_t cells, bool bit) {
  while (at < cells) {
    uint64_t word = (bit ? ~marks[at / 64] : marks[at / 64]) >> (at % 64);
    if (word != 0) {
      at += (uint32_t)__builtin_ctzll(word);
      return at < cells ? at : cells;
    }
    at = (at / 64 + 1) * 64;
  }
  return cells;
}

uint32_t mochi_heap_count_marks(uint32_t block) {
  const uint64_t *marks = mochi_heap_marks(block);
  uint32_t count = 0;
  for (uint32_t at = 0; at < mochi_heap.records[block].cells; at += 64) {
    count += (uint32_t)__builtin_popcountll(marks[at / 64]);
  }
  return count;
}

bool mochi_heap_next_run(mochi_gc_pool *pool) {
  for (;;) {
    const mochi_heap_block *record = &mochi_heap.records[pool->block];
    if (pool->cursor != UINT16_MAX) {
      const uint64_t *marks = mochi_heap_marks(pool->block);
      uint32_t from = next_change(marks, pool->cursor, record->cells, true);
      if (from < record->cells) {
        uint32_t to = next_change(marks, from, record->cells, false);
        char *cells = mochi_heap_address(pool->block);
        pool->next = cells + from * record->size;
        pool->limit = cells + to * record->size;
        pool->cursor = (uint16_t)to;
        mochi_heap.taken += (size_t)(to - from) * record->size;
        return true;
      }
    }
    if (pool->partial == MOCHI_HEAP_NONE) {
      if (!new_small_block(pool)) {
        pool->cursor = UINT16_MAX;
        return false;
      }
    } else {
      pool->block = pool->partial;
      pool->partial = mochi_heap.records[pool->partial].next;
      mochi_heap.records[pool->block].since = mochi_heap.aside ? HEAP_SWEPT : HEAP_AS_BEFORE;
      pool->cursor = 0;
    }
  }
}

// ---------------------------------------------------------------- large objects

static uint32_t blocks_for(size_t size) {
  size_t blocks = (size >> HEAP_BLOCK_SHIFT) + (size % HEAP_BLOCK_SIZE != 0);
  return blocks > mochi_heap.limit ? UINT32_MAX : (uint32_t)blocks;
}

// Blocks become inner ones of the object at `first`, zeroed if they are scanned.
static void add_inner(uint32_t first, uint32_t from, uint32_t to, mochi_gc_scan scan) {
  for (uint32_t block = from; block < to; block++) {
    mochi_heap_unpoison(mochi_heap_address(block), HEAP_BLOCK_SIZE);
    if (scan != MOCHI_GC_SCAN_NOTHING && !mochi_heap.records[block].is_zero) {
      __builtin_memset(mochi_heap_address(block), 0, HEAP_BLOCK_SIZE);
    }
    mochi_heap.records[block] = (mochi_heap_block){.state = HEAP_INNER, .previous = first};
  }
}

static size_t whole_words(size_t size) {
  return (size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
}

void *mochi_heap_take_large(size_t size, mochi_gc_scan scan) {
  uint32_t blocks = blocks_for(size);
  uint32_t first = blocks == UINT32_MAX ? MOCHI_HEAP_NONE : mochi_heap_take_blocks(blocks);
  if (first == MOCHI_HEAP_NONE) {
    return NULL;
  }
  add_inner(first, first, first + blocks, scan);
  mochi_heap.records[first] = (mochi_heap_block){
      .size = whole_words(size),
      .cells = 1,
      .blocks = blocks,
      .state = HEAP_LARGE,
      .scan = (uint8_t)scan,
      .since = mochi_heap.aside ? HEAP_NEW : HEAP_AS_BEFORE,
  };
  *mochi_heap_marks(first) = 0;
  mochi_heap.taken += (size_t)blocks << HEAP_BLOCK_SHIFT;
  return mochi_heap_address(first);
}

static uint32_t block_of(const void *object) {
  return (uint32_t)(((uintptr_t)object - (uintptr_t)mochi_heap.base) >> HEAP_BLOCK_SHIFT);
}

size_t mochi_heap_free_large(void *object) {
  uint32_t first = block_of(object);
  uint32_t blocks = mochi_heap.records[first].blocks;
  mochi_heap_free_blocks(first, blocks);
  return (size_t)blocks << HEAP_BLOCK_SHIFT;
}

// Moves the pages of `used` bytes to another place with room for `blocks`. What they leave is zero.
static void *move_large(uint32_t first, size_t used, size_t size, uint32_t blocks) {
  enum { WORTHWHILE = 16 };
  uint32_t moved = blocks_for(used);
  if (moved < WORTHWHILE || mochi_platform_page_size() > HEAP_BLOCK_SIZE) {
    return NULL;
  }
  mochi_gc_scan scan = mochi_heap.records[first].scan;
  uint32_t to = mochi_heap_take_blocks(blocks);
  if (to == MOCHI_HEAP_NONE) {
    return NULL;
  }
  if (!mochi_platform_move(mochi_heap_address(first), mochi_heap_address(to), (size_t)moved << HEAP_BLOCK_SHIFT)) {
    add_inner(to, to, to + blocks, MOCHI_GC_SCAN_NOTHING);
    mochi_heap_free_blocks(to, blocks);
    return NULL;
  }
  add_inner(to, to, to + moved, MOCHI_GC_SCAN_NOTHING);
  add_inner(to, to + moved, to + blocks, scan);
  mochi_heap.records[to] = mochi_heap.records[first];
  mochi_heap.records[to].blocks = blocks;
  mochi_heap.records[to].size = whole_words(size);
  mochi_heap.records[to].since = mochi_heap.aside ? HEAP_NEW : HEAP_AS_BEFORE;
  *mochi_heap_marks(to) = 0;
  mochi_heap_free_blocks(first, mochi_heap.records[first].blocks);
  if (!mochi_heap.poisons) {
    for (uint32_t block = first; block < first + moved; block++) {
      mochi_heap.records[block].is_zero = true;
    }
    mochi_heap.dirty -= moved;
  }
  return mochi_heap_address(to);
}

void *mochi_heap_grow_large(void *object, size_t used, size_t size) {
  uint32_t first = block_of(object);
  mochi_heap_block *record = &mochi_heap.records[first];
  uint32_t blocks = blocks_for(size);
  if (blocks == UINT32_MAX) {
    return NULL;
  }
  size_t more = (size_t)(blocks - record->blocks) << HEAP_BLOCK_SHIFT;
  if (blocks > record->blocks) {
    uint32_t end = first + record->blocks;
    if (!take_blocks_at(end, blocks - record->blocks)) {
      void *moved = move_large(first, used, size, blocks);
      mochi_heap.taken += moved == NULL ? 0 : more;
      return moved;
    }
    add_inner(first, end, first + blocks, record->scan);
    record->blocks = blocks;
  }
  record->size = whole_words(size);
  mochi_heap.taken += more;
  return object;
}
