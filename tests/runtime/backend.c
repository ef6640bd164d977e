// Chooses the collector of a test: compiled with -DBACKEND=mochi_gc_none and the like.

#include "memory/gc.h"

const mochi_gc_backend_functions *const mochi_gc_backend = &BACKEND;
