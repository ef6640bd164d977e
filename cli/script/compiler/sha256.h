// SHA-256: bytes in, 64 hexadecimal digits out. The hash is the runtime's (runtime/values/sha256-hash.h), its blocks are hashed as this machine does it best.

#ifndef MOCHI_SCRIPT_SHA256_H
#define MOCHI_SCRIPT_SHA256_H

#include "values/sha256-hash.h"

enum { MOCHI_SHA256_DIGITS = 2 * MOCHI_SHA256_BYTES };

/** Stores the digits and a zero. */
void mochi_sha256(const unsigned char *bytes, size_t size, char digits[MOCHI_SHA256_DIGITS + 1]);

/** Hashes blocks of 64 bytes into the state (machine/). */
mochi_sha256_function mochi_sha256_blocks;

#endif
