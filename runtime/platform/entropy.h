// One random number from the operating system, for the seed of hash tables. Never visible in output.
// Collects nothing, raises nothing: where the system gives none, an address and a constant must do.

#ifndef MOCHI_PLATFORM_ENTROPY_H
#define MOCHI_PLATFORM_ENTROPY_H

#include <stdint.h>

uint64_t mochi_entropy(void);

#endif
