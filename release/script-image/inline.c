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
