// What we ask of a C compiler beyond C11, in one place. Nothing here depends on the operating system.
//
// Invariants: byte order is little-endian (a string's tag is the last byte of its second word) and
// pointers have 64 or 32 bits. Builtins stand for memcpy and memcmp so that emitted code needs no
// system header.

#ifndef MOCHI_PLATFORM_COMPILER_H
#define MOCHI_PLATFORM_COMPILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Mochi's runtime expects a little-endian target"
#endif

#define MOCHI_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define MOCHI_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

// Keeps error paths out of the caller's hot code.
// One body for several specialisations, chosen by constant arguments.
// Keeps the rare half of a fast path out of its callers.
// (tcc, which compiles scripts, inlines nothing and knows none of these attributes.)
#if defined(__TINYC__)
#define MOCHI_COLD
#define MOCHI_ALWAYS_INLINE inline
#define MOCHI_NOINLINE
#else
#define MOCHI_COLD __attribute__((cold, noinline))
#define MOCHI_ALWAYS_INLINE inline __attribute__((always_inline))
#define MOCHI_NOINLINE __attribute__((noinline))
#endif

// As a macro, so that it can stand beside MOCHI_COLD.
#define MOCHI_NORETURN _Noreturn

// A declaration that doesn't pull its definition out of an archive: formatting a list must not
// link bigint. What is weak is NULL in programs that never make such a value; where the object
// format can't express that the symbol is simply linked.
#if defined(__ELF__) || defined(__wasm__)
#define MOCHI_WEAK __attribute__((weak))
#else
#define MOCHI_WEAK
#endif

#define MOCHI_PRINTS(format, first) __attribute__((format(printf, format, first)))

// State of the running thread. One thread runs Mochi code for now.
#define MOCHI_PER_THREAD

#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 mochi_uint128;
#endif

static inline void mochi_copy(void *to, const void *from, size_t size) {
  if (size != 0) {
    __builtin_memcpy(to, from, size);
  }
}

#endif
