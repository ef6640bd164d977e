// The quick core (cli/quick): the compiler in a small program of its own, for what most runs need. It lies with the script compiler.

#ifndef MOCHI_LAUNCHER_QUICK_CORE_H
#define MOCHI_LAUNCHER_QUICK_CORE_H

/**
 * Replaces this process by the quick core that lies with the compiler core at that path. Returns where there is none, where MOCHI_QUICK is 0,
 * and when the quick core has handed over what it was given: it calls the launcher again then.
 */
void mochi_quick_core_become(const char *core, int count, char **arguments);

#endif
