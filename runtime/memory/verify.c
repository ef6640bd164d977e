// Checks the heap's invariants (heap.h) one by one, right after a collection: MOCHI_GC_VERIFY=1.

#include "memory/heap.h"

#include "platform/sanitize.h"
#include "platform/system.h"

static _Noreturn void broken(const char *invariant) {
  static const char before[] = "internal error: the heap breaks its invariant ";
  mochi_platform_write(MOCHI_STANDARD_ERROR, before, sizeof before - 1);
  mochi_platform_write(MOCHI_STANDARD_ERROR, invariant, __builtin_strlen(invariant));
  mochi_platform_write(MOCHI_STANDARD_ERROR, "\n", 1);
  __builtin_trap();
}

static bool is_marked(uint32_t block, uint32_t cell) {
  return (mochi_heap_marks(block)[cell / 64] >> (cell % 64) & 1) != 0;
}

// H2 for one word. It may be a number or a stale pointer to what has gone: then it marked that as well.
static void check_word(uintptr_t word) {
  uintptr_t offset = word - (uintptr_t)mochi_heap.base;
  if (offset >= (uintptr_t)mochi_heap.top << HEAP_BLOCK_SHIFT) {
    return;
  }
  uint32_t block = (uint32_t)(offset >> HEAP_BLOCK_SHIFT);
  uint32_t cell = 0;
  const mochi_heap_block *record = &mochi_heap.records[block];
  if (record->state == HEAP_INNER) {
    block = record->previous;
  } else if (record->state == HEAP_SMALL) {
    cell = (uint32_t)((offset % HEAP_BLOCK_SIZE) / record->size);
    if (cell >= record->cells) {
      return;
    }
  } else if (record->state == HEAP_FREE || record->state == HEAP_TAKEN) {
    return;
  }
  // Of a block that is new since a snapshot: a stale pointer to what was freed by hand there.
  if (!is_marked(block, cell) && mochi_heap.records[block].since != HEAP_NEW) {
    broken("H2");
  }
}

MOCHI_READS_ANYTHING static void check_object(uint32_t block, uint32_t cell) {
  const mochi_heap_block *record = &mochi_heap.records[block];
  const uintptr_t *words = (const uintptr_t *)(void *)(mochi_heap_address(block) + cell * record->size);
  for (size_t at = 0; at < record->size / sizeof *words; at++) {
    if (record->scan == MOCHI_GC_SCAN_EVERYTHING || (record->scan == MOCHI_GC_SCAN_SOME && at < 64 && (record->pointers >> at & 1) != 0)) {
      check_word(words[at]);
    }
  }
}

// It is in the run that its pool hands out from: the program has not written to it yet.
static bool waits(uint32_t block, uint32_t cell) {
  const mochi_heap_block *record = &mochi_heap.records[block];
  const char *address = mochi_heap_address(block) + cell * record->size;
  return record->pool != NULL && address >= record->pool->next && address < record->pool->limit;
}

static void check_used(uint32_t block) {
  const mochi_heap_block *record = &mochi_heap.records[block];
  uint32_t live = 0;
  for (uint32_t cell = 0; cell < record->cells; cell++) {
    if (is_marked(block, cell)) {
      live++;
      if (!waits(block, cell)) {
        check_object(block, cell);
      }
    }
  }
  if (live != record->live || live == 0) {
    broken("H3");
  }
}

// Returns the end of the run.
MOCHI_READS_ANYTHING static uint32_t check_free(uint32_t first, uint32_t *dirty) {
  uint32_t count = mochi_heap.records[first].blocks;
  uint32_t end = first + count;
  uint32_t listed = mochi_heap.lists[31 - __builtin_clz(count)];
  while (listed != first && listed != MOCHI_HEAP_NONE) {
    listed = mochi_heap.records[listed].next;
  }
  bool is_maximal = end == mochi_heap.top || (end < mochi_heap.top && mochi_heap.records[end].state != HEAP_FREE);
  if (listed == MOCHI_HEAP_NONE || !is_maximal || mochi_heap.records[end - 1].blocks != count) {
    broken("H4");
  }
  for (uint32_t block = first; block < end; block++) {
    if (mochi_heap.records[block].state != HEAP_FREE || mochi_heap.records[block].cells != 0) {
      broken("H1");
    }
    *dirty += mochi_heap.records[block].is_zero ? 0 : 1;
    const uint64_t *words = (const uint64_t *)(void *)mochi_heap_address(block);
    for (size_t at = 0; mochi_heap.records[block].is_zero && at < HEAP_BLOCK_SIZE / sizeof *words; at += 64) {
      if (words[at] != 0) {
        broken("H6");
      }
    }
  }
  return end;
}

void mochi_heap_verify(void) {
  uint32_t free_blocks = 0;
  uint32_t dirty = 0;
  for (uint32_t block = 0; block < mochi_heap.top;) {
    const mochi_heap_block *record = &mochi_heap.records[block];
    switch ((mochi_heap_state)record->state) {
      case HEAP_FREE:
        free_blocks += record->blocks;
        block = check_free(block, &dirty);
        break;
      case HEAP_SMALL:
        check_used(block);
        block++;
        break;
      case HEAP_LARGE:
        check_used(block);
        for (uint32_t inner = block + 1; inner < block + record->blocks; inner++) {
          if (mochi_heap.records[inner].state != HEAP_INNER || mochi_heap.records[inner].cells != 0 || mochi_heap.records[inner].previous != block) {
            broken("H1");
          }
        }
        block += record->blocks;
        break;
      case HEAP_TAKEN:
        if (record->cells != 0) {
          broken("H1");
        }
        block++;
        break;
      case HEAP_INNER:
        broken("H1");
    }
  }
  if (free_blocks != mochi_heap.free_blocks || dirty != mochi_heap.dirty) {
    broken("H4");
  }
}
