// Marking, with a stack of our own. See heap.h for the bits and mark.h for the roots.
//
// An object that is marked the first time goes onto the marking stack, unless it holds no pointers.
// Between leaving the stack and being scanned it waits in a short queue, while the cache line that it
// starts with is on its way (Cher, Hosking, Vitek 2004): without that, marking waits for memory at
// every object. Large objects are scanned in pieces, so that a long list of objects doesn't flood the
// stack; the rest of one is an entry with its lowest bit set.
//
// The stack is bounded by a fraction of the heap. Where it is full, the object's block is noted
// (`again`), and when the stack is empty all marked objects of such blocks are scanned once more.

#include "memory/mark.h"

#include "memory/heap.h"
#include "memory/roots.h"
#include "platform/sanitize.h"
#include "platform/stack.h"
#include "platform/system.h"

enum { QUEUE = 32, PIECE = 256, FIRST_ENTRIES = 8192, HEAP_PER_ENTRY = 512 };

mochi_gc_stack *mochi_gc_stacks;
size_t mochi_heap_mark_limit;

static uintptr_t *entries;
static size_t capacity;
static size_t count;
static bool was_full;

// Doubles the stack within its bounds.
static bool make_room(void) {
  size_t most = (size_t)mochi_heap.top * (HEAP_BLOCK_SIZE / HEAP_PER_ENTRY);
  most = most < FIRST_ENTRIES ? FIRST_ENTRIES : most;
  most = mochi_heap_mark_limit != 0 ? mochi_heap_mark_limit : most;
  size_t larger = capacity == 0 ? FIRST_ENTRIES : capacity * 2;
  larger = larger < most ? larger : most;
  uintptr_t *memory = larger <= capacity ? NULL : mochi_platform_map(larger * sizeof *memory);
  if (memory == NULL) {
    return false;
  }
  mochi_copy(memory, entries, count * sizeof *memory);
  if (entries != NULL) {
    mochi_platform_unmap(entries, capacity * sizeof *entries);
  }
  entries = memory;
  capacity = larger;
  return true;
}

static MOCHI_ALWAYS_INLINE void push(uintptr_t entry, mochi_heap_block *record) {
  if (MOCHI_UNLIKELY(count == capacity) && !make_room()) {
    record->again = true;
    was_full = true;
    return;
  }
  entries[count++] = entry;
}

static MOCHI_ALWAYS_INLINE void mark_word(uintptr_t word) {
  uintptr_t offset = word - (uintptr_t)mochi_heap.base;
  uint32_t block = (uint32_t)(offset >> HEAP_BLOCK_SHIFT);
  if (offset >= (uintptr_t)mochi_heap.top << HEAP_BLOCK_SHIFT) {
    return;
  }
  mochi_heap_block *record = &mochi_heap.records[block];
  uint32_t cell = (uint32_t)(((uint64_t)(offset % HEAP_BLOCK_SIZE) * record->reciprocal) >> 32);
  if (MOCHI_UNLIKELY(cell >= record->cells)) {
    if (record->state != HEAP_INNER) {
      return;
    }
    block = record->previous;
    record = &mochi_heap.records[block];
    cell = 0;
  }
  uint64_t *marks = mochi_heap_marks(block) + cell / 64;
  uint64_t bit = UINT64_C(1) << (cell % 64);
  if ((*marks & bit) != 0) {
    return;
  }
  *marks |= bit;
  if (record->scan != MOCHI_GC_SCAN_NOTHING) {
    push((uintptr_t)mochi_heap_address(block) + cell * record->size, record);
  }
}

MOCHI_READS_ANYTHING static void mark_words(const void *from, const void *to) {
  const uintptr_t *word = (const uintptr_t *)(((uintptr_t)from + sizeof *word - 1) & ~(uintptr_t)(sizeof *word - 1));
  for (; word + 1 <= (const uintptr_t *)to; word++) {
    mark_word(*word);
  }
}

MOCHI_READS_ANYTHING static void scan(uintptr_t entry) {
  uintptr_t address = entry & ~(uintptr_t)1;
  uint32_t block = (uint32_t)((address - (uintptr_t)mochi_heap.base) >> HEAP_BLOCK_SHIFT);
  mochi_heap_block *record = &mochi_heap.records[block];
  const uintptr_t *words = (const uintptr_t *)address;
  if (record->scan == MOCHI_GC_SCAN_SOME) {
    for (uint64_t left = record->pointers; left != 0; left &= left - 1) {
      mark_word(words[__builtin_ctzll(left)]);
    }
    return;
  }
  if (record->state == HEAP_SMALL) {
    for (size_t at = 0; at < record->size / sizeof *words; at++) {
      mark_word(words[at]);
    }
    return;
  }
  uint32_t first = record->state == HEAP_INNER ? record->previous : block;
  const uintptr_t *end = (const uintptr_t *)(void *)(mochi_heap_address(first) + mochi_heap.records[first].size);
  size_t piece = (size_t)(end - words);
  if (piece > PIECE) {
    piece = PIECE;
    push((uintptr_t)(words + PIECE) | 1, &mochi_heap.records[first]);
  }
  for (size_t at = 0; at < piece; at++) {
    mark_word(words[at]);
  }
}

static void drain(void) {
  uintptr_t queue[QUEUE] = {0};
  unsigned at = 0;
  for (unsigned idle = 0; idle < QUEUE; at = (at + 1) % QUEUE) {
    uintptr_t next = 0;
    if (count > 0) {
      next = entries[--count];
      __builtin_prefetch((const void *)(next & ~(uintptr_t)1));
    }
    uintptr_t ready = queue[at];
    queue[at] = next;
    idle = next == 0 && ready == 0 ? idle + 1 : 0;
    if (ready != 0) {
      scan(ready);
    }
  }
}

// Scans the marked objects of blocks for whose objects there was no room.
static void scan_again(void) {
  was_full = false;
  for (uint32_t block = 0; block < mochi_heap.top; block++) {
    mochi_heap_block *record = &mochi_heap.records[block];
    if (!record->again) {
      continue;
    }
    record->again = false;
    const uint64_t *marks = mochi_heap_marks(block);
    for (uint32_t cell = 0; cell < record->cells; cell++) {
      if ((marks[cell / 64] >> (cell % 64) & 1) != 0) {
        scan((uintptr_t)mochi_heap_address(block) + cell * record->size);
        drain();
      }
    }
  }
}

static size_t size_of_stack(const void *pointer, const void *base) {
  return (size_t)((const char *)base - (const char *)pointer);
}

size_t mochi_heap_stack_bytes(const void *pointer) {
  if (mochi_roots_bottom != NULL) {
    return size_of_stack(mochi_roots_bottom, mochi_roots_top);
  }
  size_t bytes = size_of_stack(pointer, mochi_stack_base);
  for (const mochi_gc_stack *stack = mochi_gc_stacks; stack != NULL; stack = stack->next) {
    bytes += size_of_stack(stack->pointer, stack->base);
  }
  return bytes;
}

static void mark_stacks(const void *pointer) {
  if (mochi_roots_bottom != NULL) {
    mark_words(mochi_roots_bottom, mochi_roots_top);
    return;
  }
  mark_words(pointer, mochi_stack_base);
  for (const mochi_gc_stack *stack = mochi_gc_stacks; stack != NULL; stack = stack->next) {
    drain();
    mark_words(stack->pointer, stack->base);
  }
}

void mochi_heap_mark(const void *pointer) {
  for (const mochi_gc_root *root = mochi_gc_roots; root->variable != NULL; root++) {
    mark_words(root->variable, (const char *)root->variable + root->size);
  }
  mark_stacks(pointer);
  drain();
  while (was_full) {
    scan_again();
  }
}
