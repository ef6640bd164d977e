// The runtime's inline functions, once more as functions that can be called: tcc inlines nothing, and
// a call into optimised code is both smaller to parse and faster than tcc's own copy of it. Also what
// emitted code needs of the C library by another way than libmochi.

#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define static
#define inline
#include MOCHI_SCRIPT_HEADERS

extern const void *const mochi_image_extras[];
const void *const mochi_image_extras[] = {(const void *)memcpy, (const void *)memmove, (const void *)memset};

// What tcc calls on x86-64 instead of converting by itself.
uint64_t __fixunsdfdi(double value);
double __floatundidf(uint64_t value);

uint64_t __fixunsdfdi(double value) {
  return (uint64_t)value;
}

double __floatundidf(uint64_t value) {
  return (double)value;
}
