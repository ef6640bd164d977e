// SHA-256 (FIPS 180-4): bytes in, 64 hexadecimal digits out.

#ifndef MOCHI_SCRIPT_SHA256_H
#define MOCHI_SCRIPT_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { MOCHI_SHA256_DIGITS = 64 };

/** Stores the digits and a zero. */
void mochi_sha256(const unsigned char *bytes, size_t size, char digits[MOCHI_SHA256_DIGITS + 1]);

/** Hashes blocks of 64 bytes into the state, in plain C. */
void mochi_sha256_plain(uint32_t state[8], const unsigned char *blocks, size_t count);

/** The same, as this machine does it best (machine/). */
void mochi_sha256_blocks(uint32_t state[8], const unsigned char *blocks, size_t count);

/** Its constants, one for each round. */
extern const uint32_t mochi_sha256_constants[64];

#endif
