// The linker of script mode: one object and the runtime image in, a static executable out.
//
// The image's bytes are taken as they are; behind them come up to three segments of the program's own:
// code (read, execute), constants with the offset table (read), data (read, write). No segment is
// ever writable and executable. In the file each begins on a page of 4 KB; in memory no two of them share a page, however large
// this machine's are, so addresses leave gaps that the file doesn't have. The program headers go into the image's first page,
// which has nothing else; libgc finds the program's data through them, as in any executable.
//
// How control gets to the program: the image's `main` calls through two of the pointers of
// `mochi_image_program` (release/script-image/main.c), which are filled in here; so are the collector and
// where it finds the program's globals.

#ifndef MOCHI_SCRIPT_LINK_H
#define MOCHI_SCRIPT_LINK_H

#include "file.h"
#include "image.h"
#include "object.h"

struct mochi_link_choices {
  /** A text for the header page, by which `mochi build` knows its own products. */
  const char *mark;
  /** Where the program shall note that it ran for long; empty: nowhere. */
  const char *runs_file;
  /** The runtime's symbol that `mochi_gc_backend` shall point at; empty: the image's own choice. */
  const char *collector;
};

/**
 * Makes an executable of the object; the object's addresses are of no use afterwards. NULL, or why it can't be linked: then nothing is wrong with
 * the program, but the image lacks what it names, or the object isn't one of those we link. Static until the next call.
 */
const char *mochi_link(const struct mochi_image *image, const struct mochi_object *object, const struct mochi_link_choices *choices, struct mochi_bytes *executable);

#endif
