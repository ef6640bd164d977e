// Counting how often a script was run that script mode compiled: cli/cache/counted-runs.ts has the rules.

#ifndef MOCHI_LAUNCHER_RUN_COUNT_H
#define MOCHI_LAUNCHER_RUN_COUNT_H

#include <stdbool.h>

/** Counts a run of the executable, if its runs are counted; true when it is time to optimise it. */
bool mochi_run_count(const char *program);

#endif
