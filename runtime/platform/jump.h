// Leaving functions by a jump, for `try`: setjmp and longjmp without what they bring along elsewhere.
// Unix: signal masks aren't saved. Windows: no frame is given, so that longjmp restores registers
// instead of unwinding the stack.

#ifndef MOCHI_PLATFORM_JUMP_H
#define MOCHI_PLATFORM_JUMP_H

#include <setjmp.h>

typedef jmp_buf mochi_jump;

#if defined(_WIN32)
int mochi_jump_setjmp(jmp_buf buffer, void *frame) __asm__("__intrinsic_setjmpex") __attribute__((returns_twice));
#define mochi_jump_set(jump) mochi_jump_setjmp((jump), NULL)
#elif defined(__GLIBC__) || defined(__APPLE__)
// Must be expanded in the function that is jumped back into.
#define mochi_jump_set(jump) _setjmp(jump)
#else
#define mochi_jump_set(jump) setjmp(jump)
#endif

#define mochi_jump_to(jump) longjmp((jump), 1)

#endif
