// Marking: everything that the roots reach gets its bit. Where roots lie, and what a stack is.

#ifndef MOCHI_MEMORY_MARK_H
#define MOCHI_MEMORY_MARK_H

#include "platform/compiler.h"

// A stack that isn't running: a fiber's that waits, a thread's that has stopped. Its registers were
// saved on it before. All words from `pointer` to `base` are looked at, as if each were a pointer.
typedef struct mochi_gc_stack {
  const void *pointer;
  const void *base;
  struct mochi_gc_stack *next;
} mochi_gc_stack;

/** The stacks to scan beside the running one; switching to one takes it off, leaving puts it on. */
extern mochi_gc_stack *mochi_gc_stacks;

/** Sets the marks, which are clear, of what the roots and the running stack from `pointer` on reach. */
void mochi_heap_mark(const void *pointer);

/** Bytes of stacks that it scans. */
size_t mochi_heap_stack_bytes(const void *pointer);

/** For tests of the way without room: the marking stack holds so many objects; 0: as many as it takes. */
extern size_t mochi_heap_mark_limit;

#endif
