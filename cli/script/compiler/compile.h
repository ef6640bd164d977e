// C text in, an object out: tcc, as a library.

#ifndef MOCHI_SCRIPT_COMPILE_H
#define MOCHI_SCRIPT_COMPILE_H

#include "file.h"

/**
 * Compiles the request's C text behind the header that stands for all that it could include, which is read before the text has come. NULL, and
 * the object's bytes; else why not: what tcc said first, static.
 */
const char *mochi_compile(struct mochi_bytes header, struct mochi_bytes *object);

#endif
