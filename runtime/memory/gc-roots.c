// The roots of a program without globals that hold pointers: none.

#include "memory/gc.h"

static const mochi_gc_root none[] = {{NULL, 0}};

const mochi_gc_root *const mochi_gc_roots = none;
