// What MOCHI_GC_STATS=1 prints to standard error when the program ends.

#ifndef MOCHI_MEMORY_STATISTICS_H
#define MOCHI_MEMORY_STATISTICS_H

#include "platform/compiler.h"

/** Looks whether statistics are wanted. */
void mochi_gc_statistics_start(void);
/** Counts a collection that began at `begin` of the steady clock, with bytes handed out before it, alive after it, and in use. */
void mochi_gc_statistics_add(int64_t begin, size_t taken, size_t live, size_t resident);

#endif
