// BLAKE3's hash function with 32 bytes of result (no keys, no key derivation, no longer results),
// after the public specification (O'Connor, Aumasson, Neves, Wilcox-O'Hearn: «BLAKE3, one function,
// fast everywhere», 2020). Portable and small; a script's sources are a few kilobytes.
//
// The input is cut into chunks of 1024 bytes, the leaves of a binary tree whose left subtrees are
// always complete. `stack` holds the chaining values of the complete subtrees to the left of the
// current chunk, one per set bit of `chunks`; 54 are enough for 2^64 bytes. The last chunk stays
// open until `finish`, because the root of the tree is hashed differently.

#ifndef MOCHI_LAUNCHER_BLAKE3_H
#define MOCHI_LAUNCHER_BLAKE3_H

#include <stddef.h>
#include <stdint.h>

#define MOCHI_BLAKE3_SIZE 32
#define MOCHI_BLAKE3_BLOCK 64

struct mochi_blake3 {
  /** Chaining value of the current chunk. */
  uint32_t chain[8];
  /** The last block of the chunk, not yet compressed: what follows decides how. */
  unsigned char block[MOCHI_BLAKE3_BLOCK];
  size_t block_size;
  /** Blocks of the current chunk that were compressed, 0 to 15. */
  unsigned blocks;
  /** Chunks before the current one. */
  uint64_t chunks;
  uint32_t stack[54][8];
  unsigned stack_size;
};

/** Makes `hash` the hash of nothing. */
void mochi_blake3_begin(struct mochi_blake3 *hash);

/** Appends bytes. Borrows them. */
void mochi_blake3_add(struct mochi_blake3 *hash, const void *bytes, size_t size);

/** Stores the hash of all that was added. `hash` is used up. */
void mochi_blake3_finish(struct mochi_blake3 *hash, unsigned char result[MOCHI_BLAKE3_SIZE]);

#endif
