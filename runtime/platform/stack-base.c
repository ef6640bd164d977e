// An object of its own: programs on the system's stack link no stack switching.

#include "platform/stack.h"

void *mochi_stack_base;
