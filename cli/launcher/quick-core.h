// The quick core (cli/quick): the compiler in a small program of its own, for what most runs need. It lies with the script compiler.

#ifndef MOCHI_LAUNCHER_QUICK_CORE_H
#define MOCHI_LAUNCHER_QUICK_CORE_H

/** The name under which the quick core calls the launcher when it hands over what it was given. */
#define MOCHI_HANDED_OVER "mochi: handed over"

/**
 * Replaces this process by the quick core that lies with the compiler core at that path. Returns where there is none, where MOCHI_QUICK is 0,
 * and when it has handed over what it was given.
 */
void mochi_quick_core_become(const char *core, int count, char **arguments);

#endif
