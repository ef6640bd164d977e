// How a program begins and ends.
//
// The emitted program defines `void mochi_program(void)`. Its `main` is libmochi's (entry/main.c),
// which gives it a deep stack, unless the program defines one itself; one that can't recurse without
// bounds does so, as `int main(int argc, char **argv) { return mochi_main(argc, argv, mochi_program); }`,
// and links no stack switching.

#ifndef MOCHI_ENTRY_ENTRY_H
#define MOCHI_ENTRY_ENTRY_H

/** Emitted: runs the program's top-level code. */
void mochi_program(void);

/** Runs `program` on the system's stack; flushes; returns the exit status. */
int mochi_main(int argc, char **argv, void (*program)(void));

/**
 * The same on a stack of 1 GiB of reserved addresses (MOCHI_STACK: bytes, or with k, m, g); running
 * out of it is the error −10 `stack overflow`.
 */
int mochi_main_with_stack(int argc, char **argv, void (*program)(void));

#endif
