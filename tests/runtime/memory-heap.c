// Our own collector's heap: a random history of blocks of all sizes, each filled with its number, some
// held, some grown, some given back by hand; wide and deep structures for the marking stack; memory that
// goes back to the system. Run with MOCHI_GC_VERIFY, MOCHI_GC_POISON and a short marking stack.

#include "check.h"

#include "memory/heap.h"
#include "memory/mark.h"

typedef struct held {
  uint64_t *words;
  size_t size;
  uint64_t number;
  bool atomic;
} held;

enum { HELD = 300 };

static size_t any_size(void) {
  uint64_t kind = random_bits() % 100;
  size_t size = kind < 60 ? random_bits() % 300 : kind < 90 ? random_bits() % 9000 : random_bits() % 400000;
  return size < 8 ? 8 : size;
}

// A word tells number and size; nothing that looks like a pointer.
static void fill(const held *block, size_t from) {
  for (size_t at = from; at < block->size / 8; at++) {
    block->words[at] = block->number << 32 | at;
  }
}

static bool is_intact(const held *block, size_t size) {
  for (size_t at = 0; at < size / 8; at++) {
    if (block->words[at] != (block->number << 32 | at)) {
      return false;
    }
  }
  return true;
}

static void history(void) {
  held *all = mochi_gc_alloc(sizeof(held) * HELD);
  for (uint64_t number = 0; number < 20000; number++) {
    held *block = &all[random_bits() % HELD];
    if (block->words != NULL) {
      CHECK(is_intact(block, block->size));
      size_t larger = block->size + random_bits() % (block->size * 2 + 1);
      switch (random_bits() % 4) {
        case 0:
          block->words = block->atomic ? mochi_gc_grow_atomic(block->words, block->size, block->size, larger)
                                       : mochi_gc_grow(block->words, block->size, block->size, larger);
          CHECK(is_intact(block, block->size));
          for (size_t at = block->size; !block->atomic && at < larger; at += 8) {
            CHECK(at + 8 > larger || ((char *)block->words)[at] == 0);
          }
          block->size = larger;
          fill(block, 0);
          continue;
        case 1:
          mochi_gc_free(block->words, block->size);
          break;
        default:
          break;
      }
    }
    *block = (held){.size = any_size(), .number = number, .atomic = random_bits() % 2 == 0};
    block->words = block->atomic ? mochi_gc_alloc_atomic(block->size) : mochi_gc_alloc(block->size);
    for (size_t at = 0; !block->atomic && at < block->size; at++) {
      if (((char *)block->words)[at] != 0) {
        CHECK(!"a scanned block isn't zero");
        break;
      }
    }
    fill(block, 0);
    if (number % 1000 == 0) {
      mochi_gc_collect();
    }
  }
}

typedef struct node {
  struct node *left;
  struct node *right;
  uint64_t number;
} node;

static node *tree(unsigned depth) {
  node *self = mochi_gc_alloc(sizeof *self);
  self->number = depth;
  if (depth > 0) {
    self->left = tree(depth - 1);
    self->right = tree(depth - 1);
  }
  return self;
}

static uint64_t nodes(const node *self, unsigned depth) {
  CHECK(self != NULL && self->number == depth);
  return depth == 0 ? 1 : 1 + nodes(self->left, depth - 1) + nodes(self->right, depth - 1);
}

// More objects behind one than the marking stack takes, and a chain as long as it gets.
static void shapes(void) {
  enum { WIDE = 30000, DEPTH = 15, CHAIN = 300000 };
  node **wide = mochi_gc_alloc(sizeof *wide * WIDE);
  for (size_t at = 0; at < WIDE; at++) {
    wide[at] = mochi_gc_alloc(sizeof **wide);
    wide[at]->left = mochi_gc_alloc(sizeof **wide);
    wide[at]->left->number = at;
  }
  node *deep = tree(DEPTH);
  node *chain = NULL;
  for (uint64_t at = 0; at < CHAIN; at++) {
    node *next = mochi_gc_alloc(sizeof *next);
    next->right = chain;
    next->number = at;
    chain = next;
  }
  mochi_gc_collect();
  tree(DEPTH);
  for (size_t at = 0; at < WIDE; at++) {
    CHECK(wide[at]->left->number == at);
  }
  CHECK_INT((int64_t)nodes(deep, DEPTH), (1 << (DEPTH + 1)) - 1);
  uint64_t at = CHAIN;
  for (; chain != NULL; chain = chain->right) {
    CHECK(chain->number == --at);
  }
  CHECK(at == 0);
}

// Layouts: what a pool doesn't call a pointer keeps nothing alive.
static void layouts(void) {
  static mochi_gc_pool pool = {.scan = MOCHI_GC_SCAN_SOME, .pointers = 1 << 2};
  enum { COUNT = 20000, BYTES = 1000 };
  struct record {
    uint64_t number;
    uintptr_t no_pointer;
    node *pointer;
    uint64_t unused;
  } **all = mochi_gc_alloc(sizeof *all * COUNT);
  mochi_gc_collect();
  size_t before = mochi_gc_used();
  for (uint64_t at = 0; at < COUNT; at++) {
    all[at] = mochi_gc_new(&pool, sizeof(struct record));
    *all[at] = (struct record){.number = at};
    all[at]->no_pointer = (uintptr_t)mochi_gc_alloc_atomic(BYTES);
    all[at]->pointer = mochi_gc_alloc(sizeof(node));
    all[at]->pointer->number = at;
  }
  mochi_gc_collect();
  CHECK(mochi_gc_used() < before + COUNT * (size_t)BYTES / 10);
  for (uint64_t at = 0; at < COUNT; at++) {
    CHECK(all[at]->number == at && all[at]->pointer->number == at);
  }
}

// A stack of its own, as a fiber has one, keeps what it holds.
static void stacks(void) {
  node **stack = malloc(sizeof *stack * 10);
  mochi_gc_stack fiber = {.pointer = stack, .base = stack + 10, .next = NULL};
  for (size_t at = 0; at < 10; at++) {
    stack[at] = mochi_gc_alloc(sizeof **stack);
    stack[at]->number = at;
  }
  mochi_gc_stacks = &fiber;
  mochi_gc_collect();
  tree(10);
  for (size_t at = 0; at < 10; at++) {
    CHECK(stack[at]->number == at);
  }
  mochi_gc_stacks = NULL;
  free(stack);
}

static MOCHI_NOINLINE void hold_much(void) {
  char *volatile large = mochi_gc_alloc_atomic(100 << 20);
  memset(large, 1, 100 << 20);
  large = NULL;
}

static void returned(void) {
  hold_much();
  mochi_gc_collect();
  // The frame of hold_much may still hold a copy for the next collection.
  tree(12);
  mochi_gc_collect();
  CHECK(mochi_heap.dirty < (50 << 20) / HEAP_BLOCK_SIZE);
}

int main(void) {
  mochi_stack_base = __builtin_frame_address(0);
  history();
  shapes();
  layouts();
  stacks();
  returned();
  return check_result();
}
