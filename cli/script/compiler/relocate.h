// One relocation: the bytes of a section are changed so that they mean an address.
// Enters: where (`at`, which will be loaded at `place`), what (a symbol's address plus an addend, or the slot of the
// offset table that holds it). The formulas: System V ABI, AMD64 supplement §4.4 (S + A − P and its like); ELF for the Arm 64-bit
// Architecture §5.7.

#ifndef MOCHI_SCRIPT_RELOCATE_H
#define MOCHI_SCRIPT_RELOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOCHI_X86_64 = 62, MOCHI_AARCH64 = 183 };

struct mochi_fixup {
  unsigned char *at;
  /** How many bytes of the section are there from `at` on. */
  size_t room;
  /** Address of the bytes to change. */
  uint64_t place;
  /** S + A. */
  uint64_t target;
  /** Address of the entry of the offset table that holds S, for relocations that need one. */
  uint64_t slot;
  int64_t addend;
};

/** Does that type go through the offset table? */
bool mochi_relocation_needs_slot(uint64_t machine, uint32_t type);

/** Applies a relocation of that type; false: not one that we know, or out of reach. Then the object can't be linked here. */
bool mochi_relocate(uint64_t machine, uint32_t type, const struct mochi_fixup *fixup);

#endif
