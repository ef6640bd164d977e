// The Boehm-Demers-Weiser collector: conservative, mark and sweep, one thread.
//
// libgc hands out lists of free cells; neighbours in such a list become a run of a pool, the others wait
// in `rest`. libgc's cells are multiples of 16: those of other pools have gaps between them and come one
// by one. Lists of scanned cells would be traced through their links, those of atomic cells would be
// swept under our feet; so the pools are emptied when marking starts.

#include "memory/gc.h"

#include "errors/raise.h"
#include "platform/stack.h"

#include <gc/gc.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>
#include <gc/gc_tiny_fl.h>

// The kind of scanned small blocks. Not the collector's own «normal» kind: with interior pointers on,
// that one leaves the last word of a block unscanned, as GC_malloc makes every block a byte longer.
static unsigned scanned_kind;

static void GC_CALLBACK on_event(GC_EventType event) {
  if (event == GC_EVENT_MARK_START) {
    mochi_gc_empty_pools();
  }
}

static void *GC_CALLBACK on_out_of_memory(size_t size) {
  (void)size;
  mochi_raise_out_of_memory();
}

static void GC_CALLBACK ignore_warning(char *message, GC_word argument) {
  (void)message;
  (void)argument;
}

static void start(void) {
  GC_set_warn_proc(ignore_warning);
  GC_set_handle_fork(0);
  GC_set_dont_precollect(1);
  // Collects after half of what is live was allocated again (libgc's 3: two thirds), and grows by a
  // quarter: programs with large live trees pay a fifth more time for a third less memory.
  GC_set_free_space_divisor(4);
  GC_INIT();
  scanned_kind = GC_new_kind(GC_new_free_list(), GC_DS_LENGTH, 1, 1);
  if (mochi_stack_base != NULL) {
    struct GC_stack_base base = {.mem_base = mochi_stack_base};
    GC_set_stackbottom(NULL, &base);
  }
  GC_set_oom_fn(on_out_of_memory);
  GC_set_on_collection_event(on_event);
}

static void *refill(mochi_gc_pool *pool, bool single) {
  size_t size = pool->size;
  size_t granules = (size + GC_GRANULE_BYTES - 1) / GC_GRANULE_BYTES;
  int kind = pool->scan == MOCHI_GC_SCAN_NOTHING ? GC_I_PTRFREE : (int)scanned_kind;
  if (single) {
    return GC_generic_malloc(size, kind);
  }
  if (pool->rest == NULL) {
    GC_generic_malloc_many(granules * GC_GRANULE_BYTES, kind, &pool->rest);
    if (pool->rest == NULL) {
      return NULL;
    }
  }
  char *cell = pool->rest;
  char *end = cell;
  void *next;
  do {
    next = *(void **)(void *)end;
    end += size;
  } while (next == end && size == granules * GC_GRANULE_BYTES);
  pool->rest = next;
  pool->next = cell + size;
  pool->limit = end;
  return cell;
}

static void *large(size_t size, bool atomic) {
  return atomic ? GC_malloc_atomic(size) : GC_malloc(size);
}

static void free_block(void *block, size_t size) {
  (void)size;
  GC_free(block);
}

// The collector collects when the heap would have to grow.
static void expect(size_t size) {
  size_t free_bytes = GC_get_free_bytes();
  if (size > free_bytes) {
    GC_expand_hp(size - free_bytes);
  }
}

static size_t used(void) {
  return GC_get_heap_size() - GC_get_free_bytes();
}

const mochi_gc_backend_functions mochi_gc_bdw = {
    .name = "bdw", .start = start, .refill = refill, .large = large, .free = free_block, .collect = GC_gcollect, .used = used, .expect = expect};
