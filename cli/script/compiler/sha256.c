// SHA-256 in digits; see the header.

#include "sha256.h"

void mochi_sha256(const unsigned char *bytes, size_t size, char digits[MOCHI_SHA256_DIGITS + 1]) {
  unsigned char hash[MOCHI_SHA256_BYTES];
  mochi_sha256_hash(bytes, size, mochi_sha256_blocks, hash);
  for (int at = 0; at < MOCHI_SHA256_DIGITS; at++) {
    digits[at] = "0123456789abcdef"[hash[at / 2] >> (at % 2 == 0 ? 4 : 0) & 15];
  }
  digits[MOCHI_SHA256_DIGITS] = '\0';
}
