// The allocator: alignment, zeroing, what survives collections. Run with each backend, and under
// MOCHI_GC_STRESS.

#include "check.h"

typedef struct cell {
  struct cell *next;
  uint64_t number;
} cell;

static bool is_zero(const void *block, size_t size) {
  const unsigned char *bytes = block;
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] != 0) {
      return false;
    }
  }
  return true;
}

static size_t rounds(size_t count) {
  return getenv("MOCHI_GC_STRESS") != NULL ? count / 100 : count;
}

static void blocks(void) {
  for (size_t i = 0; i < rounds(20000); i++) {
    size_t size = random_bits() % (i % 100 == 0 ? 100000 : 600);
    unsigned char *block = mochi_gc_alloc(size);
    CHECK((uintptr_t)block % 8 == 0);
    CHECK(is_zero(block, size));
    memset(block, 0xa5, size);
    unsigned char *bytes = mochi_gc_alloc_atomic(size);
    CHECK((uintptr_t)bytes % 8 == 0);
    memset(bytes, 0x5a, size);
  }
}

// A list of cells among garbage, each with a number to recognise.
static void survivors(void) {
  size_t count = rounds(200000);
  cell *head = NULL;
  for (size_t i = 0; i < count; i++) {
    cell *fresh = mochi_gc_alloc(sizeof *fresh);
    fresh->next = head;
    fresh->number = i;
    head = fresh;
    char *garbage = mochi_gc_alloc_atomic(40);
    memset(garbage, 0xff, 40);
    memset(mochi_gc_alloc(64), 0xff, 8);
  }
  mochi_gc_collect();
  size_t seen = 0;
  for (const cell *at = head; at != NULL; at = at->next) {
    seen++;
    if (at->number != count - seen) {
      CHECK(!"a live cell was reused");
      return;
    }
  }
  CHECK_INT((int64_t)seen, (int64_t)count);
}

// A string that only an interior pointer knows.
static void interior_pointers(void) {
  mochi_string texts[20];
  for (size_t i = 0; i < 20; i++) {
    char bytes[400];
    memset(bytes, 'a' + (int)i, sizeof bytes);
    mochi_string whole = mochi_string_from_bytes(bytes, sizeof bytes);
    texts[i] = mochi_string_slice(whole, 300, 400);
  }
  mochi_gc_collect();
  for (size_t i = 0; i < rounds(100000); i++) {
    memset(mochi_gc_alloc_atomic(400), 0xff, 400);
  }
  for (size_t i = 0; i < 20; i++) {
    const char *data = mochi_string_data(&texts[i]);
    CHECK(mochi_string_size(texts[i]) == 100 && data[0] == 'a' + (int)i && data[99] == 'a' + (int)i);
  }
}

static void growing(void) {
  uint64_t *block = NULL;
  size_t capacity = 0;
  for (size_t count = 0; count < 3000; count++) {
    if (count == capacity) {
      size_t larger = capacity == 0 ? 4 : capacity * 2;
      block = mochi_gc_grow(block, count * sizeof *block, capacity * sizeof *block, larger * sizeof *block);
      CHECK(is_zero(block + capacity, (larger - capacity) * sizeof *block));
      capacity = larger;
    }
    block[count] = count;
  }
  for (size_t i = 0; i < 3000; i++) {
    CHECK(block[i] == i);
  }
}

int main(void) {
  mochi_stack_base = __builtin_frame_address(0);
  blocks();
  survivors();
  interior_pointers();
  growing();
  CHECK(mochi_gc_used() > 0);
  return check_result();
}
