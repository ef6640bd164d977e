// Linux and macOS: the process, its signals, its pages.

#if !defined(_WIN32) && !defined(__wasi__)

#if defined(__linux__)
#define _GNU_SOURCE
#else
#define _DARWIN_C_SOURCE
#endif

#include "platform/system.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void mochi_platform_begin(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
}

const char *mochi_platform_environment(const char *name) {
  return getenv(name);
}

int64_t mochi_platform_process_id(void) {
  return getpid();
}

_Noreturn void mochi_platform_exit(int status) {
  _exit(status);
}

void mochi_platform_at_exit(void (*body)(void)) {
  atexit(body);
}

static void (*termination_flush)(void);
static const char *volatile unfinished_file;

static void on_termination(int number) {
  termination_flush();
  if (unfinished_file != NULL) {
    unlink(unfinished_file);
  }
  // SA_RESETHAND restored the default action, and SA_NODEFER left the signal unblocked: this ends
  // the process with the status that a shell shows as 128 + n.
  raise(number);
}

void mochi_platform_on_termination(void (*flush)(void)) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  termination_flush = flush;
  // Writing beyond the limit on a file's size is then a failure like any other, with its message, instead of the end.
  signal(SIGXFSZ, SIG_IGN);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    struct sigaction old;
    // What the parent had ignored (nohup) stays ignored.
    if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
      struct sigaction action = {0};
      action.sa_handler = on_termination;
      action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
      sigaction(numbers[i], &action, NULL);
    }
  }
}

void mochi_platform_set_unfinished(const char *path) {
  unfinished_file = path;
}

void *mochi_platform_map(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void mochi_platform_unmap(void *memory, size_t size) {
  munmap(memory, size);
}

// mmap aligns to pages; what is needed more is cut off at the front.
void *mochi_platform_reserve(size_t size) {
  const size_t alignment = 1 << 16;
  void *memory = mmap(NULL, size + alignment, PROT_NONE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return NULL;
  }
  return (char *)memory + (alignment - (uintptr_t)memory % alignment) % alignment;
}

size_t mochi_platform_taken(const void *memory) {
  (void)memory;
  return 0;
}

bool mochi_platform_commit(void *memory, size_t size) {
#if defined(MADV_HUGEPAGE)
  enum { HUGE_PAGE = 1 << 21 };
  if (size >= HUGE_PAGE) {
    madvise(memory, size, MADV_HUGEPAGE);
  }
#endif
  return mprotect(memory, size, PROT_READ | PROT_WRITE) == 0;
}

#if defined(__linux__)

bool mochi_platform_discard(void *memory, size_t size) {
  return madvise(memory, size, MADV_DONTNEED) == 0;
}

bool mochi_platform_move(void *from, void *to, size_t size) {
#if defined(MREMAP_DONTUNMAP) && !defined(MOCHI_SANITIZE)
  return mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to) == to;
#else
  (void)from;
  (void)to;
  (void)size;
  return false;
#endif
}

#else

// Elsewhere DONTNEED doesn't promise zeros: a new mapping in the old place does.
bool mochi_platform_discard(void *memory, size_t size) {
  return mmap(memory, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0) != MAP_FAILED;
}

bool mochi_platform_move(void *from, void *to, size_t size) {
  (void)from;
  (void)to;
  (void)size;
  return false;
}

#endif

size_t mochi_platform_page_size(void) {
  static size_t size;
  if (size == 0) {
    size = (size_t)sysconf(_SC_PAGESIZE);
  }
  return size;
}

#endif
