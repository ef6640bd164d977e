// The runtime image as its linker knows it: the bytes of an executable without a program, and a text that
// describes them (release/script-image.ts writes both):
//
//   machine 62
//   entry 4198965
//   alignment 4096                               what segments are apart in memory: the machine's largest pages
//   segment 4096 4198400 551209 551209 5         offset, address, size in the file, size in memory, flags
//   thread-local 700416 4899840 0 24 4 8         the same and its alignment, where the C library has such variables
//   misunderstood mochi_pair                     a function that tcc would call in another way than it was compiled for
//   symbol mochi_print 4210416                   what a program may name, sorted by bytes
//
// Numbers are decimal. Segments are sorted by address; the first has offset 0 and is one page, left to headers.

#ifndef MOCHI_SCRIPT_IMAGE_H
#define MOCHI_SCRIPT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mochi_segment {
  uint64_t offset, address, file_size, memory_size;
  /** 1 execute, 2 write, 4 read. */
  uint32_t flags;
  uint64_t alignment;
};

struct mochi_image_symbol {
  const char *name;
  uint64_t address;
};

enum { MOCHI_IMAGE_SEGMENTS = 16 };

struct mochi_image {
  const unsigned char *bytes;
  size_t size;
  uint64_t machine, entry, alignment;
  size_t segment_count;
  struct mochi_segment segments[MOCHI_IMAGE_SEGMENTS];
  bool has_thread_local;
  struct mochi_segment thread_local;
  size_t symbol_count;
  struct mochi_image_symbol *symbols;
  size_t misunderstood_count;
  const char **misunderstood;
};

/** Reads the folder's image. False when one of its files is missing, or isn't as it should be. */
bool mochi_image_read(const char *folder, struct mochi_image *image);

/** Whether the image offers that symbol; stores its address. */
bool mochi_image_find(const struct mochi_image *image, const char *name, uint64_t *address);

#endif
