// Relocations from standard input, a line each: machine, type, the bytes before as a little-endian number, place, target, slot, addend, all decimal.
// Prints the bytes after, hexadecimal, or «refused». For relocate.test.ts.

#include "relocate.h"

#include <inttypes.h>
#include <stdio.h>

int main(void) {
  uint64_t machine, before, place, target, slot;
  uint32_t type;
  int64_t addend;
  while (scanf("%" SCNu64 "%" SCNu32 "%" SCNu64 "%" SCNu64 "%" SCNu64 "%" SCNu64 "%" SCNd64, &machine, &type, &before, &place, &target, &slot, &addend) == 7) {
    unsigned char bytes[8];
    for (int at = 0; at < 8; at++) {
      bytes[at] = (unsigned char)(before >> 8 * at);
    }
    struct mochi_fixup fixup = {bytes, sizeof bytes, place, target, slot, addend};
    if (!mochi_relocate(machine, type, &fixup)) {
      puts("refused");
      continue;
    }
    uint64_t after = 0;
    for (int at = 7; at >= 0; at--) {
      after = after << 8 | bytes[at];
    }
    printf("%" PRIx64 "\n", after);
  }
}
