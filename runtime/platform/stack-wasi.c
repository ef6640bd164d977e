// WASI: the engine owns the stack that calls use, and ends a program that exhausts it.

#if defined(__wasi__)

#include "platform/stack.h"

void mochi_stack_run(size_t size, void (*body)(void), void (*overflow)(const void *counter, const void *pointer)) {
  (void)size;
  (void)overflow;
  body();
}

#endif
