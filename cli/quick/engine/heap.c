// The heap of the quick core; see the header.
//
// A block is preceded by its size, a multiple of 16. Blocks that are given back lie in a list for each power of two,
// and serve whoever asks for as much; large ones aren't divided. (QuickJS takes care of small blocks itself.)

#define _GNU_SOURCE

#include "heap.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

enum { ALIGNMENT = 16, LISTS = 48 };

/**
 * Where nothing else is mapped: behind a program at fixed addresses and its break, far below what the system gives out. And
 * below 4 GB: a pointer in a value of JavaScript has 32 bits (release/quickjs-fixes.ts).
 */
#define BASE ((unsigned char *)UINT64_C(0x80000000))
/** More than any small script needs, though nothing is freed. */
#define LIMIT (BASE + (UINT64_C(512) << 20))
#define STEP (UINT64_C(8) << 20)

struct block {
  size_t size;
  /** In a list: the next one. The first field of what its owner has, otherwise. */
  struct block *next;
};

/** Blocks begin here, so that what follows `size` is aligned. */
enum { HEADER = offsetof(struct block, next) };

struct heap {
  /** Which program wrote it. */
  char writer[sizeof MOCHI_QUICK_STAMP];
  void *root;
  /** What was never given out begins here. */
  unsigned char *top;
  struct block *free[LISTS];
};

#define HEAP ((struct heap *)BASE)

/** The end of what is mapped. */
static unsigned char *mapped = BASE;

static bool extend(unsigned char *end) {
  if (end > LIMIT) {
    return false;
  }
  size_t size = ((size_t)(end - mapped) + STEP - 1) / STEP * STEP;
  if (mmap(mapped, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != mapped) {
    return false;
  }
  // Nothing is freed, so much is touched: in large pages, where the system has them, that takes half the time.
  madvise(mapped, size, MADV_HUGEPAGE);
  mapped += size;
  return true;
}

void mochi_heap_end(void) {
  munmap(BASE, (size_t)(mapped - BASE));
  mapped = BASE;
}

/** The list of blocks that have at least 2^n bytes. */
static int list_of(size_t size) {
  int list = 4;
  while (list < LISTS - 1 && ((size_t)2 << list) <= size) {
    list++;
  }
  return list;
}

bool mochi_heap_begin(void) {
  if (!extend(BASE + sizeof(struct heap))) {
    return false;
  }
  memcpy(HEAP->writer, MOCHI_QUICK_STAMP, sizeof HEAP->writer);
  HEAP->top = BASE + (sizeof(struct heap) + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - HEADER;
  return true;
}

void *mochi_heap_allocate(size_t size) {
  size_t needed = (size + HEADER + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (needed < size) {
    return NULL;
  }
  // Whatever lies in the next list is large enough; the first of its own may be.
  int list = list_of(needed);
  for (int at = list; at < LISTS && at < list + 2; at++) {
    struct block *found = HEAP->free[at];
    if (found != NULL && found->size >= needed) {
      HEAP->free[at] = found->next;
      return &found->next;
    }
  }
  if (needed > (size_t)(mapped - HEAP->top) && !extend(HEAP->top + needed)) {
    return NULL;
  }
  struct block *block = (struct block *)HEAP->top;
  HEAP->top += needed;
  block->size = needed;
  return &block->next;
}

static struct block *block_of(const void *start) {
  return (struct block *)((unsigned char *)(uintptr_t)start - HEADER);
}

size_t mochi_heap_size(const void *start) {
  return start == NULL ? 0 : block_of(start)->size - HEADER;
}

void mochi_heap_free(void *start) {
  if (start != NULL) {
    struct block *block = block_of(start);
    int list = list_of(block->size);
    block->next = HEAP->free[list];
    HEAP->free[list] = block;
  }
}

void *mochi_heap_resize(void *start, size_t size) {
  size_t old = mochi_heap_size(start);
  if (start != NULL && size <= old) {
    return start;
  }
  if (start != NULL && (unsigned char *)start + old == HEAP->top) {
    // The last one grows where it is.
    size_t more = (size - old + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (more <= (size_t)(mapped - HEAP->top) || extend(HEAP->top + more)) {
      HEAP->top += more;
      block_of(start)->size += more;
      return start;
    }
    return NULL;
  }
  void *moved = mochi_heap_allocate(size);
  if (moved != NULL && start != NULL) {
    memcpy(moved, start, old);
    mochi_heap_free(start);
  }
  return moved;
}

void mochi_heap_forget(uintptr_t from, uintptr_t to) {
  for (uintptr_t *word = (uintptr_t *)BASE; (unsigned char *)word < HEAP->top; word++) {
    *word = *word >= from && *word < to ? 0 : *word;
  }
}

bool mochi_heap_write(const char *path, void *root) {
  HEAP->root = root;
  int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return false;
  }
  bool is_written = true;
  for (unsigned char *at = BASE; is_written && at < HEAP->top;) {
    ssize_t count = write(descriptor, at, (size_t)(HEAP->top - at));
    is_written = count > 0;
    at += is_written ? count : 0;
  }
  return close(descriptor) == 0 && is_written;
}

void *mochi_heap_map(const char *path) {
  struct stat status;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return NULL;
  }
  bool is_mapped = fstat(descriptor, &status) == 0 && (size_t)status.st_size > sizeof(struct heap) &&
                   mmap(BASE, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED_NOREPLACE, descriptor, 0) == BASE;
  close(descriptor);
  if (!is_mapped || memcmp(HEAP->writer, MOCHI_QUICK_STAMP, sizeof HEAP->writer) != 0 || HEAP->top != BASE + status.st_size) {
    return NULL;
  }
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  mapped = BASE + ((size_t)status.st_size + page - 1) / page * page;
  return HEAP->root;
}
