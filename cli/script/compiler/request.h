// What the compiler core sends on standard input:
//
//   C text, a zero byte            only to `compile`
//   four texts, each with a zero   where to write the executable; its mark; its runs file or nothing; its collector or nothing
//
// The C can be read while it comes, so that it is compiled while the core is still on its way.

#ifndef MOCHI_SCRIPT_REQUEST_H
#define MOCHI_SCRIPT_REQUEST_H

#include "link.h"

#include <stdbool.h>
#include <stddef.h>

struct mochi_order {
  const char *output;
  struct mochi_link_choices choices;
};

/** Reads at most `size` bytes of the C text: their number, 0 behind its end. */
size_t mochi_request_read_c(char *bytes, size_t size);

/** Reads the rest. False when the request ends before: nobody wants anything any more. */
bool mochi_request_read_order(struct mochi_order *order);

#endif
