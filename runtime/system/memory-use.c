// mem(). Apart from the rest: it links the collector.

#include "system/process.h"

#include "memory/gc.h"

int64_t mochi_mem(void) {
  return (int64_t)mochi_gc_used();
}
