// Prints the hash of standard input, which is added in pieces of the given size. For launcher.test.ts.

#include "blake3.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments) {
  static unsigned char bytes[1 << 20];
  size_t size = fread(bytes, 1, sizeof bytes, stdin);
  size_t step = count > 1 ? (size_t)atoi(arguments[1]) : sizeof bytes;
  struct mochi_blake3 hash;
  mochi_blake3_begin(&hash);
  for (size_t at = 0; at < size; at += step) {
    mochi_blake3_add(&hash, bytes + at, size - at < step ? size - at : step);
  }
  unsigned char result[MOCHI_BLAKE3_SIZE];
  mochi_blake3_finish(&hash, result);
  for (int at = 0; at < MOCHI_BLAKE3_SIZE; at++) {
    printf("%02x", result[at]);
  }
}
