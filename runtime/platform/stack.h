// Deep stacks: a reserved range of addresses with a guard below, switched to for the whole program.

#ifndef MOCHI_PLATFORM_STACK_H
#define MOCHI_PLATFORM_STACK_H

#include "platform/compiler.h"

/**
 * The collector scans the stack that the program runs on from here down: what calls Mochi code has set it
 * to its own frame, or to the top of another stack.
 */
extern void *mochi_stack_base;

/** Whether a collector finds all that functions hold there. WebAssembly keeps locals where nothing can read them. */
#if defined(__wasi__)
enum { MOCHI_STACK_IS_VISIBLE = false };
#else
enum { MOCHI_STACK_IS_VISIBLE = true };
#endif

/**
 * Runs `body` on a stack of `size` bytes (less when the system refuses that much) and returns after
 * it. Running out of it calls `overflow`, on a stack of its own, async-signal-safe code only; the
 * handler must not return. `overflow` learns the program counter and the stack pointer of the fault.
 */
void mochi_stack_run(size_t size, void (*body)(void), void (*overflow)(const void *counter, const void *pointer));

#endif
