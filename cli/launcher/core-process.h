// The compiler core: where it is, and becoming it.
//
// It is the program `mochi-core`. In a checkout it lies beside the launcher (beside/core-location.c); a
// release carries it, and all that it needs, as the launcher's payload, which is unpacked once into
// Mochi's folder (payload/core-location.c). The build links one of the two.

#ifndef MOCHI_LAUNCHER_CORE_PROCESS_H
#define MOCHI_LAUNCHER_CORE_PROCESS_H

#include "platform/platform.h"
#include "script-call.h"

/**
 * Replaces this process by the core with the same arguments. Returns an exit status only when that fails (said on standard error). `will_compile`: it will
 * want the script compiler.
 */
int mochi_core_become(int count, char **arguments, bool will_compile);

/** The same, and the core optimises the script that was called; cli/commands/optimise.ts. */
int mochi_core_optimise(const struct mochi_script_call *call);

enum { MOCHI_CORE_WORDS = 8 };

/** Stores the words that begin the core, static, and NULL behind them. Their number; 0 when there is no core to be had (said on standard error). */
int mochi_core_locate(char *words[MOCHI_CORE_WORDS]);

/** What to do when the core is there but doesn't start: a remedy, and another program that may run it in its place (NULL: none). */
const char *mochi_core_remedy(void);
const char *mochi_core_interpreter(void);

/** The least bytes, of addresses and of memory of its own, that the core starts with: node reserves far more than it uses, and dies with a trace of its own, or waits for ever, when it can't. */
extern const struct mochi_core_needs {
  uint64_t addresses;
  uint64_t data;
} mochi_core_needs;

#endif
