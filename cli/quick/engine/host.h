// What the compiler, in JavaScript, can ask of the system: the functions of the global object `host` (cli/quick/host.ts has their types).

#ifndef MOCHI_QUICK_HOST_H
#define MOCHI_QUICK_HOST_H

#include "javascript.h"

/** The words of this process, for JavaScript and for what takes its place. From now on a pipe that nobody reads and a file that must not grow are failed writes. */
void mochi_host_begin(int count, char **words);

/** Adds `host` to the context's global object. */
void mochi_host_offer(JSContext *context);

/** Becomes the compiler core: the launcher is called once more, with the same words. Says why, where MOCHI_QUICK is 1. Returns when that can't be: an exit status. */
int mochi_host_hand_over(const char *why);

#endif
