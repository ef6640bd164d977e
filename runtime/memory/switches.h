// Numbers that the environment sets: MOCHI_GC_STRESS, MOCHI_MAX_HEAP and the like.

#ifndef MOCHI_MEMORY_SWITCHES_H
#define MOCHI_MEMORY_SWITCHES_H

#include "platform/compiler.h"

/** The number that variable `name` holds: decimal, with k, m or g for powers of 1024; 0 when it is missing or no number. */
uint64_t mochi_gc_switch(const char *name);
/** The same, but `otherwise` when it isn't set. */
uint64_t mochi_gc_switch_or(const char *name, uint64_t otherwise);

#endif
