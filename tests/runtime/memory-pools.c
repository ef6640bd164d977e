// What is reachable stays while cells come from pools: from registers, from the stack, and from
// both words of a block of two.

#include "check.h"

typedef struct cell {
  int64_t *first;
  int64_t *second;
} cell;

enum { WINDOW = 1000 };

static cell *new_cell(int64_t value) {
  int64_t *first = mochi_gc_alloc_atomic(2 * sizeof *first);
  *first = value;
  int64_t *second = mochi_gc_alloc_atomic(2 * sizeof *second);
  *second = -value;
  cell *both = mochi_gc_alloc(sizeof *both);
  both->first = first;
  both->second = second;
  return both;
}

int main(void) {
  mochi_stack_base = __builtin_frame_address(0);
  cell *window[WINDOW] = {NULL};
  for (int64_t round = 0; round < 300000 && check_failures == 0; round++) {
    const cell *old = window[round % WINDOW];
    if (old != NULL) {
      CHECK_INT(*old->first, round - WINDOW);
      CHECK_INT(*old->second, WINDOW - round);
    }
    window[round % WINDOW] = new_cell(round);
  }
  return check_result();
}
