// SHA-256 on arm64: in plain C.

#include "sha256.h"

void mochi_sha256_blocks(uint32_t state[8], const unsigned char *blocks, size_t count) {
  mochi_sha256_plain(state, blocks, count);
}
