// BLAKE3; see the header. Names follow the specification: chunk, block, chaining value, parent, root.

#include "blake3.h"

#include <string.h>

enum { CHUNK_START = 1, CHUNK_END = 2, PARENT = 4, ROOT = 8 };
enum { BLOCKS_PER_CHUNK = 16, ROUNDS = 7 };

static const uint32_t initial[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/** Which message word a round takes where: the permutation of the specification, applied 0 to 6 times. */
static const unsigned char schedule[ROUNDS][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1}, {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4}, {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13},
};

static uint32_t load_word(const unsigned char *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void store_word(unsigned char *bytes, uint32_t word) {
  for (int at = 0; at < 4; at++) {
    bytes[at] = (unsigned char)(word >> (8 * at));
  }
}

static uint32_t rotate_right(uint32_t word, unsigned count) {
  return word >> count | word << (32 - count);
}

/** The quarter round: one column or diagonal of the state. */
static inline void mix(uint32_t state[16], unsigned a, unsigned b, unsigned c, unsigned d, uint32_t first, uint32_t second) {
  state[a] += state[b] + first;
  state[d] = rotate_right(state[d] ^ state[a], 16);
  state[c] += state[d];
  state[b] = rotate_right(state[b] ^ state[c], 12);
  state[a] += state[b] + second;
  state[d] = rotate_right(state[d] ^ state[a], 8);
  state[c] += state[d];
  state[b] = rotate_right(state[b] ^ state[c], 7);
}

/** Replaces `chain` by the chaining value of chain and block. */
static void compress(uint32_t chain[8], const unsigned char block[MOCHI_BLAKE3_BLOCK], size_t size, uint64_t counter, unsigned flags) {
  uint32_t words[16];
  for (int at = 0; at < 16; at++) {
    words[at] = load_word(block + 4 * at);
  }
  uint32_t state[16] = {
      chain[0],   chain[1],   chain[2],   chain[3],   chain[4],          chain[5],                  chain[6],       chain[7],
      initial[0], initial[1], initial[2], initial[3], (uint32_t)counter, (uint32_t)(counter >> 32), (uint32_t)size, flags,
  };
  for (int round = 0; round < ROUNDS; round++) {
    const unsigned char *take = schedule[round];
    mix(state, 0, 4, 8, 12, words[take[0]], words[take[1]]);
    mix(state, 1, 5, 9, 13, words[take[2]], words[take[3]]);
    mix(state, 2, 6, 10, 14, words[take[4]], words[take[5]]);
    mix(state, 3, 7, 11, 15, words[take[6]], words[take[7]]);
    mix(state, 0, 5, 10, 15, words[take[8]], words[take[9]]);
    mix(state, 1, 6, 11, 12, words[take[10]], words[take[11]]);
    mix(state, 2, 7, 8, 13, words[take[12]], words[take[13]]);
    mix(state, 3, 4, 9, 14, words[take[14]], words[take[15]]);
  }
  for (int at = 0; at < 8; at++) {
    chain[at] = state[at] ^ state[at + 8];
  }
}

/** Replaces `right` by the chaining value of the parent of `left` and `right`. */
static void join(const uint32_t left[8], uint32_t right[8], unsigned flags) {
  unsigned char block[MOCHI_BLAKE3_BLOCK];
  for (int at = 0; at < 8; at++) {
    store_word(block + 4 * at, left[at]);
    store_word(block + 32 + 4 * at, right[at]);
  }
  memcpy(right, initial, sizeof initial);
  compress(right, block, MOCHI_BLAKE3_BLOCK, 0, PARENT | flags);
}

static void begin_chunk(struct mochi_blake3 *hash) {
  memcpy(hash->chain, initial, sizeof initial);
  memset(hash->block, 0, sizeof hash->block);
  hash->block_size = 0;
  hash->blocks = 0;
}

/** Compresses the block at hand. */
static void end_block(struct mochi_blake3 *hash, unsigned flags) {
  unsigned start = hash->blocks == 0 ? CHUNK_START : 0;
  compress(hash->chain, hash->block, hash->block_size, hash->chunks, start | flags);
  memset(hash->block, 0, sizeof hash->block);
  hash->block_size = 0;
  hash->blocks++;
}

/** The current chunk is complete and not the last: joins it with every subtree that it completes. */
static void end_chunk(struct mochi_blake3 *hash) {
  end_block(hash, CHUNK_END);
  hash->chunks++;
  for (uint64_t total = hash->chunks; (total & 1) == 0; total >>= 1) {
    hash->stack_size--;
    join(hash->stack[hash->stack_size], hash->chain, 0);
  }
  memcpy(hash->stack[hash->stack_size], hash->chain, sizeof hash->chain);
  hash->stack_size++;
  begin_chunk(hash);
}

void mochi_blake3_begin(struct mochi_blake3 *hash) {
  hash->chunks = 0;
  hash->stack_size = 0;
  begin_chunk(hash);
}

void mochi_blake3_add(struct mochi_blake3 *hash, const void *bytes, size_t size) {
  const unsigned char *next = bytes;
  while (size > 0) {
    if (hash->block_size == MOCHI_BLAKE3_BLOCK) {
      if (hash->blocks == BLOCKS_PER_CHUNK - 1) {
        end_chunk(hash);
      } else {
        end_block(hash, 0);
      }
    }
    size_t room = MOCHI_BLAKE3_BLOCK - hash->block_size;
    size_t taken = size < room ? size : room;
    memcpy(hash->block + hash->block_size, next, taken);
    hash->block_size += taken;
    next += taken;
    size -= taken;
  }
}

void mochi_blake3_finish(struct mochi_blake3 *hash, unsigned char result[MOCHI_BLAKE3_SIZE]) {
  end_block(hash, CHUNK_END | (hash->stack_size == 0 ? ROOT : 0));
  while (hash->stack_size > 0) {
    hash->stack_size--;
    join(hash->stack[hash->stack_size], hash->chain, hash->stack_size == 0 ? ROOT : 0);
  }
  for (int at = 0; at < 8; at++) {
    store_word(result + 4 * at, hash->chain[at]);
  }
}
