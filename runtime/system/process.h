// The program's arguments, environment, clocks and end.

#ifndef MOCHI_SYSTEM_PROCESS_H
#define MOCHI_SYSTEM_PROCESS_H

#include "platform/compiler.h"
#include "values/value.h"

/** The arguments after the program's name. A new list each time. */
mochi_list *mochi_args(void);
/** none when it isn't set. */
mochi_string mochi_env(mochi_string name);
/** Flushes and ends the program. */
_Noreturn void mochi_exit(int64_t code);
/** Bytes in use by values. */
int64_t mochi_mem(void);
/** Which test of the program is to run (MOCHI_TEST), or −1: all, in place. */
int64_t mochi_test_index(void);
/** Nanoseconds since 1970; with MOCHI_NOW_SEED, the next number of a fixed sequence. */
int64_t mochi_now(void);
void mochi_sleep(int64_t nanoseconds);
/** Nanoseconds of a clock that never goes back. */
int64_t mochi_clock(void);
/** strftime letters, UTC. */
mochi_string mochi_format_time(int64_t time, mochi_string layout);
/** −2 when `text` isn't written as `layout` says. */
int64_t mochi_parse_time(mochi_string text, mochi_string layout, const mochi_site *site);
/** Prints the JSON report of a `bench` block that began at `started` (mochi_clock). */
void mochi_bench_report(mochi_string name, int64_t started);

// ---------------------------------------------------------------- for the runtime itself

extern int mochi_argument_count;
extern char **mochi_arguments;

#endif
