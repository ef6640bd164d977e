// What the quick core needs of QuickJS beyond its interface.

#ifndef MOCHI_QUICK_JAVASCRIPT_H
#define MOCHI_QUICK_JAVASCRIPT_H

#include "quickjs.h"

/** Clears what a context knows of this process's stack, which isn't the next one's: JS_UpdateStackTop sets it again. */
void mochi_javascript_forget_stack(JSContext *context);

#endif
