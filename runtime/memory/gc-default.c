// The collector of programs that don't choose one. An object of its own: emitted code that defines
// mochi_gc_backend keeps this one, and with it our own, out of the program.

#include "memory/gc.h"

const mochi_gc_backend_functions *const mochi_gc_backend = &mochi_gc_precise;
