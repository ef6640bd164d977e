// SHA-256 (FIPS 180-4), of bytes in memory. Needs nothing of the runtime: the script compiler and the quick core (cli/script/compiler,
// cli/quick) are compiled with it, too.

#ifndef MOCHI_VALUES_SHA256_HASH_H
#define MOCHI_VALUES_SHA256_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { MOCHI_SHA256_BYTES = 32 };

/** Hashes blocks of 64 bytes into the state. */
typedef void mochi_sha256_function(uint32_t state[8], const unsigned char *blocks, size_t count);

/** In plain C. */
void mochi_sha256_plain(uint32_t state[8], const unsigned char *blocks, size_t count);

/** Stores the hash of the bytes, whose blocks that function hashes. */
void mochi_sha256_hash(const unsigned char *bytes, size_t size, mochi_sha256_function *hash_blocks, unsigned char hash[MOCHI_SHA256_BYTES]);

/** Its constants, one for each round. */
extern const uint32_t mochi_sha256_constants[64];

#endif
