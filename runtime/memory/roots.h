// The shadow stack: roots of programs whose stack a collector can't see (WebAssembly keeps locals
// where nobody can read them). Emitted code calls these where core/optimize/place-roots.ts says.
//
//   bottom │ a caller's roots │ its callee's │ … │ free … │ end
//                             ▲ `roots` of the callee, which it took from mochi_roots when it was entered
//
// A function writes pointers from its `roots` on, and before a call of what may collect it says how many
// of them the callee leaves alone. Nothing is restored afterwards: each such call says it anew, so
// returns, early ones too, and jumps out of several functions have nothing to do.
//
// Invariants:
//   R1  such a program collects at safepoints (mochi_gc_safepoint) only. Until then the heap grows, so the
//       runtime's own C may hold pointers anywhere, and so may expressions of emitted code.
//   R2  at a safepoint, every live pointer of emitted code is at or below mochi_roots_top, or in a global.
//       Words there are taken as conservatively as those of a stack: nothing moves.
//   R3  every loop that allocates, and every function that may call itself and allocates, has a
//       safepoint: between two of them, a program allocates what its text and its data's size bound.
// MOCHI_GC_STRESS=1 collects at the first safepoint after each allocation; with MOCHI_GC_POISON=1 a missing
// root is a crash. MOCHI_TEST_SHADOW_STACK=1 builds fixtures for the host in this way.

#ifndef MOCHI_MEMORY_ROOTS_H
#define MOCHI_MEMORY_ROOTS_H

#include "platform/compiler.h"

extern MOCHI_PER_THREAD void **mochi_roots;           // where the function that is called next puts its roots
extern MOCHI_PER_THREAD const void *mochi_roots_limit;  // up to where there is room; NULL when a collection is due
extern MOCHI_PER_THREAD void **mochi_roots_bottom;    // NULL: this program has no shadow stack
extern MOCHI_PER_THREAD void **mochi_roots_top;       // at a safepoint, the end of what is scanned; else NULL

/** The first call of a program that keeps its roots here. */
void mochi_roots_begin(void);

/** Where the running function puts its roots. */
static inline void **mochi_roots_here(void) {
  return mochi_roots;
}

/** The functions that are called next leave the first `count` roots alone. */
static inline void mochi_roots_keep(void **roots, uint32_t count) {
  mochi_roots = roots + count;
}

/** Asks for a safepoint: a collection is due, or there is no room for more roots. */
static inline bool mochi_roots_due(void **roots) {
  return MOCHI_UNLIKELY((uintptr_t)roots >= (uintptr_t)mochi_roots_limit);
}

/** A safepoint of the function with the given roots: collects. A stack overflow when the shadow stack is full. */
void mochi_gc_safepoint(void **roots, uint32_t count);

/** The next allocation has no room: asks for a collection at the next safepoint. */
static inline void mochi_roots_want_collection(void) {
  mochi_roots_limit = NULL;
}

static inline void mochi_root(void **roots, uint32_t at, const void *pointer) {
  roots[at] = (void *)(uintptr_t)pointer;
}

#endif
