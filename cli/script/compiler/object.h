// Reading an object: bytes of an ELF64 file, little-endian, in; sections, symbols and relocations out.
// Offsets and indices are checked here, once: what a mochi_object holds lies within its bytes. Who can't read an object has another
// compiler, so there is no word on what is wrong with it. The format: System V ABI, «Object Files».

#ifndef MOCHI_SCRIPT_OBJECT_H
#define MOCHI_SCRIPT_OBJECT_H

#include "file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOCHI_SECTION_WRITE = 1, MOCHI_SECTION_ALLOC = 2, MOCHI_SECTION_EXECUTE = 4, MOCHI_SECTION_THREAD_LOCAL = 0x400 };

struct mochi_section {
  const char *name;
  uint64_t flags, size, align;
  /** NULL: zeroed memory that takes no room in a file. */
  const unsigned char *bytes;
};

enum mochi_place { MOCHI_UNDEFINED, MOCHI_ABSOLUTE, MOCHI_COMMON, MOCHI_IN_SECTION };

struct mochi_symbol {
  const char *name;
  enum mochi_place place;
  /** Of MOCHI_UNDEFINED: nobody minds if it is missing. */
  bool is_weak;
  /** Of MOCHI_IN_SECTION. */
  uint32_t section;
  /** An offset in the section; of MOCHI_COMMON, which is zeroed memory that somebody must find room for, its alignment. */
  uint64_t value;
  uint64_t size;
};

struct mochi_relocation {
  uint32_t section, type, symbol;
  uint64_t offset;
  int64_t addend;
};

struct mochi_object {
  bool is_relocatable;
  uint32_t machine;
  /** By their index in the file; those that aren't loaded are there, too. */
  size_t section_count;
  struct mochi_section *sections;
  size_t symbol_count;
  struct mochi_symbol *symbols;
  /** Of sections that are loaded. */
  size_t relocation_count;
  struct mochi_relocation *relocations;
};

/** Reads an object, which keeps pointing into the bytes. False when they are no ELF64 file, or a torn one. */
bool mochi_object_read(struct mochi_bytes bytes, struct mochi_object *object);

#endif
