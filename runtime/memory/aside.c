// A snapshot marks while the program goes on: see aside.h.

#include "memory/aside.h"

#include "memory/heap.h"
#include "memory/mark.h"
#include "platform/system.h"

// What the snapshot and the program share.
typedef struct shared_marks {
  uint32_t is_through;
  uint64_t marks[];
} shared_marks;

enum { NO_SNAPSHOT = -1 };

static shared_marks *shared;
static uint32_t shared_blocks;
static int64_t snapshot = NO_SNAPSHOT;

static size_t shared_size(void) {
  return sizeof *shared + (size_t)shared_blocks * HEAP_MARK_WORDS * sizeof *shared->marks;
}

// In the snapshot.
static void mark(void *pointer) {
  mochi_heap.marks = shared->marks;
  mochi_heap_mark(pointer);
  __atomic_store_n(&shared->is_through, 1, __ATOMIC_RELEASE);
}

bool mochi_heap_mark_aside(const void *pointer) {
  if (mochi_heap_aside_lingers()) {
    mochi_platform_snapshot_has_ended(snapshot, true);
    snapshot = NO_SNAPSHOT;
  }
  shared_blocks = mochi_heap.top;
  shared = mochi_platform_map_shared(shared_size());
  if (shared == NULL) {
    return false;
  }
  snapshot = mochi_platform_snapshot(mark, (void *)(uintptr_t)pointer);
  if (snapshot < 0) {
    snapshot = NO_SNAPSHOT;
    mochi_platform_unmap(shared, shared_size());
    return false;
  }
  mochi_heap.aside = true;
  return true;
}

bool mochi_heap_is_marked_aside(void) {
  return __atomic_load_n(&shared->is_through, __ATOMIC_ACQUIRE) != 0;
}

bool mochi_heap_wait_aside(void) {
  if (!mochi_heap_is_marked_aside()) {
    mochi_platform_snapshot_has_ended(snapshot, true);
    snapshot = NO_SNAPSHOT;
  }
  return mochi_heap_is_marked_aside();
}

// Cells of a block that were handed out since the snapshot: where there was no mark, below `end`.
static uint64_t handed_out(uint64_t marks, uint32_t at, uint32_t end) {
  return at >= end ? 0 : ~marks & (end - at >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << (end - at)) - 1);
}

void mochi_heap_take_marks(void) {
  for (uint32_t block = 0; block < mochi_heap.top; block++) {
    const mochi_heap_block *record = &mochi_heap.records[block];
    uint64_t *marks = mochi_heap_marks(block);
    const uint64_t *found = shared->marks + (size_t)block * HEAP_MARK_WORDS;
    uint32_t end = record->since == HEAP_AS_BEFORE ? 0 : mochi_heap_is_current(block) ? record->pool->cursor : record->cells;
    for (uint32_t at = 0; at < record->cells; at += 64) {
      marks[at / 64] = handed_out(marks[at / 64], at, end) | (record->since == HEAP_NEW ? 0 : found[at / 64]);
    }
  }
}

void mochi_heap_end_aside(void) {
  if (!mochi_heap_is_marked_aside() && snapshot != NO_SNAPSHOT) {
    mochi_platform_snapshot_kill(snapshot);
  }
  for (uint32_t block = 0; block < mochi_heap.top; block++) {
    mochi_heap.records[block].since = HEAP_AS_BEFORE;
  }
  mochi_platform_unmap(shared, shared_size());
  mochi_heap.aside = false;
}

bool mochi_heap_aside_lingers(void) {
  if (snapshot != NO_SNAPSHOT && mochi_platform_snapshot_has_ended(snapshot, false)) {
    snapshot = NO_SNAPSHOT;
  }
  return snapshot != NO_SNAPSHOT;
}
