// Relocations of x86-64 and arm64; see the header. Addresses are taken modulo 2^64, distances are signed.

#include "relocate.h"

static uint32_t get32(const unsigned char *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool put(const struct mochi_fixup *fixup, uint64_t value, size_t size) {
  if (fixup->room < size) {
    return false;
  }
  for (size_t byte = 0; byte < size; byte++) {
    fixup->at[byte] = (unsigned char)(value >> 8 * byte);
  }
  return true;
}

static bool is_signed(int64_t value, int bits) {
  return value >= -(INT64_C(1) << (bits - 1)) && value < INT64_C(1) << (bits - 1);
}

static bool put_signed32(const struct mochi_fixup *fixup, uint64_t value) {
  return is_signed((int64_t)value, 32) && put(fixup, value, 4);
}

static bool put_unsigned32(const struct mochi_fixup *fixup, uint64_t value) {
  return value <= UINT32_MAX && put(fixup, value, 4);
}

// ---------------------------------------------------------------- x86-64

static bool relocate_x86_64(uint32_t type, const struct mochi_fixup *fixup) {
  uint64_t slot_distance = fixup->slot + (uint64_t)fixup->addend - fixup->place;
  switch (type) {
    case 1: // 64
      return put(fixup, fixup->target, 8);
    case 2: // PC32
    case 4: // PLT32: everything is called directly
      return put_signed32(fixup, fixup->target - fixup->place);
    case 9:  // GOTPCREL
    case 41: // GOTPCRELX
    case 42: // REX_GOTPCRELX
      return put_signed32(fixup, slot_distance);
    case 10: // 32
      return put_unsigned32(fixup, fixup->target);
    case 11: // 32S
      return put_signed32(fixup, fixup->target);
    case 24: // PC64
      return put(fixup, fixup->target - fixup->place, 8);
    default:
      return false;
  }
}

// ---------------------------------------------------------------- arm64

/** Puts `bits` of a value into an instruction at `shift`. */
static bool insert(const struct mochi_fixup *fixup, uint64_t value, int shift, int bits) {
  uint32_t mask = ((UINT32_C(1) << bits) - 1) << shift;
  return fixup->room >= 4 && put(fixup, (get32(fixup->at) & ~mask) | ((uint32_t)(value << shift) & mask), 4);
}

/** `adrp`: the distance in pages of 4 KiB, split into two fields. */
static bool insert_page(const struct mochi_fixup *fixup) {
  uint64_t pages = (fixup->target >> 12) - (fixup->place >> 12);
  return is_signed((int64_t)pages, 21) && insert(fixup, pages, 29, 2) && insert(fixup, pages >> 2, 5, 19);
}

static bool insert_branch(const struct mochi_fixup *fixup) {
  uint64_t distance = fixup->target - fixup->place;
  return distance % 4 == 0 && is_signed((int64_t)distance, 28) && insert(fixup, distance >> 2, 0, 26);
}

/** The low 12 bits of an address, as loads and stores of `size` bytes count them. */
static bool insert_low(const struct mochi_fixup *fixup, uint64_t size) {
  uint64_t low = fixup->target % 4096;
  return low % size == 0 && insert(fixup, low / size, 10, 12);
}

/** A load of the offset table's entry becomes the address itself: with all of the program within reach there is no table. */
static bool insert_address(const struct mochi_fixup *fixup) {
  return fixup->room >= 4 && put(fixup, 0x91000000 | (get32(fixup->at) & 0x3ff), 4) && insert_low(fixup, 1); // add Xd, Xn
}

static bool relocate_aarch64(uint32_t type, const struct mochi_fixup *fixup) {
  switch (type) {
    case 257: // ABS64
      return put(fixup, fixup->target, 8);
    case 258: // ABS32
      return put_unsigned32(fixup, fixup->target);
    case 260: // PREL64
      return put(fixup, fixup->target - fixup->place, 8);
    case 261: // PREL32
      return put_signed32(fixup, fixup->target - fixup->place);
    case 264: // MOVW_UABS_G0_NC
      return insert(fixup, fixup->target, 5, 16);
    case 266: // MOVW_UABS_G1_NC
      return insert(fixup, fixup->target >> 16, 5, 16);
    case 268: // MOVW_UABS_G2_NC
      return insert(fixup, fixup->target >> 32, 5, 16);
    case 269: // MOVW_UABS_G3
      return insert(fixup, fixup->target >> 48, 5, 16);
    case 275: // ADR_PREL_PG_HI21
    case 311: // ADR_GOT_PAGE
      return insert_page(fixup);
    case 277: // ADD_ABS_LO12_NC
    case 278: // LDST8_ABS_LO12_NC
      return insert_low(fixup, 1);
    case 282: // JUMP26
    case 283: // CALL26
      return insert_branch(fixup);
    case 284: // LDST16_ABS_LO12_NC
      return insert_low(fixup, 2);
    case 285: // LDST32_ABS_LO12_NC
      return insert_low(fixup, 4);
    case 286: // LDST64_ABS_LO12_NC
      return insert_low(fixup, 8);
    case 299: // LDST128_ABS_LO12_NC
      return insert_low(fixup, 16);
    case 312: // LD64_GOT_LO12_NC
      return insert_address(fixup);
    default:
      return false;
  }
}

bool mochi_relocation_needs_slot(uint64_t machine, uint32_t type) {
  return machine == MOCHI_X86_64 && (type == 9 || type == 41 || type == 42);
}

bool mochi_relocate(uint64_t machine, uint32_t type, const struct mochi_fixup *fixup) {
  switch (machine) {
    case MOCHI_X86_64:
      return relocate_x86_64(type, fixup);
    case MOCHI_AARCH64:
      return relocate_aarch64(type, fixup);
    default:
      return false;
  }
}
