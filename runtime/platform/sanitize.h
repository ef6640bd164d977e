// Telling AddressSanitizer which of our memory is not to be touched; nothing in other builds.

#ifndef MOCHI_PLATFORM_SANITIZE_H
#define MOCHI_PLATFORM_SANITIZE_H

#include "platform/compiler.h"

#if defined(MOCHI_SANITIZE)

void __asan_poison_memory_region(const volatile void *memory, size_t size);
void __asan_unpoison_memory_region(const volatile void *memory, size_t size);

static inline void mochi_sanitize_forbid(const void *memory, size_t size) {
  __asan_poison_memory_region(memory, size);
}

static inline void mochi_sanitize_allow(const void *memory, size_t size) {
  __asan_unpoison_memory_region(memory, size);
}

#else

static inline void mochi_sanitize_forbid(const void *memory, size_t size) {
  (void)memory;
  (void)size;
}

static inline void mochi_sanitize_allow(const void *memory, size_t size) {
  (void)memory;
  (void)size;
}

#endif

// For functions that read whatever lies there, as a collector does.
#define MOCHI_READS_ANYTHING __attribute__((no_sanitize("address")))

#endif
