// WASI: one process without signals; memory grows and never shrinks.

#if defined(__wasi__)

#include "platform/system.h"

#include <stdlib.h>
#include <unistd.h>

enum { PAGE_SIZE = 1 << 16, FIRST_STEP = 64 << 20 };

void mochi_platform_begin(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
}

const char *mochi_platform_environment(const char *name) {
  return getenv(name);
}

int64_t mochi_platform_process_id(void) {
  return 1;
}

_Noreturn void mochi_platform_exit(int status) {
  _Exit(status);
}

void mochi_platform_at_exit(void (*body)(void)) {
  atexit(body);
}

void mochi_platform_on_termination(void (*flush)(void)) {
  (void)flush;
}

void mochi_platform_set_unfinished(const char *path) {
  (void)path;
}

void *mochi_platform_map(size_t size) {
  size_t pages = (size + PAGE_SIZE - 1) / PAGE_SIZE;
  size_t first = __builtin_wasm_memory_grow(0, pages);
  return first == SIZE_MAX ? NULL : (void *)(first * PAGE_SIZE);
}

void mochi_platform_unmap(void *memory, size_t size) {
  (void)memory;
  (void)size;
}

static char *memory_end(void) {
  return (char *)(__builtin_wasm_memory_size(0) * PAGE_SIZE);
}

// The end of what was committed last.
static const char *committed_end;

// Addresses are what follows the memory that there is. Committing grows it; so does everybody else. A first
// step, untouched memory for most of it, is all that most programs need: Node 20 crashes now and then
// when memory has grown several times while it optimised a program.
void *mochi_platform_reserve(size_t size) {
  char *end = memory_end();
  mochi_platform_map(FIRST_STEP);
  committed_end = memory_end();
  return size > UINTPTR_MAX - (uintptr_t)end ? NULL : end;
}

size_t mochi_platform_taken(const void *memory) {
  return committed_end == memory_end() ? 0 : (size_t)(memory_end() - (const char *)memory);
}

bool mochi_platform_commit(void *memory, size_t size) {
  const char *end = (const char *)memory + size;
  const char *have = memory_end();
  if (end <= have) {
    return true;
  }
  if (((const char *)memory < have && committed_end != have) || mochi_platform_map((size_t)(end - have)) == NULL) {
    return false;
  }
  committed_end = memory_end();
  return true;
}

bool mochi_platform_discard(void *memory, size_t size) {
  __builtin_memset(memory, 0, size);
  return true;
}

bool mochi_platform_move(void *from, void *to, size_t size) {
  (void)from;
  (void)to;
  (void)size;
  return false;
}

size_t mochi_platform_page_size(void) {
  return PAGE_SIZE;
}

#endif
