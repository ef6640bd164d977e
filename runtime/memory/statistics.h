// What MOCHI_GC_STATS=1 prints to standard error when the program ends.

#ifndef MOCHI_MEMORY_STATISTICS_H
#define MOCHI_MEMORY_STATISTICS_H

#include "platform/compiler.h"

/** Looks whether statistics are wanted. */
void mochi_gc_statistics_start(void);
/** When a pause begins: by the steady clock, which is asked only where statistics are wanted. */
int64_t mochi_gc_statistics_begin(void);
/** Counts a pause of the program that began at `begin`; a collection aside has two. */
void mochi_gc_statistics_pause(int64_t begin);
/** Counts bytes handed out. */
void mochi_gc_statistics_taken(size_t bytes);
/** Counts a collection, with bytes alive after it, and in use. */
void mochi_gc_statistics_collection(bool aside, size_t live, size_t resident);

#endif
