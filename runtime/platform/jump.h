// Leaving several functions at once, for `try`: setjmp and longjmp without what they bring along
// elsewhere. Unix: signal masks aren't saved. Windows: no frame is given, so that longjmp restores
// registers instead of unwinding the stack. WebAssembly has neither: there mochi_unwind makes every
// function return to its caller at once, up to mochi_unwind_run. That is not C: once the program is
// linked, its code is rewritten (cli/targets/wasm-unwind.ts), and these two with it.

#ifndef MOCHI_PLATFORM_JUMP_H
#define MOCHI_PLATFORM_JUMP_H

#include "platform/compiler.h"

#if defined(__wasm__)

typedef char mochi_jump;

/** Calls `body(data)`; false when mochi_unwind has left it. */
bool mochi_unwind_run(void (*body)(void *data), void *data);
/** To the innermost mochi_unwind_run that is active. */
_Noreturn void mochi_unwind(void);

#define mochi_jump_run(jump, body, data) mochi_unwind_run(body, data)
#define mochi_jump_to(jump) mochi_unwind()

#else

#include <setjmp.h>

typedef jmp_buf mochi_jump;

#if defined(_WIN32)
#if defined(_MSC_VER)
int mochi_jump_setjmp(jmp_buf buffer, void *frame) __asm__("_setjmp") __attribute__((returns_twice));
#else
int mochi_jump_setjmp(jmp_buf buffer, void *frame) __asm__("__intrinsic_setjmpex") __attribute__((returns_twice));
#endif
#define mochi_jump_set(jump) mochi_jump_setjmp((jump), NULL)
#elif defined(__GLIBC__) || defined(__APPLE__)
// Must be expanded in the function that is jumped back into.
#define mochi_jump_set(jump) _setjmp(jump)
#else
#define mochi_jump_set(jump) setjmp(jump)
#endif

#define mochi_jump_to(jump) longjmp((jump), 1)

/** Calls `body(data)`; false when mochi_jump_to(jump) has left it. */
static inline bool mochi_jump_run(mochi_jump jump, void (*body)(void *data), void *data) {
  if (mochi_jump_set(jump) != 0) {
    return false;
  }
  body(data);
  return true;
}

#endif

#endif
